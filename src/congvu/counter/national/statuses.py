"""National status codes and the steps between them, as dated data (``rules/status.json``).

Plain Python: no table is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from congvu.core.kernel.errors import Invalid
from congvu.counter.dossiers.choices import State

FILE = Path(__file__).parent / "rules" / "status.json"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the portal's numbers mean from ``valid_from`` on (None: from the beginning)."""

    valid_from: date | None
    basis: str
    codes: Mapping[str, int]
    allowed: Mapping[int, frozenset[int]]
    numbers: Mapping[str, Mapping[str, int]]

    def code(self, state: str) -> int:
        """The national code of a state of ours."""
        return self.codes[state]

    def state(self, code: int) -> State:
        """Our state of a national code.

        :raises Invalid: the portal's rules know no such code
        """
        for state, number in self.codes.items():
            if number == code:
                return State(state)
        raise Invalid(f"Cổng quốc gia không có mã trạng thái {code}. Hãy kiểm tra lại mã.")

    def may_follow(self, before: int, after: int) -> bool:
        """Whether the portal takes this step; the same state again only brings news of it."""
        return before == after or after in self.allowed.get(before, frozenset())


@cache
def _all() -> tuple[Rules, ...]:
    found = [
        Rules(
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            row["basis"], row["codes"],
            {int(code): frozenset(after) for code, after in row["allowed"].items()},
            row["numbers"],
        )
        for row in json.loads(FILE.read_text("utf-8"))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.valid_from or date.min, reverse=True))


def rules_on(day: date) -> Rules:
    """The rules that hold on a day.

    :raises Invalid: none did
    """
    for rules in _all():
        if rules.valid_from is None or rules.valid_from <= day:
            return rules
    raise Invalid(f"Chưa có bảng trạng thái quốc gia cho ngày {day:%d/%m/%Y}. Hãy bổ sung bảng.")


def label_of(code: int | None, day: date) -> str:
    """A code in words: ``4 (Đang xử lý)``."""
    if code is None:
        return "không rõ"
    try:
        return f"{code} ({rules_on(day).state(code).label})"
    except Invalid:
        return f"{code}"

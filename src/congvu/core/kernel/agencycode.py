"""Agency identification codes (mã định danh cơ quan) in both schemes, and the default conversion.

``qcvn102``: ``000.00.15.H02`` (QCVN 102:2016), read right to left, zeros mean "not used".
``qd20``: ``H02.15`` (QĐ 20/2020/QĐ-TTg), read left to right, at most 35 characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.provinces import Province, by_agency_code

Scheme = Literal["qcvn102", "qd20"]

MAX_LENGTH = 35
OLD = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
NEW = re.compile(r"[A-Z][0-9]{2}(?:\.[A-Z0-9]+)*")
_OLD_WIDTHS = (3, 2, 2, 3)
_LEVEL_ONE = {
    "G": "Bộ, cơ quan ngang Bộ, cơ quan trung ương",
    "H": "Ủy ban nhân dân cấp tỉnh",
    "K": "Hội đồng nhân dân cấp tỉnh",
}


@dataclass(frozen=True, slots=True, order=True)
class AgencyCode:
    """A well-formed code; ``text`` is its canonical spelling."""

    text: str
    scheme: Scheme

    def __str__(self) -> str:
        return self.text

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in use, from level 1 down: ``("H02", "15")`` in either scheme."""
        parts = self.text.split(".")
        if self.scheme == "qcvn102":
            parts = [parts[3]] + [part for part in parts[2::-1] if part.strip("0")]
        return tuple(parts)

    @property
    def level(self) -> int:
        """1 for a province or ministry, 2 for a department or district, and so on down.

        In the old scheme the place of the deepest group in use counts, even under an empty one.
        """
        if self.scheme == "qd20":
            return self.text.count(".") + 1
        parts = self.text.split(".")
        return next((4 - i for i, part in enumerate(parts[:3]) if part.strip("0")), 1)

    @property
    def parent(self) -> AgencyCode | None:
        """The code of the agency above, ``None`` at level 1."""
        if self.level == 1:
            return None
        if self.scheme == "qd20":
            return AgencyCode(self.text.rpartition(".")[0], "qd20")
        parts = self.text.split(".")
        deepest = 4 - self.level
        parts[deepest] = "0" * _OLD_WIDTHS[deepest]
        return AgencyCode(".".join(parts), "qcvn102")

    @property
    def level_one(self) -> str:
        """The level-1 group, such as ``H02``."""
        return self.text[-3:] if self.scheme == "qcvn102" else self.text[:3]

    @property
    def level_one_kind(self) -> str:
        """What the letter of the level-1 group stands for, in Vietnamese; empty when not known."""
        return _LEVEL_ONE.get(self.level_one[0], "")

    @property
    def province(self) -> Province | None:
        """The province of an H code, or of a provincial council's K code; ``None`` for others."""
        code = self.level_one
        return by_agency_code("H" + code[1:]) if code[0] in "HK" else None

    def open_on(self, day: date) -> bool:
        """Whether new documents may carry the code: a closed province's codes serve look-up only."""
        province = self.province
        return province is None or province.valid_to is None or day <= province.valid_to

    def is_under(self, other: AgencyCode) -> bool:
        """Whether the code is ``other`` or below it; the schemes may differ."""
        mine, theirs = self.groups, other.groups
        return mine[: len(theirs)] == theirs


def parse_agency_code(s: str) -> AgencyCode:
    """Either scheme.

    :raises Invalid: neither scheme, or longer than 35 characters
    """
    text = s.strip().upper()
    if OLD.fullmatch(text):
        return AgencyCode(text, "qcvn102")
    if NEW.fullmatch(text) and len(text) <= MAX_LENGTH:
        return AgencyCode(text, "qd20")
    raise Invalid(
        "Mã định danh cơ quan chưa đúng. Hãy nhập theo dạng H02.15 (Quyết định 20/2020/QĐ-TTg) "
        "hoặc 000.00.15.H02 (QCVN 102:2016)."
    )


def to_new(code: AgencyCode) -> AgencyCode:
    """The default QĐ 20 form: ``000.00.15.H02`` becomes ``H02.15``.

    Only a default: each agency publishes its own table, which comes first.
    """
    return AgencyCode(".".join(code.groups), "qd20")


def to_old(code: AgencyCode) -> AgencyCode | None:
    """The default QCVN 102 form, ``None`` where there is none.

    Two-digit groups fill levels 2 and 3 in turn, a three-digit group is level 4.
    """
    if code.scheme == "qcvn102":
        return code
    places = ["000", "00", "00", code.level_one]
    free = 2
    for group in code.groups[1:]:
        place = 0 if len(group) == 3 else free
        if place > free or len(group) != _OLD_WIDTHS[place] or not group.isdigit():
            return None
        if not group.strip("0"):
            return None
        places[place] = group
        free = place - 1
    return AgencyCode(".".join(places), "qcvn102")

"""The table of steps as one frozen value, and as JSON."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import fold

FORMAT = "congvu-process/1"
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_STEPS = 60
MOST_MOVES = 12
END = ""
"""Target of a move that ends the process."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way on from a step (thao tác): ``target`` is a step's code, or :data:`END`.

    ``who`` narrows who may take it (values of ``choices.MoveBy``), ``needs`` names what must hold
    first (keys of ``choices.PRECONDITIONS``).
    """

    code: str
    name: str
    target: str = END
    who: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. Steps that share ``group`` open all at once; one of them leads.

    ``hours`` are working hours. ``unit_id`` and ``post_id`` name a place of the agency itself,
    ``agency_id`` whom a consultation or a joint procedure goes to, ``procedure_code`` what is
    asked for there.
    """

    code: str
    name: str
    kind: str = "work"
    holder: str = "officer"
    hours: int = 8
    group: str = ""
    lead: bool = False
    unit_kind: str = ""
    unit_id: int | None = None
    post_id: int | None = None
    agency_id: int | None = None
    procedure_code: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def leads(self) -> bool:
        """Alone, or the lead of its group: exactly one such step is open at any time."""
        return self.lead or not self.group

    def move(self, code: str) -> Move | None:
        return next((one for one in self.moves if one.code == code), None)


@dataclass(frozen=True)
class Process:
    """The steps in their order; the first is where a dossier begins."""

    steps: tuple[Step, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    @cached_property
    def places(self) -> dict[str, int]:
        return {step.code: place for place, step in enumerate(self.steps)}

    def members(self, group: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if group and step.group == group)

    def opened_by(self, code: str) -> tuple[Step, ...]:
        """What opens when a move leads to this step: the step, or its whole group."""
        step = self.by_code[code]
        return self.members(step.group) or (step,)

    def is_back(self, step: Step, move: Move) -> bool:
        """Whether a move goes to an earlier step: such a move needs a reason."""
        return move.target != END and self.places.get(move.target, 0) <= self.places[step.code]

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, "steps": [_trimmed(asdict(step)) for step in self.steps]}


def _trimmed(row: dict[str, Any]) -> dict[str, Any]:
    moves = [
        {key: list(value) if isinstance(value, tuple) else value for key, value in move.items()}
        for move in row.pop("moves")
    ]
    kept = {key: value for key, value in row.items() if value not in ("", None, False)}
    return kept | {"moves": moves}


def read_process(document: Any) -> Process:
    """A table from JSON, strictly.

    :raises Invalid: not of this form; the sentence names the place
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Invalid(f"Tệp không phải quy trình nội bộ dạng {FORMAT}. Hãy kiểm tra lại tệp.")
    rows = document.get("steps")
    if not isinstance(rows, list) or len(rows) > MOST_STEPS:
        raise Invalid(f"Quy trình có danh sách “steps”, nhiều nhất {MOST_STEPS} bước.")
    return Process(tuple(_step(row, place) for place, row in enumerate(rows, start=1)))


STEP_TYPES: dict[str, type] = {
    "code": str, "name": str, "kind": str, "holder": str, "hours": int, "group": str,
    "lead": bool, "unit_kind": str, "unit_id": int, "post_id": int, "agency_id": int,
    "procedure_code": str, "moves": list,
}  # fmt: skip
MOVE_TYPES: dict[str, type] = {
    "code": str, "name": str, "target": str, "who": str, "needs": list,
}  # fmt: skip


def _step(row: Any, place: int) -> Step:
    where = f"Bước thứ {place}"
    given = _typed(row, STEP_TYPES, where)
    moves = given.pop("moves", [])
    if len(moves) > MOST_MOVES:
        raise Invalid(f"{where} có quá {MOST_MOVES} thao tác. Hãy bớt đi.")
    return Step(**given, moves=tuple(_move(one, where) for one in moves))


def _move(row: Any, where: str) -> Move:
    given = _typed(row, MOVE_TYPES, f"{where}, thao tác")
    needs = given.pop("needs", [])
    if not all(isinstance(one, str) for one in needs):
        raise Invalid(f"{where}: điều kiện là danh sách tên. Hãy sửa lại.")
    return Move(**given, needs=tuple(needs))


def _typed(row: Any, types: dict[str, type], where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise Invalid(f"{where} không đúng dạng. Hãy sửa lại tệp.")
    for name, value in row.items():
        wanted = types.get(name)
        if wanted is None:
            raise Invalid(f"{where} có mục lạ “{str(name)[:40]}”. Hãy bỏ mục đó.")
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise Invalid(f"{where}: mục “{name}” sai kiểu. Hãy sửa lại.")
    for name in ("code", "name"):
        if not row.get(name):
            raise Invalid(f"{where} thiếu mục “{name}”. Hãy bổ sung.")
    if not CODE.fullmatch(row["code"]):
        raise Invalid(
            f"{where}: mã “{row['code'][:40]}” phải bắt đầu bằng chữ thường không dấu, chỉ gồm a-z, "
            "0-9, gạch dưới. Hãy sửa lại."
        )
    longest = {"name": 200, "group": 40, "kind": 12, "holder": 12, "who": 12, "procedure_code": 40}
    for name, most in longest.items():
        if len(row.get(name, "")) > most or "\x00" in row.get(name, ""):
            raise Invalid(f"{where}: mục “{name}” dài quá {most} ký tự. Hãy rút gọn.")
    if not 0 <= row.get("hours", 0) <= MOST_HOURS:
        raise Invalid(f"{where}: số giờ từ 0 đến {MOST_HOURS}. Hãy sửa lại.")
    return dict(row)


MOST_HOURS = 2000
"""A year of working hours, about."""


def code_from(name: str, taken: set[str]) -> str:
    """A code of a name that is not taken: ``tham_dinh``, ``tham_dinh_2``."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:34].rstrip("_")
    base = words if CODE.fullmatch(words) else f"b_{words}".rstrip("_")
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


FIELDS = tuple(one.name for one in fields(Step) if one.name != "moves")
"""Columns of a row, for those who store it."""

"""A time limit as a value, and what a reading of a text can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["working_hour", "hour", "working_day", "day", "month", "year"]
State = Literal["none", "read", "unreadable"]

LABELS: Mapping[Unit, str] = {
    "working_hour": "giờ làm việc",
    "hour": "giờ",
    "working_day": "ngày làm việc",
    "day": "ngày",
    "month": "tháng",
    "year": "năm",
}
HOURS: Mapping[Unit, int] = {
    "working_hour": 4, "hour": 1, "working_day": 34, "day": 24, "month": 730, "year": 8760,
}  # fmt: skip
"""About how long a unit is on the clock, only to tell which of two limits is the longer."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``amount`` of ``unit``, at most; 0 is within the day (or moment) of receipt.

    ``least`` is the lower end of a range (``từ 10 đến 15 ngày``), else equal to ``amount``.
    ``case`` are the words of the case it holds for; empty for all.
    """

    amount: int
    unit: Unit
    least: int = -1
    case: str = ""

    @property
    def words(self) -> str:
        """``15 ngày làm việc``."""
        if self.amount == 0:
            return "trong ngày" + (" làm việc" if self.unit == "working_day" else "")
        span = f"{self.least}-{self.amount}" if 0 <= self.least < self.amount else f"{self.amount}"
        return f"{span} {LABELS[self.unit]}"

    @property
    def length(self) -> int:
        """Comparable across units; see :data:`HOURS`."""
        return self.amount * HOURS[self.unit]

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"amount": self.amount, "unit": self.unit}
        if 0 <= self.least < self.amount:
            found["least"] = self.least
        return found | ({"case": self.case} if self.case else {})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Limit:
        return cls(value["amount"], value["unit"], value.get("least", -1), value.get("case", ""))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of the time limit.

    ``limit`` is the longest whole time and only there when ``state`` is ``read``. ``parts`` are
    the single limits when the text has more than one: the cases (the longest is ``limit``), or,
    when ``summed``, steps that follow each other (their sum is ``limit``).
    """

    state: State
    text: str = ""
    limit: Limit | None = None
    parts: tuple[Limit, ...] = ()
    summed: bool = False

    @property
    def words(self) -> str:
        """For people: the limit, ``không quy định`` or ``không đọc được``."""
        if self.limit is not None:
            return self.limit.words
        return "không quy định" if self.state == "none" else "không đọc được"


def stated(amount: int, unit: Unit, text: str = "") -> Reading:
    """A limit given as number and unit."""
    limit = Limit(amount, unit)
    return Reading("read", text or limit.words, limit)


def unstated(text: str = "") -> Reading:
    return Reading("none", text)

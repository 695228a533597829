"""A time limit: how many of which unit."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.kernel.worktime import Unit

UNITS: dict[Unit, str] = {
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
    "calendar_day": "ngày",
    "month": "tháng",
}
LARGEST = 3650


@dataclass(frozen=True, slots=True)
class Term:
    """``Term(15, "working_day")``; 0 days is a procedure settled at once (trả ngay trong ngày).

    :raises ValueError: negative, over ten years, or a unit that nobody counts
    """

    amount: int
    unit: Unit = "working_day"

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LARGEST or self.unit not in UNITS:
            raise ValueError(f"no such term: {self.amount} {self.unit}")

    def __str__(self) -> str:
        return f"{self.amount} {UNITS[self.unit]}"

"""A limit in the units that the deadline engine reckons in."""

from __future__ import annotations

from congvu.core.kernel.worktime import Unit as ClockUnit
from congvu.counter.procedures.limits.shape import Limit

DAY = 24


def clock_term(limit: Limit) -> tuple[int, ClockUnit]:
    """``(amount, unit)`` for ``kernel.worktime.due``.

    Whole days of hours (24 giờ, 48 giờ) are calendar days; other hours are hours of work, since
    offices answer while they are open. A year is twelve months (Bộ luật Dân sự, Điều 146).
    """
    if limit.unit == "working_hour":
        return limit.amount, "working_hour"
    if limit.unit == "hour":
        days, rest = divmod(limit.amount, DAY)
        return (limit.amount, "working_hour") if rest or not days else (days, "calendar_day")
    if limit.unit == "working_day":
        return limit.amount, "working_day"
    if limit.unit == "day":
        return (0, "working_day") if limit.amount == 0 else (limit.amount, "calendar_day")
    return limit.amount * (12 if limit.unit == "year" else 1), "month"

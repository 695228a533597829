"""Public holidays of Vietnam from the ``holidays`` package, as rows of the editable calendar.

A seed only: Tết spans and swaps are announced each year, and the administrator corrects the
table (Bộ luật Lao động, Điều 111-112; 24/11 from 2026).
"""

from __future__ import annotations

from datetime import date

from holidays import country_holidays

from congvu.core.organisation.choices import DayKind

_MARKS = (
    ("nghỉ bù", DayKind.COMPENSATORY),
    ("hoán đổi", DayKind.SWAP_OFF),
    ("thay cho", DayKind.SWAP_OFF),
)


def special_days(year: int) -> list[tuple[date, DayKind, str]]:
    """Days off that are not plain weekends, and Saturdays worked instead, of one year."""
    calendar = country_holidays("VN", years=year, language="vi")
    days = [
        (day, _kind(name), name[:100]) for day, name in sorted(calendar.items()) if day.year == year
    ]
    worked = [
        (day, DayKind.MAKE_UP, "Làm bù")
        for day in sorted(calendar.weekend_workdays)
        if day.year == year
    ]
    return sorted(days + worked)


def _kind(name: str) -> DayKind:
    lower = name.lower()
    return next((kind for mark, kind in _MARKS if mark in lower), DayKind.HOLIDAY)

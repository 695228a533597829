"""Dates as Vietnamese documents write them. Zone Asia/Ho_Chi_Minh (+07:00, no summer time)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
"""Monday first: ``WEEKDAYS[day.weekday()]``."""

_SHORT = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")


def date_in_words(day: date, place: str = "") -> str:
    """``Bắc Giang, ngày 05 tháng 02 năm 2026``: only days 1-9 and months 1-2 take a zero.

    Source: ND 30/2020/NĐ-CP, Annex I, part II, section I.4.
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    written = f"ngày {day.day:02} tháng {month} năm {day.year}"
    return f"{place}, {written}" if place else written


def format_date(day: date) -> str:
    """``05/02/2026``."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_moment(at: datetime) -> str:
    """``16:40 05/02/2026``, in Vietnam time.

    :raises ValueError: ``at`` has no zone
    """
    local = in_vietnam(at)
    return f"{local:%H:%M} {format_date(local)}"


def format_weekday(day: date) -> str:
    """``thứ Năm 05/02/2026``."""
    return f"{WEEKDAYS[day.weekday()]} {format_date(day)}"


def parse_date(s: str, *, label: str = "Ngày") -> date:
    """The day typed ``dd/mm/yyyy`` or ``d/m/yyyy``.

    :param label: the Vietnamese name of the field, the first word of the refusal
    :raises Invalid: another form, a two-digit year, a day that does not exist
    """
    text = s.strip()
    found = _SHORT.fullmatch(text)
    if not found:
        if _TWO_DIGIT_YEAR.fullmatch(text):
            raise Invalid(f"{label} phải có năm đủ bốn chữ số. Hãy nhập lại, ví dụ 05/02/2026.")
        raise Invalid(
            f"{label} phải viết theo dạng ngày/tháng/năm. Hãy nhập lại, ví dụ 05/02/2026."
        )
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(
            f"{label} {text} không có trong lịch. Hãy kiểm tra lại ngày và tháng."
        ) from None


def in_vietnam(at: datetime) -> datetime:
    """The same moment in Vietnam time.

    :raises ValueError: ``at`` has no zone
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return at if at.tzinfo is VIETNAM else at.astimezone(VIETNAM)


def iso_moment(at: datetime) -> str:
    """ISO 8601 to the second with the zone: ``2026-11-23T09:15:30+07:00`` (signing time, ND 30/2020).

    :raises ValueError: ``at`` has no zone
    """
    return in_vietnam(at).isoformat(timespec="seconds")


def week_start(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def month_start(day: date) -> date:
    return day.replace(day=1)


def quarter_start(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)

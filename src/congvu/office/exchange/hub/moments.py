"""How both generations write moments and days."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.office.exchange.hub.codes import HubRefused, Reason

STAMP = re.compile(r"(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})(?:\+(\d{1,4}))?")
DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T].*)?")


def stamp(at: datetime) -> str:
    """``23112026T091530+0123``: day first, Vietnam's time, then four digits of milliseconds."""
    local = at.astimezone(VIETNAM)
    return f"{local:%d%m%YT%H%M%S}+{local.microsecond // 1000:04}"


def read_stamp(text: str) -> datetime:
    """A signed timestamp; ISO 8601 is understood as well.

    :raises HubRefused: neither form
    """
    match = STAMP.fullmatch(text.strip())
    try:
        if match:
            day, month, year, hour, minute, second = (int(part) for part in match.groups()[:6])
            return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise HubRefused(
            Reason.STALE, "Dấu thời gian của yêu cầu không đọc được (ddMMyyyyTHHmmss+SSSS)."
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


def shown(at: datetime | None) -> str:
    """As lists carry it: ``2026/11/23 09:15:30``, empty when it has not happened."""
    return f"{at.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}" if at else ""


def day(text: str, *, end: bool = False) -> datetime | None:
    """A bound of a list (``2026/11/23`` or ``2026-11-23``); the end of a period counts whole.

    :raises HubRefused: something else
    """
    if not text.strip():
        return None
    match = DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise HubRefused(
            Reason.INPUT, "Ngày phải viết dạng năm/tháng/ngày, ví dụ 2026/11/23."
        ) from None
    start = datetime.combine(found, time.min, tzinfo=VIETNAM)
    return start + timedelta(days=1) if end else start


def written_day(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%Y/%m/%d}"

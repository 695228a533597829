"""The only place that reads the clock; doors receive ``at`` from their callers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in Vietnam time (+07:00, no summer time)."""
    return datetime.now(tz=VIETNAM)


def local_date(at: datetime) -> date:
    """The calendar day in Vietnam of an aware moment."""
    return at.astimezone(VIETNAM).date()

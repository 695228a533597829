"""Order of results as one whole number: minutes since 1970 high, the entry's id low."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM

ID_BITS = 37
"""Room for 137 billion entries and for moments from 1843 to 2097."""
LOWEST = -(1 << 63)
HIGHEST = (1 << 63) - 1


def rank_of(at: datetime, pk: int) -> int:
    """The rank of an entry; ``at`` is aware, years outside 1850-2090 are held to that range."""
    return (_minutes(at) << ID_BITS) | pk


def first_rank(day: date) -> int:
    """The lowest rank of a day in Vietnam."""
    return _minutes(datetime.combine(day, time.min, tzinfo=VIETNAM)) << ID_BITS


def after_day(day: date) -> int:
    """The lowest rank that lies after a day in Vietnam."""
    return HIGHEST if day >= date(2090, 1, 1) else first_rank(day + timedelta(days=1))


def _minutes(at: datetime) -> int:
    earliest, latest = -63_115_200, 63_115_200  # 1850-01-01 and 2089-12-31
    return min(max(int(at.timestamp() // 60), earliest), latest)

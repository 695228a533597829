"""When a hall gives numbers, by the working calendar of its agency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.queries import calendar_for
from congvu.counter.queue.choices import Opening
from congvu.counter.queue.models import Hall

LOOK_AHEAD = 30
"""Days in which a hall opens again at the latest."""


def spans_on(hall: Hall, day: date) -> list[tuple[datetime, datetime]]:
    """The working spans of a day; the whole day for a hall that is always open."""
    if hall.opening == Opening.ALWAYS:
        start = datetime.combine(day, time(), VIETNAM)
        return [(start, start + timedelta(days=1))]
    calendar = calendar_for(hall.agency_id)
    if not calendar.works_on(day):
        return []
    return [
        (datetime.combine(day, start, VIETNAM), datetime.combine(day, end, VIETNAM))
        for start, end in calendar.hours_on(day).spans
    ]


def takes_numbers(hall: Hall, at: datetime) -> bool:
    """From ``early_minutes`` before each span until its end."""
    early = timedelta(minutes=hall.early_minutes)
    return any(start - early <= at < end for start, end in spans_on(hall, local_date(at)))


def next_opening(hall: Hall, at: datetime) -> datetime:
    """The next moment at which numbers are given."""
    return next((moment for moment in _openings(hall, at) if moment > at), at)


def _openings(hall: Hall, at: datetime) -> Iterator[datetime]:
    early, today = timedelta(minutes=hall.early_minutes), local_date(at)
    for ahead in range(LOOK_AHEAD):
        for start, _ in spans_on(hall, today + timedelta(days=ahead)):
            yield start - early

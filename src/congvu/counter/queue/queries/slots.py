"""Hours that may be booked: from the group's data and the working calendar, less what is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.queries import calendar_for
from congvu.counter.queue.models import ServiceGroup, Slot


@dataclass(frozen=True, slots=True)
class FreeSlot:
    starts_at: datetime
    left: int


def days_of(group: ServiceGroup, at: datetime) -> list[date]:
    """The working days for which one may book now, today first."""
    calendar, today = calendar_for(group.hall.agency_id), local_date(at)
    days = [today + timedelta(days=ahead) for ahead in range(group.book_days + 1)]
    return [day for day in days if calendar.works_on(day)]


def starts_on(group: ServiceGroup, day: date, *, at: datetime) -> list[datetime]:
    """The beginnings of the slots of a day that are still to come; none when not bookable."""
    if not group.slot_minutes or day not in days_of(group, at):
        return []
    step, found = timedelta(minutes=group.slot_minutes), []
    for start, end in calendar_for(group.hall.agency_id).hours_on(day).spans:
        moment, last = _moment(day, start), _moment(day, end)
        while moment + step <= last:
            found.append(moment)
            moment += step
    return [moment for moment in found if moment > at]


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM)


def free_slots(group: ServiceGroup, day: date, *, at: datetime) -> list[FreeSlot]:
    """Every slot of a day still to come with the places left, full ones too."""
    starts = starts_on(group, day, at=at)
    if not starts:
        return []
    rows = Slot.objects.filter(group=group, starts_at__range=(starts[0], starts[-1]))
    left = {row.starts_at: row.capacity - row.taken for row in rows}
    return [FreeSlot(start, left.get(start, group.slot_capacity)) for start in starts]

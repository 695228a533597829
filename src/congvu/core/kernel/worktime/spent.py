"""Hours and minutes of work: adding them to a moment, counting them between two."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.dates import in_vietnam
from congvu.core.kernel.worktime.calendar import MAX_DAYS, WorkCalendar

_DAY = timedelta(days=1)


def add_working_minutes(start: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    """The moment when ``minutes`` of work have passed since ``start``.

    Ends at the end of a span, not at the beginning of the next. With 0 minutes it is ``start``
    itself, or the beginning of the next span when nobody works at ``start``.

    :raises ValueError: no zone, negative minutes or more than fifty years
    """
    if not 0 <= minutes <= MAX_DAYS * 24 * 60:
        raise ValueError("minutes out of range")
    local = in_vietnam(start)
    day, second, left = local.date(), _second_of_day(local), minutes * 60
    while True:
        if calendar.works_on(day):
            hours = calendar.hours_on(day)
            if second == 0 and left > hours.length:
                left -= hours.length
            else:
                for begin, end in hours.seconds:
                    begin = max(begin, second)
                    if begin < end and begin + left <= end:
                        return _moment(day, begin + left)
                    left -= max(0, end - begin)
        day, second = day + _DAY, 0


def working_minutes_between(a: datetime, b: datetime, calendar: WorkCalendar) -> int:
    """Whole minutes worked from ``a`` to ``b``; negative when ``b`` is earlier.

    :raises ValueError: a moment without a zone
    """
    if b < a:
        return -working_minutes_between(b, a, calendar)
    first, last = in_vietnam(a), in_vietnam(b)
    day, end_day = first.date(), last.date()
    seconds = -_worked_until(day, _second_of_day(first), calendar)
    while day < end_day:
        if calendar.works_on(day):
            seconds += calendar.hours_on(day).length
        day += _DAY
    return (seconds + _worked_until(end_day, _second_of_day(last), calendar)) // 60


def _worked_until(day: date, second: int, calendar: WorkCalendar) -> int:
    """Seconds worked on a day before a second of it."""
    if not calendar.works_on(day):
        return 0
    spans = calendar.hours_on(day).seconds
    return sum(min(end, second) - begin for begin, end in spans if begin < second)


def _second_of_day(local: datetime) -> int:
    return (local.hour * 60 + local.minute) * 60 + local.second


def _moment(day: date, second: int) -> datetime:
    minutes, seconds = divmod(second, 60)
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, seconds, 0, VIETNAM)

"""The ways to reckon a term: working days, calendar days and months, working hours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, time, timedelta
from typing import Literal

from congvu.core.kernel.worktime import lines as told
from congvu.core.kernel.worktime.calendar import WorkCalendar
from congvu.core.kernel.worktime.spent import add_working_minutes, working_minutes_between

Unit = Literal["working_day", "working_hour", "calendar_day", "month"]

MINUTES_OF_A_DAY = 8 * 60


class Reckoning(ABC):
    """A running clock: it begins at receipt and is moved by pauses and extensions."""

    def __init__(
        self, calendar: WorkCalendar, unit: Unit, amount: int, cutoff: time | None
    ) -> None:
        self.calendar = calendar
        self.unit = unit
        self.amount = amount
        self.cutoff = cutoff

    @property
    @abstractmethod
    def at(self) -> datetime:
        """The due moment so far."""

    @abstractmethod
    def count_from(self, received: datetime, zero: date) -> list[told.Step]:
        """Set the clock; ``zero`` is the day that counts as the day of receipt."""

    @abstractmethod
    def pause(self, start: datetime, end: datetime, reason: str) -> list[told.Step]:
        """Leave an interval out."""

    @abstractmethod
    def extend(self, days: int, reason: str) -> list[told.Step]:
        """Add days."""

    def begin(self, received: datetime) -> list[told.Step]:
        zero, why = self._day_of_receipt(received)
        step = told.Received(received, zero, why, self.cutoff, self.unit)
        return [step, told.Term(self.amount, self.unit), *self.count_from(received, zero)]

    def restart(self, received: datetime, reason: str) -> list[told.Step]:
        zero, _ = self._day_of_receipt(received)
        return [told.Restarted(received, zero, reason), *self.count_from(received, zero)]

    def _day_of_receipt(self, received: datetime) -> tuple[date, told.Why]:
        day = received.date()
        if self.cutoff is None:
            return day, "same"
        if not self.calendar.works_on(day):
            return self.calendar.first_working(day), "off"
        if received.time() > self.cutoff:
            return self.calendar.next_working(day), "late"
        return day, "same"


class WorkingDays(Reckoning):
    zero: date
    due_day: date

    @property
    def at(self) -> datetime:
        return self.calendar.end_of(self.due_day)

    def count_from(self, received: datetime, zero: date) -> list[told.Step]:
        self.zero = zero
        if self.amount:
            self.due_day = self.calendar.add_days(zero, self.amount)
        else:
            self.due_day = self.calendar.first_working(zero)
        return [told.Counted(zero, self.due_day)]

    def pause(self, start: datetime, end: datetime, reason: str) -> list[told.Step]:
        since = max(start.date(), self.zero)  # before the day of receipt nothing was counted
        days = max(0, self.calendar.count_days(since, end.date()))
        added = f"{days} ngày làm việc"
        return [told.Paused(start, end, reason, added), *self._move(days), *self._not_before(end)]

    def _not_before(self, end: datetime) -> list[told.Step]:
        """Who goes on on a day off still has the next working day, never a term that is over."""
        resumed = self.calendar.first_working(end.date())
        if self.due_day >= resumed:
            return []
        self.due_day = resumed
        return [told.Lifted(end, resumed)]

    def extend(self, days: int, reason: str) -> list[told.Step]:
        return [told.Extended(f"{days} ngày làm việc", reason), *self._move(days)]

    def _move(self, days: int) -> list[told.Step]:
        before = self.due_day
        self.due_day = self.calendar.add_days(before, days)
        return [told.Counted(before, self.due_day)]


class CalendarDays(Reckoning):
    """Days or months; an end on a day off moves to the next working day (Civil Code Art. 148)."""

    zero: date
    end_day: date

    @property
    def at(self) -> datetime:
        return self.calendar.end_of(self.calendar.first_working(self.end_day))

    def count_from(self, received: datetime, zero: date) -> list[told.Step]:
        self.zero = zero
        if self.unit == "month":
            self.end_day = months_after(zero, self.amount)
        else:
            self.end_day = zero + timedelta(days=self.amount)
        return [self._rolled()]

    def pause(self, start: datetime, end: datetime, reason: str) -> list[told.Step]:
        days = max(0, (end.date() - max(start.date(), self.zero)).days)
        self.end_day += timedelta(days=days)
        return [told.Paused(start, end, reason, f"{days} ngày"), self._rolled()]

    def extend(self, days: int, reason: str) -> list[told.Step]:
        self.end_day += timedelta(days=days)
        return [told.Extended(f"{days} ngày", reason), self._rolled()]

    def _rolled(self) -> told.Step:
        return told.Rolled(self.end_day, self.calendar.first_working(self.end_day))


class WorkingHours(Reckoning):
    moment: datetime

    @property
    def at(self) -> datetime:
        return self.moment

    def count_from(self, received: datetime, zero: date) -> list[told.Step]:
        start = received if zero == received.date() else self.calendar.start_of(zero)
        self.moment = add_working_minutes(start, self.amount * 60, self.calendar)
        return [told.Counted(start.date(), self.moment.date())]

    def pause(self, start: datetime, end: datetime, reason: str) -> list[told.Step]:
        minutes = working_minutes_between(start, end, self.calendar)
        return [told.Paused(start, end, reason, told.duration(minutes)), *self._move(minutes)]

    def extend(self, days: int, reason: str) -> list[told.Step]:
        moved = self._move(days * MINUTES_OF_A_DAY)
        return [told.Extended(f"{days} ngày làm việc", reason), *moved]

    def _move(self, minutes: int) -> list[told.Step]:
        before = self.moment.date()
        if minutes:
            self.moment = add_working_minutes(self.moment, minutes, self.calendar)
        return [told.Counted(before, self.moment.date())]


_KINDS: dict[Unit, type[Reckoning]] = {
    "working_day": WorkingDays,
    "working_hour": WorkingHours,
    "calendar_day": CalendarDays,
    "month": CalendarDays,
}


def reckoning_for(
    unit: Unit, calendar: WorkCalendar, amount: int, cutoff: time | None
) -> Reckoning:
    return _KINDS[unit](calendar, unit, amount, cutoff)


def months_after(day: date, n: int) -> date:
    """The same day ``n`` months later, or the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + n
    first = date(months // 12, months % 12 + 1, 1)
    next_first = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_first - timedelta(days=1))

"""The working calendar of an agency, kept per process while its token stands."""

from __future__ import annotations

import time
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from congvu.core.kernel.worktime import Hours, WorkCalendar
from congvu.core.organisation.choices import DayKind
from congvu.core.organisation.models import CalendarDay, CalendarVersion, WorkingHours


class _Copy:
    """Calendars by agency, all of one token; the token is looked at every few seconds."""

    def __init__(self) -> None:
        self.token: UUID | None = None
        self.looked_at = float("-inf")
        self.calendars: dict[int | None, WorkCalendar] = {}
        self.lock = Lock()

    def get(self, agency_id: int | None) -> WorkCalendar:
        with self.lock:
            self._refresh()
            if agency_id not in self.calendars:
                self.calendars[agency_id] = _read(agency_id)
            return self.calendars[agency_id]

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self.looked_at < settings.CONGVU_CALENDAR_RECHECK_SECONDS:
            return
        token = CalendarVersion.objects.filter(pk=1).values_list("token", flat=True).first()
        self.looked_at = now
        if token != self.token or token is None:
            self.token, self.calendars = token, {}


_copy = _Copy()


def calendar_for(agency_id: int | None) -> WorkCalendar:
    """The calendar by which an agency's deadlines run; None gives the province's.

    An agency's own day comes before the province's, its own hours before the province's. A
    process keeps its copy and looks for edits at most every
    ``CONGVU_CALENDAR_RECHECK_SECONDS`` seconds, so it is not a query per call.
    """
    return _copy.get(agency_id)


def calendar_now(agency_id: int | None) -> WorkCalendar:
    """The same from the tables as they are, past the process' copy: for what must not miss an edit."""
    return _read(agency_id)


def calendar_token() -> str:
    """Changes with every edit of days and hours; empty before the first."""
    token = CalendarVersion.objects.filter(pk=1).values_list("token", flat=True).first()
    return str(token) if token else ""


def special_days_of(year: int, agency_id: int | None = None) -> QuerySet[CalendarDay]:
    """The province's special days of a year, and the agency's own."""
    days = CalendarDay.objects.filter(_for(agency_id), day__year=year)
    return days.select_related("agency").order_by("day", F("agency_id").desc(nulls_last=True))


def hours_of(agency_id: int | None = None) -> QuerySet[WorkingHours]:
    """Working hours: the agency's own seasons first, then the province's."""
    return (
        WorkingHours.objects.filter(_for(agency_id))
        .select_related("agency")
        .order_by(F("agency_id").desc(nulls_last=True), "season_from")
    )


def _for(agency_id: int | None) -> Q:
    return Q(agency=None) | Q(agency_id=agency_id) if agency_id else Q(agency=None)


def _read(agency_id: int | None) -> WorkCalendar:
    days = {}
    for row in CalendarDay.objects.filter(_for(agency_id)).order_by(
        F("agency_id").asc(nulls_first=True)
    ):
        days[row.day] = row  # the agency's own row comes last and wins
    return WorkCalendar(
        holidays={day: row.name for day, row in days.items() if row.kind != DayKind.MAKE_UP},
        make_up={day: row.name for day, row in days.items() if row.kind == DayKind.MAKE_UP},
        hours=tuple(_hours(row) for row in hours_of(agency_id)),
    )


def _hours(row: WorkingHours) -> Hours:
    return Hours(
        ((row.morning_from, row.morning_to), (row.afternoon_from, row.afternoon_to)),
        season_from=row.season_from,
        season_to=row.season_to,
    )

"""The working calendar: special days, hours, and the yearly seed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.choices import DayKind
from congvu.core.organisation.holidays import special_days
from congvu.core.organisation.models import Agency, CalendarDay, CalendarVersion, WorkingHours
from congvu.core.organisation.policies import demand, demand_manage
from congvu.core.organisation.rows import locked

KIND = "organisation.calendar"
_SEASON = re.compile(r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


@action("organisation.calendar.set_day")
def set_day(
    *, actor: Actor, day: date, kind: DayKind, name: str, agency: Agency | None = None, at: datetime
) -> CalendarDay:
    """Đặt một ngày nghỉ hoặc ngày làm bù, cho cả tỉnh hoặc một cơ quan; replaces what was there."""
    demand_manage(actor, "organisation.calendar.set_day", agency.pk if agency else None)
    clean = clean_line(name, 100, label="Tên ngày")
    if not clean:
        raise Invalid(fields={"name": ["Hãy nhập tên ngày."]})
    before = CalendarDay.objects.select_for_update().filter(day=day, agency=agency).first()
    row = before or CalendarDay(day=day, agency=agency)
    was = f"{row.get_kind_display()}: {row.name}" if before else None
    row.kind, row.name = str(kind), clean
    row.save()
    _touch()
    note(
        Subject(KIND, row.pk), label=f"{day:%d/%m/%Y}", agency_id=agency.pk if agency else None,
        changes={"day": [was, f"{kind.label}: {clean}"]},
    )  # fmt: skip
    return row


@action("organisation.calendar.remove_day")
def remove_day(*, actor: Actor, day: CalendarDay, at: datetime) -> None:
    """Xóa ngày đặc biệt: the plain week holds again."""
    demand_manage(actor, "organisation.calendar.remove_day", day.agency_id)
    row = locked(day)
    note(
        Subject(KIND, row.pk), label=f"{row.day:%d/%m/%Y}", agency_id=row.agency_id,
        changes={"day": [f"{row.get_kind_display()}: {row.name}", None]},
    )  # fmt: skip
    row.delete()
    _touch()


@action("organisation.calendar.set_hours")
def set_hours(
    *, actor: Actor, agency: Agency | None, season_from: str = "0101", season_to: str = "1231",
    morning: tuple[time, time], afternoon: tuple[time, time], at: datetime,
) -> WorkingHours:  # fmt: skip
    """Đặt giờ làm việc của một mùa; replaces the season that begins on the same day.

    :raises Invalid: a season is not ``MMDD``, or the hours are not in order
    """
    demand_manage(actor, "organisation.calendar.set_hours", agency.pk if agency else None)
    if not (_SEASON.fullmatch(season_from) and _SEASON.fullmatch(season_to)):
        raise Invalid(fields={"season_from": ["Hãy nhập ngày đầu và ngày cuối mùa."]})
    if not morning[0] < morning[1] <= afternoon[0] < afternoon[1]:
        raise Invalid(fields={"morning_from": ["Giờ sáng, giờ chiều chưa đúng thứ tự."]})
    existing = WorkingHours.objects.select_for_update().filter(
        agency=agency, season_from=season_from
    )
    row = existing.first() or WorkingHours(agency=agency, season_from=season_from)
    before = str(row) if row.pk else None
    row.season_to = season_to
    row.morning_from, row.morning_to = morning
    row.afternoon_from, row.afternoon_to = afternoon
    row.save()
    _touch()
    note(
        Subject(KIND, row.pk), label=f"Giờ làm việc {season_from}-{season_to}",
        agency_id=agency.pk if agency else None, changes={"hours": [before, str(row)]},
    )  # fmt: skip
    return row


@action("organisation.calendar.remove_hours")
def remove_hours(*, actor: Actor, hours: WorkingHours, at: datetime) -> None:
    """Xóa giờ làm việc của một mùa: the province's hours hold again."""
    demand_manage(actor, "organisation.calendar.remove_hours", hours.agency_id)
    row = locked(hours)
    note(
        Subject(KIND, row.pk), label=f"Giờ làm việc {row.season_from}-{row.season_to}",
        agency_id=row.agency_id, changes={"hours": [str(row), None]},
    )  # fmt: skip
    row.delete()
    _touch()


@action("organisation.calendar.seed")
def seed_calendar(*, actor: Actor, years: Sequence[int], at: datetime) -> int:
    """Nạp lịch nghỉ lễ, Tết, nghỉ bù, hoán đổi; days edited by hand stay as they are.

    Returns how many days were added.
    """
    demand(actor, "organisation.calendar.seed")
    rows = [
        CalendarDay(day=day, kind=kind, name=name)
        for year in years
        for day, kind, name in special_days(year)
    ]
    known = set(
        CalendarDay.objects.filter(agency=None, day__year__in=years).values_list("day", flat=True)
    )
    new = [row for row in rows if row.day not in known]
    CalendarDay.objects.bulk_create(new)
    _touch()
    note(None, label="Lịch nghỉ", changes={"years": list(years), "added": len(new)})
    return len(new)


def _touch() -> None:
    """A new token: every process reads the calendar again."""
    CalendarVersion.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})

"""The editable calendar and the copy that every process keeps."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.core.management import CommandError, call_command

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.worktime import due
from congvu.core.organisation import actions, factories
from congvu.core.organisation.choices import DayKind, Role
from congvu.core.organisation.models import CalendarDay
from congvu.core.organisation.queries import calendar_for

pytestmark = pytest.mark.django_db
AT = factories.MOMENT


def seed(*years: int) -> int:
    return actions.seed_calendar(actor=system_actor(), years=years, at=AT)


def test_the_seed_knows_holidays_days_off_in_lieu_swaps_and_make_up_saturdays() -> None:
    """Standards J.5 and D.1: the two vectors of 2026."""
    call_command("calendar", "seed", "--years", "2026")
    calendar = calendar_for(None)
    assert calendar.why_off(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert "nghỉ bù" in calendar.why_off(date(2026, 4, 27))
    assert calendar.works_on(date(2026, 8, 22)) and not calendar.works_on(date(2026, 8, 31))
    kinds = dict(CalendarDay.objects.values_list("day", "kind"))
    assert kinds[date(2026, 8, 31)] == DayKind.SWAP_OFF
    assert kinds[date(2026, 4, 27)] == DayKind.COMPENSATORY
    assert calendar.add_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert calendar.add_days(date(2026, 8, 21), 1) == date(2026, 8, 22)


def test_seeding_twice_adds_nothing_and_keeps_what_was_edited() -> None:
    first = seed(2026)
    actions.set_day(
        actor=system_actor(), day=date(2026, 1, 1), kind=DayKind.HOLIDAY, name="Đã sửa tay", at=AT
    )
    assert first > 10 and seed(2026) == 0
    assert calendar_for(None).why_off(date(2026, 1, 1)) == "Đã sửa tay"


def test_an_edit_is_seen_at_the_next_call() -> None:
    seed(2026)
    day = date(2026, 1, 2)
    assert calendar_for(None).works_on(day)
    row = actions.set_day(
        actor=system_actor(), day=day, kind=DayKind.SWAP_OFF, name="Nghỉ hoán đổi", at=AT
    )
    assert not calendar_for(None).works_on(day)
    actions.remove_day(actor=system_actor(), day=row, at=AT)
    assert calendar_for(None).works_on(day)


def test_an_agencys_own_day_and_hours_come_before_the_provinces() -> None:
    seed(2026)
    department = factories.agency()
    own = factories.seat(Role.AGENCY_ADMIN, agency=department)
    day = date(2026, 11, 24)
    actions.set_day(actor=own, day=day, kind=DayKind.MAKE_UP, name="Trực", agency=department, at=AT)
    assert calendar_for(department.pk).works_on(day) and not calendar_for(None).works_on(day)
    actions.set_hours(
        actor=own, agency=department, morning=(time(8), time(12)), afternoon=(time(13), time(17)),
        at=AT,
    )  # fmt: skip
    assert calendar_for(department.pk).start_of(day).time() == time(8)
    assert calendar_for(None).start_of(day).time() == time(7, 30)


def test_an_agencys_administrator_does_not_touch_the_provinces_calendar() -> None:
    own = factories.seat(Role.AGENCY_ADMIN)
    with pytest.raises(NotAllowed):
        actions.set_day(actor=own, day=date(2026, 1, 2), kind=DayKind.HOLIDAY, name="Nghỉ", at=AT)
    with pytest.raises(NotAllowed):
        actions.seed_calendar(actor=own, years=[2026], at=AT)
    with pytest.raises(Invalid):
        actions.set_hours(
            actor=factories.admin(), agency=None, morning=(time(12), time(8)),
            afternoon=(time(13), time(17)), at=AT,
        )  # fmt: skip


def test_a_process_does_not_ask_the_database_for_every_due_date(
    django_assert_num_queries, settings
) -> None:
    seed(2026)
    calendar_for(None)
    settings.CONGVU_CALENDAR_RECHECK_SECONDS = 3600
    with django_assert_num_queries(0):
        for _ in range(50):
            calendar_for(None)


def test_the_engine_takes_the_calendar_of_the_agency() -> None:
    seed(2026)
    received = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
    answer = due(received, 1, "working_day", calendar_for(None))
    assert answer.at.date() == date(2026, 11, 25)


def test_a_wrong_year_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("calendar", "seed", "--years", "nay")

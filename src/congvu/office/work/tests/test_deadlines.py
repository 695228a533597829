"""Promises of extensions and reminders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from congvu.core.jobs.models import Job
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from congvu.core.notifications.models import Notice
from congvu.core.organisation.models import CalendarDay
from congvu.office.work import actions, jobs, queries
from congvu.office.work.actions import Target
from congvu.office.work.choices import TASK_KIND, Part
from congvu.office.work.errors import RemindedToday
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Assignment, ExtensionRequest, Matter, Step

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 15)
LATER = date(2026, 12, 20)


@pytest.fixture
def people() -> Cast:
    return cast()


def chain_of_two(people: Cast, due: date | None = DUE) -> tuple[Assignment, Assignment]:
    """The unit's part, given by the leader, and the officer's, given by the head."""
    task = actions.create_task(
        actor=people.actor("leader"), at=AT, title="Báo cáo", due_on=due,
        lead=Target(unit_id=people.units["it"].pk),
    )  # fmt: skip
    unit = Assignment.objects.get(subject_id=task.pk, to_post=None)
    (officer,) = actions.hand_on(
        actor=people.actor("it_head"), at=AT, assignment_id=unit.pk,
        lead=Target(post_id=people.posts["it_officer"].pk),
    )  # fmt: skip
    return unit, officer


def ask(people: Cast, part: Assignment, due: date = LATER, reason: str = "Chờ số liệu"):
    return actions.ask_extension(
        actor=people.actor("it_officer"), at=AT, assignment_id=part.pk, due_on=due, reason=reason
    )


def moment(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)


# Extensions


def test_only_the_holder_asks_and_only_the_giver_decides(people: Cast) -> None:
    _, officer = chain_of_two(people)
    with pytest.raises(NotAllowed):
        actions.ask_extension(
            actor=people.actor("it_head"), at=AT, assignment_id=officer.pk, due_on=LATER,
            reason="Chờ",
        )  # fmt: skip
    request = ask(people, officer)
    with pytest.raises(NotAllowed):
        actions.decide_extension(
            actor=people.actor("leader"), at=AT, request_id=request.pk, granted=True
        )
    with pytest.raises(NotFound):
        actions.decide_extension(
            actor=people.actor("post_head"), at=AT, request_id=request.pk, granted=True
        )


@pytest.mark.parametrize("due", [DUE, date(2026, 11, 1)])
def test_the_date_asked_is_later_than_the_present_one(people: Cast, due: date) -> None:
    _, officer = chain_of_two(people)
    with pytest.raises(Invalid):
        ask(people, officer, due)


def test_no_reason_no_limit_or_a_second_request_is_refused(people: Cast) -> None:
    _, officer = chain_of_two(people)
    with pytest.raises(Invalid):
        ask(people, officer, reason=" ")
    ask(people, officer)
    with pytest.raises(Conflict):
        ask(people, officer)
    _, unlimited = chain_of_two(people, due=None)
    with pytest.raises(WrongState):
        ask(people, unlimited)


def test_a_giver_grants_no_later_than_their_own_limit(people: Cast) -> None:
    unit, officer = chain_of_two(people)
    request = ask(people, officer)
    head, leader = people.actor("it_head"), people.actor("leader")
    with pytest.raises(Invalid):
        actions.decide_extension(actor=head, at=AT, request_id=request.pk, granted=True)
    actions.return_assignment(
        actor=people.actor("it_officer"), at=AT, assignment_id=officer.pk, reason="Chờ gia hạn"
    )
    own = actions.ask_extension(
        actor=head, at=AT, assignment_id=unit.pk, due_on=LATER, reason="Chờ số liệu"
    )
    actions.decide_extension(actor=leader, at=AT, request_id=own.pk, granted=True)
    unit.refresh_from_db()
    assert (unit.due_on, unit.matter.due_on) == (LATER, LATER)
    with pytest.raises(WrongState):
        actions.decide_extension(actor=leader, at=AT, request_id=own.pk, granted=False)


def test_a_refused_extension_changes_no_date_and_says_why(people: Cast) -> None:
    _, officer = chain_of_two(people)
    request = ask(people, officer)
    actions.decide_extension(
        actor=people.actor("it_head"), at=AT, request_id=request.pk, granted=False,
        remark="Phải kịp họp",
    )  # fmt: skip
    officer.refresh_from_db()
    assert officer.due_on == DUE
    assert ExtensionRequest.objects.get().remark == "Phải kịp họp"
    assert Step.objects.latest("id").text == "Không đồng ý. Phải kịp họp"


# Reminders


def test_strangers_and_holders_do_not_remind(people: Cast) -> None:
    _, officer = chain_of_two(people)
    with pytest.raises(NotAllowed):
        actions.remind(actor=people.actor("it_officer"), at=AT, assignment_id=officer.pk)
    for stranger in ("post_head", "clerk", "deputy"):
        with pytest.raises(NotFound):
            actions.remind(actor=people.actor(stranger), at=AT, assignment_id=officer.pk)


def test_one_reminder_a_day_whoever_sends_it(people: Cast) -> None:
    _, officer = chain_of_two(people)
    actions.remind(actor=people.actor("leader"), at=AT, assignment_id=officer.pk, text="Gấp")
    with pytest.raises(RemindedToday):
        actions.remind(actor=people.actor("it_head"), at=AT, assignment_id=officer.pk)
    notice = Notice.objects.get(kind="work.reminded")
    assert notice.recipient_id == people.actor("it_officer").user_id
    assert notice.urgent
    actions.remind(
        actor=people.actor("it_head"), at=AT + timedelta(days=1), assignment_id=officer.pk
    )


def test_nothing_is_reminded_that_waits_elsewhere_or_is_done(people: Cast) -> None:
    unit, officer = chain_of_two(people)
    with pytest.raises(WrongState):
        actions.remind(actor=people.actor("leader"), at=AT, assignment_id=unit.pk)
    actions.finish(actor=people.actor("it_officer"), at=AT, assignment_id=officer.pk, result="Xong")
    with pytest.raises(WrongState):
        actions.remind(actor=people.actor("it_head"), at=AT, assignment_id=officer.pk)


def test_the_rule_reminds_two_working_days_before_once_then_daily_when_late(people: Cast) -> None:
    """Due on Tuesday 2026-12-15: near from Friday the 11th on, late from the 16th."""
    _, officer = chain_of_two(people)
    reminded = []
    for day in (date(2026, 12, 8) + timedelta(days=n) for n in range(14)):
        if officer.pk in list(queries.to_remind(moment(day))):
            reminded.append(day.day)
            jobs.remind_one(at=moment(day), assignment_id=officer.pk)
            jobs.remind_one(at=moment(day, 9), assignment_id=officer.pk)
    assert reminded == [11, 16, 17, 18, 21]
    assert Notice.objects.filter(kind="work.reminded").count() == 5


def test_a_holiday_moves_the_reminder_and_is_kept_free_of_it(people: Cast) -> None:
    CalendarDay.objects.create(
        day=date(2026, 12, 14), kind="holiday", name="Nghỉ", agency=people.agency
    )
    _, officer = chain_of_two(people)
    due = [
        day.day
        for day in (date(2026, 12, 8) + timedelta(days=n) for n in range(8))
        if officer.pk in list(queries.to_remind(moment(day)))
    ]
    assert due == [10, 11, 15]


def test_parts_to_know_are_never_reminded(people: Cast) -> None:
    _, officer = chain_of_two(people)
    Assignment.objects.filter(pk=officer.pk).update(part=Part.INFORM)
    assert list(queries.to_remind(moment(date(2026, 12, 16)))) == []


def test_the_morning_run_makes_one_job_for_each_part(people: Cast) -> None:
    _, officer = chain_of_two(people)
    for _ in range(2):
        jobs.remind_all(at=moment(date(2026, 12, 16)))
    job = Job.objects.get(name="work.remind_one")
    assert job.args == {"assignment_id": officer.pk}
    assert Matter.objects.get(subject_kind=TASK_KIND).due_on == DUE

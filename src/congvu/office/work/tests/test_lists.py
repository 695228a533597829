"""What waits on a desk, and the drawn chain, in a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject, cards
from congvu.core.kernel.worktime import working_minutes_between
from congvu.core.organisation.queries import calendar_for
from congvu.office.work import actions, queries
from congvu.office.work.actions import Target
from congvu.office.work.choices import TASK_KIND, Part
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Assignment

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 25)


@pytest.fixture
def people() -> Cast:
    return cast()


def task(people: Cast, **fields) -> Subject:
    made = actions.create_task(actor=people.actor("leader"), at=AT, title="Việc", **fields)
    return Subject(TASK_KIND, made.pk)


def unit(people: Cast, key: str) -> Target:
    return Target(unit_id=people.units[key].pk)


def post(people: Cast, key: str) -> Target:
    return Target(post_id=people.posts[key].pk)


def long_chain(people: Cast, hands: int = 20) -> Subject:
    """Twenty hand-overs between the two officers of a unit, one every working hour or so."""
    subject = task(people, lead=post(people, "it_officer"), due_on=DUE)
    for turn in range(hands):
        names = ("it_officer", "it_second")
        giver, taker = names[turn % 2], names[(turn + 1) % 2]
        part = Assignment.objects.active().get(subject_id=subject.id, part=Part.LEAD)
        actions.hand_on(
            actor=people.actor(giver), at=AT + timedelta(minutes=10 * (turn + 1)),
            assignment_id=part.pk, lead=post(people, taker),
        )  # fmt: skip
    return subject


def test_a_stranger_finds_no_task(people: Cast) -> None:
    subject = task(people, lead=unit(people, "it"))
    for who in ("post_head", "deputy", "it_officer"):
        with pytest.raises(NotFound):
            queries.task_for_actor(people.actor(who), subject.id)
    assert queries.task_for_actor(people.actor("it_head"), subject.id).title == "Việc"
    assert cards([subject])[subject].state == "Đang xử lý"


def test_the_inbox_holds_what_must_be_done_and_filters_chain(people: Cast) -> None:
    late = task(people, lead=unit(people, "it"), due_on=DUE)
    task(people, lead=unit(people, "post"), support=[unit(people, "it")])
    task(people, lead=post(people, "it_officer"))
    head = people.actor("it_head")
    day = DUE + timedelta(days=1)
    assert queries.inbox(head).count() == 2
    assert [p.subject_id for p in queries.inbox(head).overdue(day)] == [late.id]
    assert queries.inbox(head).of_part(Part.SUPPORT).unopened().count() == 1
    assert queries.inbox(people.actor("it_second")).count() == 0
    assert [p.subject_id for p in queries.overdue(people.agency.pk, AT + timedelta(days=4))] == [
        late.id
    ]


def test_all_counts_take_one_query(people: Cast, django_assert_num_queries) -> None:
    head = people.actor("it_head")
    subject = task(people, lead=unit(people, "it"), due_on=DUE)
    task(people, lead=unit(people, "post"), support=[unit(people, "it")])
    task(people, lead=unit(people, "post"), inform=[unit(people, "it")])
    actions.ask_opinion(
        actor=people.actor("leader"), at=AT, subject=subject, targets=[post(people, "it_head")],
        question="Ý kiến?",
    )  # fmt: skip
    actions.watch(actor=head, at=AT, subject=subject)
    actions.open_for(actor=head, at=AT, subject=subject)
    with django_assert_num_queries(1):
        found = queries.counts(head, AT, near_until=DUE)
    assert found == {
        "unopened": 2, "opened": 1, "lead": 1, "support": 1, "inform": 1, "overdue": 0,
        "near_due": 1, "opinions": 1, "watched": 1,
    }  # fmt: skip
    later = queries.counts(head, AT + timedelta(days=5), near_until=DUE + timedelta(days=9))
    assert (later["overdue"], later["near_due"]) == (1, 0)
    nobody = queries.counts(people.actor("post_officer"), AT, near_until=DUE)
    assert set(nobody.values()) == {0}


def test_a_heads_queue_is_their_post_and_their_unit_the_nearest_date_first(people: Cast) -> None:
    week = timedelta(days=7)
    whole = task(people, lead=unit(people, "it"), due_on=DUE + week)
    mine = task(people, lead=post(people, "it_head"), due_on=DUE + 2 * week)
    undated = task(people, lead=unit(people, "it"))
    first = task(people, lead=post(people, "it_head"), due_on=DUE)
    task(people, lead=unit(people, "post"), inform=[unit(people, "it")])
    task(people, lead=post(people, "it_officer"), due_on=DUE)
    expected = [one.id for one in (first, whole, mine, undated)]
    assert queries.carried_ids(people.actor("it_head"), TASK_KIND) == expected
    assert queries.carried_ids(people.actor("it_second"), TASK_KIND) == []


def test_a_chain_of_twenty_takes_four_queries(people: Cast, django_assert_num_queries) -> None:
    subject = long_chain(people)
    with django_assert_num_queries(4):
        found = queries.chain(subject)
    assert found is not None
    depth, node = 0, found.root
    while node.children:
        depth, node = depth + 1, node.children[0]
    assert depth == 21
    assert found.lead == node.part


def test_a_subject_without_work_has_no_chain(people: Cast) -> None:
    assert queries.chain(Subject(TASK_KIND, 1)) is None


def test_stays_add_up_to_the_whole_time_without_weekends(people: Cast) -> None:
    """Given Friday 2026-11-27 15:00, returned Monday 09:00: two hours on Friday, one on Monday."""
    subject = task(people, lead=unit(people, "it"))
    friday = AT + timedelta(days=4, hours=6)
    monday = AT + timedelta(days=7)
    part = Assignment.objects.active().get(subject_id=subject.id)
    actions.hand_on(
        actor=people.actor("it_head"), at=friday, assignment_id=part.pk,
        lead=post(people, "it_officer"),
    )  # fmt: skip
    part = Assignment.objects.active().get(subject_id=subject.id)
    actions.finish(
        actor=people.actor("it_officer"), at=monday, assignment_id=part.pk, result="Xong"
    )
    found = queries.chain(subject)
    assert found is not None
    calendar = calendar_for(people.agency.pk)
    stays = queries.stays(
        found, monday, minutes=lambda a, b: working_minutes_between(a, b, calendar)
    )
    names = [stay.part.to_name for stay in stays]
    assert names[-2:] == ["Hoàng Thị Hạnh (Chuyên viên)", "Phòng Công nghệ thông tin"]
    friday_hours = working_minutes_between(friday, friday.replace(hour=23), calendar)
    monday_hours = working_minutes_between(monday.replace(hour=0), monday, calendar)
    assert stays[-2].minutes == friday_hours + monday_hours
    assert stays[0].start == AT and stays[-1].end == monday


def test_watching_opens_no_reading(people: Cast) -> None:
    subject = task(people, lead=unit(people, "it"))
    with pytest.raises(NotFound):
        actions.watch(actor=people.actor("post_head"), at=AT, subject=subject)
    head = people.actor("it_head")
    actions.watch(actor=head, at=AT, subject=subject)
    actions.watch(actor=head, at=AT, subject=subject)
    assert queries.watched(head, TASK_KIND).count() == 1
    actions.unwatch(actor=head, at=AT, subject=subject)
    assert queries.watched(head, TASK_KIND).count() == 0

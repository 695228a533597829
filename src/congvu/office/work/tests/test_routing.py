"""Promises of handing on, opening, returning, recalling and finishing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
    WrongState,
)
from congvu.core.kernel.subject import Subject
from congvu.office.work import actions, queries
from congvu.office.work.actions import Target
from congvu.office.work.choices import TASK_KIND, Holding, MatterState, Part
from congvu.office.work.errors import AlreadyOpened, Closed
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Assignment, Matter, Step, Task

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 15)


@pytest.fixture
def people() -> Cast:
    return cast()


def task(people: Cast, giver: str = "leader", **fields) -> Matter:
    made = actions.create_task(
        actor=people.actor(giver), at=AT, title="Báo cáo chuyển đổi số", **fields
    )
    return Matter.objects.get(subject_kind=TASK_KIND, subject_id=made.pk)


def root(matter: Matter) -> Assignment:
    return matter.assignments.get(parent__isnull=True)


def lead(matter: Matter) -> Assignment:
    return matter.assignments.get(part=Part.LEAD, state__in=[Holding.WAITING, Holding.OPENED])


def unit(people: Cast, key: str) -> Target:
    return Target(unit_id=people.units[key].pk)


def post(people: Cast, key: str) -> Target:
    return Target(post_id=people.posts[key].pk)


def give(people: Cast, matter: Matter, giver: str, **targets) -> list[Assignment]:
    return actions.hand_on(
        actor=people.actor(giver), at=AT, assignment_id=lead(matter).pk, **targets
    )


def reads(actor: Actor, matter: Matter) -> bool:
    return Task.objects.filter(queries.reads(actor, TASK_KIND), pk=matter.subject_id).exists()


# Refusals


def test_a_stranger_learns_nothing(people: Cast) -> None:
    matter = task(people)
    other = cast("snv", "Sở Nội vụ")
    for stranger in (other.actor("leader"), people.actor("post_officer")):
        with pytest.raises(NotFound):
            actions.hand_on(
                actor=stranger, at=AT, assignment_id=root(matter).pk, lead=unit(people, "it")
            )
        with pytest.raises(NotFound):
            actions.close_matter(actor=stranger, at=AT, matter_id=matter.pk, result="Xong")
        with pytest.raises(NotFound):
            actions.add_note(actor=stranger, at=AT, matter_id=matter.pk, text="Ý kiến")
        with pytest.raises(NotFound):
            actions.report_progress(actor=stranger, at=AT, task_id=matter.subject_id, percent=5)


def test_a_reader_without_the_part_is_not_allowed(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"), inform=[unit(people, "post")])
    with pytest.raises(NotAllowed):
        give(people, matter, "post_head", lead=unit(people, "office"))
    with pytest.raises(NotAllowed):
        actions.finish(
            actor=people.actor("leader"), at=AT, assignment_id=lead(matter).pk, result="Xong"
        )
    with pytest.raises(NotAllowed):
        actions.close_matter(
            actor=people.actor("post_head"), at=AT, matter_id=matter.pk, result="Xong"
        )


def test_an_ordinary_officer_does_not_take_what_the_unit_was_given(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"))
    with pytest.raises(NotFound):
        give(people, matter, "it_officer", lead=post(people, "it_second"))


@pytest.mark.parametrize(
    "targets",
    [
        {},
        {"lead": "it", "support": ["it"]},
        {"support": ["it", "it"]},
    ],
)
def test_targets_must_be_named_once(people: Cast, targets: dict) -> None:
    matter = task(people)
    named = {
        key: unit(people, value) if key == "lead" else [unit(people, v) for v in value]
        for key, value in targets.items()
    }
    with pytest.raises(Invalid):
        give(people, matter, "leader", **named)
    assert matter.assignments.count() == 1


def test_nobody_hands_on_to_themselves_or_to_another_agency(people: Cast) -> None:
    matter = task(people)
    other = cast("snv", "Sở Nội vụ")
    for target in (post(people, "leader"), unit(other, "it"), post(other, "clerk")):
        with pytest.raises(Invalid):
            give(people, matter, "leader", lead=target)


def test_a_closed_unit_is_no_target(people: Cast) -> None:
    people.units["it"].valid_to = AT.date() - timedelta(days=1)
    people.units["it"].save()
    with pytest.raises(Invalid):
        give(people, task(people), "leader", lead=unit(people, "it"))


def test_dates_past_or_later_than_the_givers_own_are_refused(people: Cast) -> None:
    matter = task(people)
    with pytest.raises(Invalid):
        give(people, matter, "leader", lead=unit(people, "it"), due_on=date(2026, 11, 22))
    give(people, matter, "leader", lead=unit(people, "it"), due_on=DUE)
    with pytest.raises(Invalid):
        give(people, matter, "it_head", lead=post(people, "it_officer"), due_on=date(2026, 12, 16))


def test_texts_too_long_or_with_nul_are_refused(people: Cast) -> None:
    matter = task(people)
    for words in ("x" * 4001, "giao\x00việc"):
        with pytest.raises(Invalid):
            give(people, matter, "leader", lead=unit(people, "it"), instruction=words)


def test_the_second_of_two_gets_stale(people: Cast) -> None:
    matter = task(people)
    seen = matter.version
    give(people, matter, "leader", lead=unit(people, "it"), version=seen)
    with pytest.raises(Stale) as refused:
        actions.hand_on(
            actor=people.actor("leader"), at=AT, assignment_id=root(matter).pk, version=seen,
            lead=unit(people, "post"),
        )  # fmt: skip
    assert refused.value.data["version"] == seen + 1


def test_the_root_is_neither_returned_nor_reported(people: Cast) -> None:
    matter = task(people)
    leader = people.actor("leader")
    with pytest.raises(WrongState):
        actions.return_assignment(
            actor=leader, at=AT, assignment_id=root(matter).pk, reason="Không đúng"
        )
    with pytest.raises(WrongState):
        actions.finish(actor=leader, at=AT, assignment_id=root(matter).pk, result="Xong")


def test_returning_needs_a_reason(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"))
    with pytest.raises(Invalid):
        actions.return_assignment(
            actor=people.actor("it_head"), at=AT, assignment_id=lead(matter).pk, reason="  "
        )


def test_recall_is_refused_once_opened_and_to_others_than_the_giver(people: Cast) -> None:
    matter = task(people)
    (part,) = give(people, matter, "leader", lead=unit(people, "it"), inform=[])
    with pytest.raises(NotFound):
        actions.recall(actor=people.actor("post_head"), at=AT, assignment_id=part.pk)
    actions.open_assignment(actor=people.actor("it_head"), at=AT, assignment_id=part.pk)
    with pytest.raises(AlreadyOpened):
        actions.recall(actor=people.actor("leader"), at=AT, assignment_id=part.pk)


def test_inform_holders_only_inform(people: Cast) -> None:
    matter = task(people)
    _, part = give(people, matter, "leader", lead=unit(people, "it"), inform=[unit(people, "post")])
    head = people.actor("post_head")
    with pytest.raises(NotAllowed):
        actions.hand_on(actor=head, at=AT, assignment_id=part.pk, lead=post(people, "post_officer"))
    with pytest.raises(WrongState):
        actions.return_assignment(actor=head, at=AT, assignment_id=part.pk, reason="Không phải")
    actions.hand_on(actor=head, at=AT, assignment_id=part.pk, inform=[post(people, "post_officer")])
    part.refresh_from_db()
    assert part.state == Holding.DONE
    assert reads(people.actor("post_officer"), matter)


def test_nothing_moves_once_closed(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"))
    part = lead(matter)
    actions.close_matter(actor=people.actor("leader"), at=AT, matter_id=matter.pk, result="Xong")
    head = people.actor("it_head")
    for act in (
        lambda: actions.finish(actor=head, at=AT, assignment_id=part.pk, result="Xong"),
        lambda: actions.return_assignment(actor=head, at=AT, assignment_id=part.pk, reason="Trả"),
        lambda: actions.hand_on(
            actor=head, at=AT, assignment_id=part.pk, lead=post(people, "it_officer")
        ),
        lambda: actions.close_matter(actor=head, at=AT, matter_id=matter.pk, result="Xong"),
    ):
        with pytest.raises(Closed):
            act()


def test_one_subject_has_one_matter(people: Cast) -> None:
    matter = task(people)
    with pytest.raises(Conflict):
        actions.open_matter(
            actor=people.actor("leader"), at=AT, agency_id=people.agency.pk, title="Lần hai",
            subject=Subject(TASK_KIND, matter.subject_id), to_post_id=people.posts["leader"].pk,
        )  # fmt: skip


def test_the_database_itself_refuses_a_second_active_lead(people: Cast) -> None:
    matter = task(people)
    second = Assignment.objects.get(pk=root(matter).pk)
    second.pk, second.parent, second.carries = None, root(matter), True
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


# What works


def test_the_lead_travels_down_and_comes_back_up(people: Cast) -> None:
    matter = task(people, due_on=DUE)
    give(people, matter, "leader", lead=unit(people, "it"), support=[unit(people, "post")])
    give(people, matter, "it_head", lead=post(people, "it_officer"))
    assert lead(matter).to_post_id == people.posts["it_officer"].pk
    assert lead(matter).due_on == DUE
    actions.return_assignment(
        actor=people.actor("it_officer"), at=AT, assignment_id=lead(matter).pk,
        reason="Không thuộc lĩnh vực",
    )  # fmt: skip
    assert lead(matter).to_unit_id == people.units["it"].pk
    give(people, matter, "it_head", lead=post(people, "it_second"))
    actions.finish(
        actor=people.actor("it_second"), at=AT, assignment_id=lead(matter).pk,
        result="Đã soạn báo cáo",
    )  # fmt: skip
    actions.finish(
        actor=people.actor("it_head"), at=AT, assignment_id=lead(matter).pk, result="Đã duyệt"
    )
    assert lead(matter) == root(matter)
    closed = actions.close_matter(
        actor=people.actor("leader"), at=AT, matter_id=matter.pk, result="Đã báo cáo"
    )
    assert closed.state == MatterState.CLOSED
    assert not matter.assignments.filter(state__in=[Holding.WAITING, Holding.OPENED]).exists()


def test_handing_on_without_a_lead_keeps_ones_own(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", support=[unit(people, "it")])
    assert lead(matter) == root(matter)


def test_a_unit_that_supports_lets_one_of_its_people_do_it(people: Cast) -> None:
    matter = task(people)
    _, part = give(
        people, matter, "leader", lead=unit(people, "it"), support=[unit(people, "post")]
    )
    (carried,) = actions.hand_on(
        actor=people.actor("post_head"), at=AT, assignment_id=part.pk,
        lead=post(people, "post_officer"),
    )  # fmt: skip
    assert (carried.part, carried.carries) == (Part.SUPPORT, True)
    actions.finish(
        actor=people.actor("post_officer"), at=AT, assignment_id=carried.pk, result="Góp ý"
    )
    part.refresh_from_db()
    assert part.state == Holding.OPENED


def test_the_recalled_holder_reads_no_more(people: Cast) -> None:
    matter = task(people)
    (part,) = give(people, matter, "leader", lead=unit(people, "it"))
    assert reads(people.actor("it_head"), matter)
    actions.recall(actor=people.actor("leader"), at=AT, assignment_id=part.pk)
    assert not reads(people.actor("it_head"), matter)
    assert lead(matter) == root(matter)
    assert f"u{people.units['it'].pk}" not in queries.marks_for(
        Subject(TASK_KIND, matter.subject_id)
    )


def test_directing_again_takes_the_lead_from_everybody_below(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"))
    give(people, matter, "it_head", lead=post(people, "it_officer"))
    actions.hand_on(
        actor=people.actor("leader"), at=AT, assignment_id=root(matter).pk,
        lead=unit(people, "post"),
    )  # fmt: skip
    assert lead(matter).to_unit_id == people.units["post"].pk
    states = dict(matter.assignments.values_list("to_name", "state"))
    assert states["Phòng Công nghệ thông tin"] == Holding.SUPERSEDED
    assert not reads(people.actor("it_officer"), matter), "never opened it"
    assert reads(people.actor("it_head"), matter), "had worked on it"
    with pytest.raises(WrongState):
        actions.hand_on(
            actor=people.actor("it_head"), at=AT, lead=post(people, "it_second"),
            assignment_id=matter.assignments.get(to_unit=people.units["it"], to_post=None).pk,
        )  # fmt: skip


def test_who_led_last_leads_after_reopening(people: Cast) -> None:
    matter = task(people)
    give(people, matter, "leader", lead=unit(people, "it"))
    last = lead(matter)
    actions.close_matter(actor=people.actor("it_head"), at=AT, matter_id=matter.pk, result="Xong")
    actions.reopen_matter(
        actor=people.actor("leader"), at=AT, matter_id=matter.pk, reason="Thiếu phụ lục"
    )
    assert lead(matter) == last
    actions.return_assignment(
        actor=people.actor("it_head"), at=AT, assignment_id=last.pk, reason="Chưa rõ việc"
    )
    assert lead(matter) == root(matter)


def test_opening_tells_when_and_a_part_to_know_is_done_by_reading(people: Cast) -> None:
    matter = task(people)
    _, known = give(
        people, matter, "leader", lead=unit(people, "it"), inform=[unit(people, "post")]
    )
    subject = Subject(TASK_KIND, matter.subject_id)
    assert len(actions.open_for(actor=people.actor("post_head"), at=AT, subject=subject)) == 1
    assert actions.open_for(actor=people.actor("post_head"), at=AT, subject=subject) == []
    known.refresh_from_db()
    assert (known.state, known.opened_at) == (Holding.DONE, AT)


def test_every_act_leaves_a_step_and_an_entry_that_say_for_whom(people: Cast) -> None:
    matter = task(people)
    deputy = people.acting_for("deputy", "leader", "work.")
    (part,) = actions.hand_on(
        actor=deputy, at=AT, assignment_id=root(matter).pk, lead=unit(people, "it"),
        instruction="Khẩn trương",
    )  # fmt: skip
    step = Step.objects.filter(matter=matter).latest("id")
    assert (step.actor_name, step.for_name) == ("Trần Thị Cúc", "Nguyễn Văn Bình")
    assert "Khẩn trương" in step.text
    assert step.lead == part
    entry = Entry.objects.get(verb="work.assignment.hand_on")
    assert (entry.subject_kind, entry.for_name) == (TASK_KIND, "Nguyễn Văn Bình")
    assert part.from_name == "Trần Thị Cúc thay Nguyễn Văn Bình"


def test_a_delegation_of_other_verbs_does_not_reach_here(people: Cast) -> None:
    matter = task(people)
    deputy = people.acting_for("deputy", "leader", "documents.")
    with pytest.raises(NotAllowed):
        actions.hand_on(actor=deputy, at=AT, assignment_id=root(matter).pk, lead=unit(people, "it"))


def test_the_root_sets_the_limit_of_the_whole(people: Cast) -> None:
    matter = task(people, due_on=DUE)
    later = DUE + timedelta(days=10)
    give(people, matter, "leader", lead=unit(people, "it"), due_on=later)
    matter.refresh_from_db()
    assert (matter.due_on, root(matter).due_on, lead(matter).due_on) == (later, later, later)

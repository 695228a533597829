"""Promise: while the sender asks a letter back, nothing but the answer to that passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from congvu.core.audit.models import Entry
from congvu.core.kernel.errors import NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import fields_of
from congvu.office.documents.actions.outgoing.delivery import take_back
from congvu.office.documents.choices import INCOMING_KIND, IncomingState
from congvu.office.documents.models import Incoming
from congvu.office.documents.scenes.incoming import Scene
from congvu.office.documents.tests.outgoing_cast import issued, place_of
from congvu.office.exchange.actions import deliver_here
from congvu.office.work import actions as work
from congvu.office.work.actions import Target
from congvu.office.work.errors import Paused
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.jobs import remind_one
from congvu.office.work.models import (
    Assignment,
    Consultation,
    ExtensionRequest,
    Matter,
    Pause,
    Step,
)

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 4)


@pytest.fixture
def sender() -> Cast:
    return cast()


@pytest.fixture
def receiver() -> Cast:
    return cast("ubndhh", "UBND huyện Hiệp Hòa")


@pytest.fixture
def letter(sender: Cast, receiver: Cast) -> Incoming:
    """With the division, one of whose officers works on it, asked an opinion and a later date."""
    sent = issued(sender, places=(place_of(receiver),))
    deliver_here(at=AT)
    arrived = Incoming.objects.get(origin=sent)
    actions.register(
        actor=receiver.actor("clerk"), at=AT, fields=fields_of(arrived), incoming_id=arrived.pk
    )
    actions.direct(
        actor=receiver.actor("leader"), at=AT, incoming_id=arrived.pk, due_on=DUE,
        lead=Target(unit_id=receiver.units["it"].pk),
    )  # fmt: skip
    actions.assign(
        actor=receiver.actor("it_head"), at=AT, incoming_id=arrived.pk,
        lead=Target(post_id=receiver.posts["it_officer"].pk),
    )  # fmt: skip
    actions.open_letter(actor=receiver.actor("it_officer"), at=AT, incoming_id=arrived.pk)
    work.ask_opinion(
        actor=receiver.actor("it_officer"), at=AT, subject=subject(arrived), question="Ý kiến?",
        targets=[Target(unit_id=receiver.units["post"].pk)],
    )  # fmt: skip
    work.ask_extension(
        actor=receiver.actor("it_officer"), at=AT, assignment_id=held(arrived, receiver).pk,
        due_on=DUE + timedelta(days=7), reason="Cần thêm thời gian",
    )  # fmt: skip
    return Incoming.objects.get(pk=arrived.pk)


def subject(letter: Incoming) -> Subject:
    return Subject(INCOMING_KIND, letter.pk)


def held(letter: Incoming, receiver: Cast, who: str = "it_officer") -> Assignment:
    return Assignment.objects.get(subject_id=letter.pk, to_post=receiver.posts[who])


def freeze(sender: Cast, letter: Incoming) -> Incoming:
    assert letter.origin is not None
    take_back(letter.origin, "Gửi nhầm phụ lục", actor=sender.actor("clerk"), at=AT)
    letter.refresh_from_db()
    return letter


Call = Callable[[Incoming, Cast], object]


def _matter(letter: Incoming) -> int:
    return Matter.objects.get(subject_id=letter.pk).pk


DIRECT: dict[str, Call] = {
    "note": lambda letter, c: work.add_note(
        actor=c.actor("it_officer"), at=AT, matter_id=_matter(letter), text="Đang làm"),
    "ask an opinion": lambda letter, c: work.ask_opinion(
        actor=c.actor("it_officer"), at=AT, subject=subject(letter), question="Hỏi thêm",
        targets=[Target(unit_id=c.units["office"].pk)]),
    "answer an opinion": lambda letter, c: work.answer_opinion(
        actor=c.actor("post_head"), at=AT, consultation_id=Consultation.objects.get().pk,
        answer="Nhất trí", agrees=True),
    "withdraw an opinion": lambda letter, c: work.withdraw_opinion(
        actor=c.actor("it_officer"), at=AT, consultation_id=Consultation.objects.get().pk),
    "ask an extension": lambda letter, c: work.ask_extension(
        actor=c.actor("it_officer"), at=AT, assignment_id=held(letter, c).pk,
        due_on=DUE + timedelta(days=9), reason="Chưa xong"),
    "decide an extension": lambda letter, c: work.decide_extension(
        actor=c.actor("it_head"), at=AT, request_id=ExtensionRequest.objects.get().pk,
        granted=True),
    "remind": lambda letter, c: work.remind(
        actor=c.actor("it_head"), at=AT, assignment_id=held(letter, c).pk),
    "hand on": lambda letter, c: work.hand_on(
        actor=c.actor("it_officer"), at=AT, assignment_id=held(letter, c).pk,
        lead=Target(post_id=c.posts["it_second"].pk)),
    "return": lambda letter, c: work.return_assignment(
        actor=c.actor("it_officer"), at=AT, assignment_id=held(letter, c).pk, reason="Không rõ"),
    "report": lambda letter, c: work.finish(
        actor=c.actor("it_officer"), at=AT, assignment_id=held(letter, c).pk, result="Xong"),
    "recall": lambda letter, c: work.recall(
        actor=c.actor("it_head"), at=AT, assignment_id=held(letter, c).pk),
    "close": lambda letter, c: work.close_matter(
        actor=c.actor("leader"), at=AT, matter_id=_matter(letter), result="Xong"),
    "reopen": lambda letter, c: work.reopen_matter(
        actor=c.actor("leader"), at=AT, matter_id=_matter(letter), reason="Làm lại"),
    "readdress": lambda letter, c: work.readdress(
        actor=c.actor("clerk"), at=AT, matter_id=_matter(letter),
        to_post_id=c.posts["deputy"].pk),
    "open": lambda letter, c: work.open_assignment(
        actor=c.actor("it_officer"), at=AT, assignment_id=held(letter, c).pk),
    "give a task from it": lambda letter, c: work.create_task(
        actor=c.actor("it_officer"), at=AT, title="Làm theo văn bản", origin=subject(letter)),
}  # fmt: skip
"""Verbs of the work room, called past the letter's own verbs, as pages and the API do."""


def counted() -> tuple[int, ...]:
    models = (Step, Consultation, ExtensionRequest, Assignment, Entry)
    return tuple(model.objects.count() for model in models)


# Refusals


@pytest.mark.parametrize("name", DIRECT)
def test_no_verb_of_the_work_passes_while_frozen(
    sender: Cast, receiver: Cast, letter: Incoming, name: str
) -> None:
    freeze(sender, letter)
    before = counted()
    with pytest.raises(Paused) as refused:
        DIRECT[name](letter, receiver)
    assert "đồng ý hoặc từ chối thu hồi" in refused.value.message
    assert counted() == before


def test_every_verb_on_a_matter_is_in_the_table_above() -> None:
    """A verb that is added to the room must be added to the promise."""
    beside = {
        "create_task", "report_progress",  # a task's own matter is never asked back
        "open_matter", "open_for",  # see the tests below
        "pause", "resume", "watch", "unwatch",
        "on_reading", "Target",
        "batch_tasks", "Asked", "TaskOutcome",  # tasks only, by the verbs above
    }  # fmt: skip
    assert len(set(work.__all__) - beside) == len(DIRECT) - 1  # the task is given, see above


def test_a_letter_that_nobody_handles_yet_is_not_asked_about_either(
    sender: Cast, receiver: Cast
) -> None:
    sent = issued(sender, places=(place_of(receiver),))
    deliver_here(at=AT)
    arrived = Incoming.objects.get(origin=sent)
    freeze(sender, arrived)
    with pytest.raises(Paused):
        work.ask_opinion(
            actor=receiver.actor("clerk"), at=AT, subject=subject(arrived), question="Hỏi",
            targets=[Target(unit_id=receiver.units["it"].pk)],
        )  # fmt: skip
    with pytest.raises(Paused):
        work.open_matter(
            actor=receiver.actor("clerk"), at=AT, subject=subject(arrived), title="Trình",
            agency_id=receiver.agency.pk, to_post_id=receiver.posts["leader"].pk,
        )  # fmt: skip
    assert not Matter.objects.filter(subject_id=arrived.pk).exists()


def test_a_stranger_does_not_learn_that_it_is_frozen(
    sender: Cast, receiver: Cast, letter: Incoming
) -> None:
    freeze(sender, letter)
    with pytest.raises(NotFound):
        work.add_note(
            actor=receiver.actor("post_officer"), at=AT, matter_id=_matter(letter), text="Xem"
        )


def test_the_morning_rule_does_not_remind_of_a_frozen_letter(
    sender: Cast, receiver: Cast, letter: Incoming
) -> None:
    freeze(sender, letter)
    remind_one(at=AT, assignment_id=held(letter, receiver).pk)
    assert held(letter, receiver).reminded_on is None


def test_a_part_not_seen_yet_stays_unseen_but_its_page_opens(
    sender: Cast, receiver: Cast, letter: Incoming
) -> None:
    unseen = held(letter, receiver)
    Assignment.objects.filter(pk=unseen.pk).update(state="waiting", opened_at=None)
    freeze(sender, letter)
    scene = Scene.load(receiver.actor("it_officer"), letter.pk, AT, opening=True)
    assert not any(scene.abilities[key] for key in scene.abilities if key != "watch")
    assert held(letter, receiver).state == "waiting"


# What works


def test_refused_the_work_goes_on_and_the_chain_says_so(
    sender: Cast, receiver: Cast, letter: Incoming
) -> None:
    freeze(sender, letter)
    actions.refuse_recall(
        actor=receiver.actor("clerk"), at=AT, incoming_id=letter.pk, reason="Đã làm xong"
    )
    assert not Pause.objects.exists()
    DIRECT["note"](letter, receiver)
    verbs = list(Step.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-3:] == ["pause", "resume", "note"]


def test_agreed_the_work_ends(sender: Cast, receiver: Cast, letter: Incoming) -> None:
    freeze(sender, letter)
    after = actions.agree_recall(actor=receiver.actor("clerk"), at=AT, incoming_id=letter.pk)
    assert after.state == IncomingState.RECALLED
    assert not Pause.objects.exists()
    with pytest.raises(WrongState):
        DIRECT["hand on"](letter, receiver)

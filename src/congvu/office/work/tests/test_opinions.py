"""Promises of asking for an opinion."""

from __future__ import annotations

from datetime import date

import pytest

from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.models import Notice
from congvu.office.work import actions, queries
from congvu.office.work.actions import Target
from congvu.office.work.choices import TASK_KIND
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def subject(people: Cast) -> Subject:
    task = actions.create_task(
        actor=people.actor("leader"), at=AT, title="Dự thảo kế hoạch",
        lead=Target(unit_id=people.units["it"].pk),
    )  # fmt: skip
    return Subject(TASK_KIND, task.pk)


def ask(people: Cast, subject: Subject, *units: str, who: str = "it_head", **fields):
    return actions.ask_opinion(
        actor=people.actor(who), at=AT, subject=subject,
        targets=[Target(unit_id=people.units[key].pk) for key in units],
        question="Đề nghị cho ý kiến về kinh phí", **fields,
    )  # fmt: skip


def reads(people: Cast, subject: Subject, who: str) -> bool:
    return bool(queries.may_read(people.actor(who), TASK_KIND, [subject.id]))


def test_who_does_not_read_does_not_ask(people: Cast, subject: Subject) -> None:
    for who in ("post_head", "it_officer"):
        with pytest.raises(NotFound):
            ask(people, subject, "office", who=who)
    with pytest.raises(NotFound):
        actions.ask_opinion(
            actor=people.actor("it_head"), at=AT, subject=Subject("no.such", 1),
            targets=[Target(unit_id=people.units["post"].pk)], question="Hỏi",
        )  # fmt: skip


def test_a_question_needs_words_a_target_and_a_day_to_come(people: Cast, subject: Subject) -> None:
    with pytest.raises(Invalid):
        ask(people, subject)
    with pytest.raises(Invalid):
        ask(people, subject, "post", due_on=date(2026, 11, 22))
    ask(people, subject, "post")
    with pytest.raises(Invalid):
        ask(people, subject, "post")


def test_only_the_asked_answers_and_once(people: Cast, subject: Subject) -> None:
    (question,) = ask(people, subject, "post")
    answer = {"at": AT, "consultation_id": question.pk, "answer": "Nhất trí"}
    with pytest.raises(NotFound):
        actions.answer_opinion(actor=people.actor("post_officer"), **answer)
    with pytest.raises(NotAllowed):
        actions.answer_opinion(actor=people.actor("it_head"), **answer)
    with pytest.raises(Invalid):
        actions.answer_opinion(actor=people.actor("post_head"), **{**answer, "answer": " "})
    actions.answer_opinion(actor=people.actor("post_head"), agrees=True, **answer)
    with pytest.raises(WrongState):
        actions.answer_opinion(actor=people.actor("post_head"), **answer)
    with pytest.raises(WrongState):
        actions.withdraw_opinion(actor=people.actor("it_head"), at=AT, consultation_id=question.pk)


def test_only_the_asker_withdraws_and_the_reading_goes_with_it(
    people: Cast, subject: Subject
) -> None:
    (question,) = ask(people, subject, "post")
    assert reads(people, subject, "post_head")
    assert not reads(people, subject, "post_officer")
    with pytest.raises(NotAllowed):
        actions.withdraw_opinion(actor=people.actor("leader"), at=AT, consultation_id=question.pk)
    actions.withdraw_opinion(actor=people.actor("it_head"), at=AT, consultation_id=question.pk)
    assert not reads(people, subject, "post_head")
    with pytest.raises(NotFound):
        actions.answer_opinion(
            actor=people.actor("leader"), at=AT, consultation_id=question.pk + 1, answer="Có"
        )


def test_answers_come_one_by_one(people: Cast, subject: Subject) -> None:
    Consultation.objects.all().delete()
    first, _second = ask(people, subject, "post", "office")
    actions.answer_opinion(
        actor=people.actor("post_head"), at=AT, consultation_id=first.pk, answer="Nhất trí"
    )
    found = queries.chain(subject)
    assert found is not None
    assert [bool(opinion.answered_at) for opinion in found.opinions] == [True, False]
    assert list(queries.opinions_asked(people.actor("post_head"))) == []
    told = Notice.objects.filter(kind="work.opinion").values_list("recipient__full_name", "title")
    assert sorted(told) == [
        ("Phạm Văn Đức", "Phòng Bưu chính viễn thông đã cho ý kiến"),
        ("Đặng Thị Lan", "Phạm Văn Đức xin ý kiến"),
    ]

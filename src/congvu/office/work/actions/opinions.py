"""Asking other units for an opinion on any subject, and their answers (xin ý kiến)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import moved_by
from congvu.office.work.actions.hooks import reading_changed
from congvu.office.work.actions.matters import note_on_matter
from congvu.office.work.actions.running import demand_running
from congvu.office.work.actions.targets import Desk, Target, resolve
from congvu.office.work.actions.words import LONGEST, demand_words
from congvu.office.work.choices import StepVerb
from congvu.office.work.models import Assignment, Consultation


@action("work.opinion.ask")
def ask_opinion(
    *,
    actor: Actor,
    at: datetime,
    subject: Subject,
    targets: Sequence[Target],
    question: str,
    due_on: date | None = None,
) -> list[Consultation]:
    """Xin ý kiến: one question to each target, who may read the subject until it is withdrawn.

    Each answers for itself. Who has been asked and has not answered is not asked again.

    :raises NotFound: the actor may not read the subject
    :raises Paused: the subject's room has stopped the work
    :raises Invalid: no question, no target, all of them asked already, a date past
    """
    if actor.agency_id is None or not policies.readable(actor, subject):
        raise NotFound
    demand_running(actor, subject)
    question = demand_words(question, "Nội dung xin ý kiến")
    if due_on is not None and due_on < local_date(at):
        raise Invalid(
            "Hạn trả lời đã qua. Hãy chọn hạn từ hôm nay trở đi.",
            fields={"due_on": ["Hạn đã qua."]},
        )
    found = resolve(targets, agency_id=actor.agency_id, at=at)
    desks = _not_yet_asked(subject, [found[target] for target in dict.fromkeys(targets)])
    asked = Consultation.objects.bulk_create(
        [
            Consultation(
                subject_kind=subject.kind,
                subject_id=subject.id,
                agency_id=actor.agency_id,
                to_unit_id=desk.unit_id,
                to_post_id=desk.post_id,
                to_name=desk.name,
                from_post_id=actor.post_id,
                from_name=moved_by(actor)[:200],
                question=question,
                due_on=due_on,
                asked_at=at,
            )
            for desk in desks
        ]
    )
    names = ", ".join(desk.name for desk in desks)
    note_on_matter(subject, StepVerb.ASK_OPINION, actor=actor, at=at, text=f"{names}\n{question}")
    note(subject, changes={"to": [desk.name for desk in desks], "question": question})
    _reading_changed(subject)
    tell.asked(asked, desks, actor=actor, at=at)
    return asked


@action("work.opinion.answer")
def answer_opinion(
    *, actor: Actor, at: datetime, consultation_id: int, answer: str, agrees: bool | None = None
) -> Consultation:
    """Cho ý kiến: answer one question, once; a late answer counts and shows as late.

    :raises WrongState: answered or withdrawn already
    :raises Paused: the subject's room has stopped the work
    """
    consultation = _locked(consultation_id)
    if not policies.asked(actor, consultation):
        raise policies.refuse(
            actor, _subject(consultation),
            "Câu hỏi này dành cho nơi khác. Hãy đề nghị nơi được hỏi trả lời.",
        )  # fmt: skip
    _demand_waiting(actor, consultation)
    consultation.answer = demand_words(answer, "Ý kiến")
    consultation.agrees = agrees
    consultation.answered_at = at
    consultation.answered_by = moved_by(actor)[:200]
    consultation.save(update_fields=["answer", "agrees", "answered_at", "answered_by"])
    _drawn(consultation, StepVerb.ANSWER_OPINION, actor, at, consultation.answer)
    tell.answered(consultation, actor=actor, at=at)
    return consultation


@action("work.opinion.withdraw")
def withdraw_opinion(
    *, actor: Actor, at: datetime, consultation_id: int, reason: str = ""
) -> Consultation:
    """Rút xin ý kiến: the asker takes an unanswered question back, and the reading with it.

    :raises WrongState: answered or withdrawn already
    :raises Paused: the subject's room has stopped the work
    """
    consultation = _locked(consultation_id)
    if actor.post_id is None or consultation.from_post_id != actor.post_id:
        raise policies.refuse(
            actor, _subject(consultation),
            "Chỉ người đã xin ý kiến mới rút lại được. Hãy liên hệ người xin ý kiến.",
        )  # fmt: skip
    _demand_waiting(actor, consultation)
    consultation.withdrawn_at = at
    consultation.save(update_fields=["withdrawn_at"])
    reason = clean_text(reason, LONGEST, label="Lý do")
    _drawn(consultation, StepVerb.WITHDRAW_OPINION, actor, at, reason)
    _reading_changed(_subject(consultation))
    return consultation


def _not_yet_asked(subject: Subject, desks: list[Desk]) -> list[Desk]:
    waiting = Consultation.objects.waiting().filter(
        subject_kind=subject.kind, subject_id=subject.id
    )
    asked = set(waiting.values_list("to_unit_id", "to_post_id"))
    fresh = [desk for desk in desks if (desk.unit_id, desk.post_id) not in asked]
    if not fresh:
        raise Invalid(
            "Chưa chọn nơi xin ý kiến, hoặc các nơi đã chọn đều đang được hỏi. "
            "Hãy chọn thêm nơi khác.",
            fields={"targets": ["Chưa có nơi mới để hỏi."]},
        )
    return fresh


def _locked(consultation_id: int) -> Consultation:
    found = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    if found is None:
        raise NotFound
    return found


def _demand_waiting(actor: Actor, consultation: Consultation) -> None:
    demand_running(actor, _subject(consultation))
    if consultation.answered_at is not None:
        raise WrongState("Câu hỏi này đã được trả lời. Hãy tải lại trang để xem ý kiến.")
    if consultation.withdrawn_at is not None:
        raise WrongState("Câu hỏi này đã được rút lại nên không cần trả lời.")


def _drawn(
    consultation: Consultation, verb: StepVerb, actor: Actor, at: datetime, text: str
) -> None:
    subject = _subject(consultation)
    words = f"{consultation.to_name}: {text}" if text else consultation.to_name
    note_on_matter(subject, verb, actor=actor, at=at, text=words)
    note(
        subject, agency_id=consultation.agency_id,
        changes={"consultation": consultation.pk, "text": text, "agrees": consultation.agrees},
    )  # fmt: skip


def _subject(consultation: Consultation) -> Subject:
    return Subject(consultation.subject_kind, consultation.subject_id)


def _reading_changed(subject: Subject) -> None:
    parts = Assignment.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    reading_changed(subject, list(parts))

"""Asking another agency of the installation for its opinion, with a deadline (Điều 19.5)."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import calendar_for, members
from congvu.counter.dossiers.actions.notices import ANSWERED, ASKED, SILENT, desk_told
from congvu.counter.dossiers.actions.steps import move, said, subject_of, take, write_event
from congvu.counter.dossiers.clock import Term, step_due
from congvu.counter.dossiers.errors import AlreadyAnswered, NoConsultation
from congvu.counter.dossiers.models import Consultation, Dossier
from congvu.counter.dossiers.policies import DESK, LEADERS, ROOM

MOST_DAYS = 60
MOST_SILENT = 500
"""Noted at one run; the rest at the next."""
HEAD_OF_DESK = frozenset({Role.OFFICE_HEAD})


@action(f"{ROOM}.consult")
def consult(
    *, actor: Actor, at: datetime, dossier_id: int, agency_id: int, question: str, days: int,
    version: int | None = None,
) -> Consultation:  # fmt: skip
    """Xin ý kiến: content, deadline and agency of one request.

    :param days: working days that the other agency has
    :raises Invalid: no question, no such agency, the own one, or no days
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="consult")
    words = said(question, "Nội dung xin ý kiến", field="question")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(
            f"Hạn trả lời từ 1 đến {MOST_DAYS} ngày làm việc. Hãy nhập lại.",
            fields={"days": ["Nhập số ngày."]},
        )
    asked = members(local_date(at)).exclude(pk=dossier.agency_id).filter(pk=agency_id).first()
    if asked is None:
        raise Invalid(
            "Chưa chọn cơ quan khác để xin ý kiến. Hãy chọn trong danh sách.",
            fields={"agency": ["Chọn cơ quan."]},
        )
    due = step_due(at, Term(days), calendar_for(agency_id)).at
    row = Consultation.objects.create(
        dossier=dossier, agency_id=agency_id, question=words, asked_at=at,
        asked_by=actor.name[:150], due_at=due,
    )  # fmt: skip
    move(
        dossier, "consult", actor=actor, at=at, text=words, to_name=asked.name,
        changes={"due_at": due, "agency": asked.name},
    )  # fmt: skip
    desk_told(
        dossier, ASKED, f"Xin ý kiến về hồ sơ {dossier.code}: {words}", agency_id=agency_id,
        actor=actor, at=at, key=f":{row.pk}",
    )  # fmt: skip
    return row


@action(f"{ROOM}.answer")
def answer(*, actor: Actor, at: datetime, consultation_id: int, text: str) -> Consultation:
    """Cho ý kiến: the desk or a leader of the asked agency; late answers come in and say so.

    :raises NoConsultation: absent, or not asked of the actor's agency
    :raises AlreadyAnswered: answered before
    """
    demand(actor, f"{ROOM}.answer")
    row, dossier = _locked(consultation_id)
    if not actor.is_system and not (
        actor.agency_id == row.agency_id and actor.has(*DESK, *LEADERS)
    ):
        raise NoConsultation
    if row.answered_at is not None:
        raise AlreadyAnswered
    words = said(text, "Ý kiến")
    row.answered_at, row.answered_by, row.answer = at, actor.name[:150], words
    row.save(update_fields=["answered_at", "answered_by", "answer"])
    late = "Trả lời sau hạn. " if at > row.due_at else ""
    write_event(
        dossier, "answer", actor=actor, at=at, source=dossier.state, text=f"{late}{words}",
        to_name=row.asked_by,
    )  # fmt: skip
    note(
        subject_of(dossier), label=dossier.code, agency_id=row.agency_id,
        changes={"consultation": row.pk, "late": bool(late)},
    )  # fmt: skip
    desk_told(
        dossier, ANSWERED, f"Có ý kiến về hồ sơ {dossier.code}", agency_id=dossier.agency_id,
        actor=actor, at=at, key=f":{row.pk}",
    )  # fmt: skip
    return row


@action(f"{ROOM}.note_silence")
def note_silence(*, actor: Actor, at: datetime) -> int:
    """Write down whose deadline passed without an answer, and report it to the head of the desk.

    The step that waits goes on without them. Safe to run twice.
    """
    rows = (
        Consultation.objects.select_for_update(of=("self",))
        .filter(answered_at__isnull=True, silent_at__isnull=True, due_at__lt=at)
        .select_related("agency", "dossier")
        .order_by("due_at", "id")[:MOST_SILENT]
    )
    for row in rows:
        row.silent_at = at
        row.save(update_fields=["silent_at"])
        text = f"{row.agency.name} chưa trả lời trước {row.due_at:%d/%m/%Y}: {row.question}"
        write_event(
            row.dossier, "silent", actor=actor, at=at, source=row.dossier.state, text=text,
            to_name=row.agency.name,
        )  # fmt: skip
        note(subject_of(row.dossier), label=row.dossier.code, agency_id=row.dossier.agency_id,
             changes={"silent": row.pk})  # fmt: skip
        desk_told(
            row.dossier, SILENT, f"Hồ sơ {row.dossier.code}: {text}",
            agency_id=row.dossier.agency_id, actor=actor, at=at, key=f":{row.pk}",
            roles=HEAD_OF_DESK,
        )  # fmt: skip
    return len(rows)


def anyone_silent(at: datetime) -> bool:
    """Whether there is anything to note; one query, no change."""
    return Consultation.objects.filter(
        answered_at__isnull=True, silent_at__isnull=True, due_at__lt=at
    ).exists()


def watch(at: datetime) -> None:
    """Called every half hour by the job."""
    if anyone_silent(at):
        note_silence(actor=system_actor(), at=at)


def _locked(consultation_id: int) -> tuple[Consultation, Dossier]:
    found = Consultation.objects.filter(pk=consultation_id).values_list("dossier_id", flat=True)
    dossier = Dossier.objects.select_for_update().filter(pk__in=list(found[:1])).first()
    if dossier is None:
        raise NoConsultation
    row = Consultation.objects.filter(pk=consultation_id).first()
    if row is None:
        raise NotFound
    return row, dossier

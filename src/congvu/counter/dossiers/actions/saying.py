"""Saying something to the other end of joint work: numbered, kept, handed to the exchange."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import (
    JOINT_ENVELOPE,
    MESSAGE_KIND,
    PAPER_KIND,
    RESULT_KIND,
    ApplicantKind,
    Outcome,
    State,
)
from congvu.counter.dossiers.crossing.shape import (
    Ask,
    PartApplicant,
    PartFile,
    PartMessage,
    PartPaper,
    PartResult,
    Stop,
    Supply,
    Told,
    files_of_body,
)
from congvu.counter.dossiers.models import Dossier, Joint, JointLink, JointMessage, Paper, Result
from congvu.counter.dossiers.queries.results import is_signed
from congvu.office.exchange.actions import send
from congvu.office.exchange.queries import shared_with


def new_key() -> str:
    return secrets.token_hex(16)


def say(
    link: JointLink, body: Ask | Stop | Supply | Told, *, actor: Actor, at: datetime,
    whole: bool = False,
) -> JointMessage:  # fmt: skip
    """A step of the verbs, in their transaction; the caller holds the link.

    :param whole: send the bytes of every file, also of those that should be there
    :raises UnknownOrgan: no way leads to the other agency any more
    """
    named = files_of_body(body)
    there = {} if whole else shared_with(link.organ_code, [file.sha256 for file in named])
    link.sent += 1
    link.save(update_fields=["sent"])
    said = PartMessage(key=link.key, number=link.sent, body=body)
    row = JointMessage.objects.create(
        link=link, number=link.sent, body=said.model_dump(mode="json"), made_at=at,
        files=[file.model_dump() for file in named if file.sha256 not in there],
    )  # fmt: skip
    send(
        actor=actor, at=at, kind=JOINT_ENVELOPE, subject=Subject(MESSAGE_KIND, row.pk),
        sender_agency_id=link.agency_id, recipients=[link.organ_code],
        document_id=f"{link.organ_code},HSLT,{link.key},{link.side},{link.sent}",
    )  # fmt: skip
    return row


def asking(joint: Joint) -> Ask:
    """What the child is opened with."""
    parent, step = joint.dossier, joint.step
    who = parent.applicant
    return Ask(
        origin_code=parent.code, title=parent.title, task=step.name, leads=step.leads,
        wanted_at=step.due_at, procedure_code=joint.procedure_code, answers=parent.answers,
        applicant=PartApplicant(
            name=who.name, kind=ApplicantKind(who.kind), identifier=who.identifier, phone=who.phone,
            email=who.email, address=who.address,
        ),
        papers=papers_of(parent),
    )  # fmt: skip


def supplying(parent: Dossier, remark: str) -> Supply:
    return Supply(remark=remark, answers=parent.answers, papers=papers_of(parent))


def standing(child: Dossier) -> Told:
    """How the child stands, with its result once that is settled and, where keys sign it, sealed."""
    result = Result.objects.filter(dossier=child).first() if child.settled_at else None
    if result is not None and not is_signed(result):
        result = None
    asked = child.supplements.filter(supplied_at__isnull=True).first()
    points = list(asked.gaps.values_list("text", flat=True)) if asked else []
    last = child.events.order_by("-id").exclude(text="").values_list("text", flat=True).first()
    return Told(
        code=child.code, state=State(child.state), due_at=child.due_at, text=(last or "")[:2000],
        points=tuple(points), result=result_of(result) if result else None,
    )  # fmt: skip


def result_of(result: Result) -> PartResult:
    subject = Subject(RESULT_KIND, result.pk)
    return PartResult(
        outcome=Outcome(result.outcome), code=result.code, name=result.name, reason=result.reason[:2000],
        approved_by=result.approved_by, approved_at=result.approved_at,
        files=_files(subject, files_of([subject])),
    )  # fmt: skip


def papers_of(dossier: Dossier) -> tuple[PartPaper, ...]:
    """Those with files; each as it is called here."""
    papers: list[Paper] = list(dossier.papers.all())
    subjects = {paper.pk: Subject(PAPER_KIND, paper.pk) for paper in papers}
    held = files_of(list(subjects.values()))
    return tuple(
        PartPaper(name=paper.name, code=paper.code, files=_files(subjects[paper.pk], held))
        for paper in papers
        if held.get(subjects[paper.pk])
    )


def _files(subject: Subject, held: Mapping[Subject, Sequence[object]]) -> tuple[PartFile, ...]:
    return tuple(
        PartFile(sha256=one.blob.sha256, name=one.name)  # type: ignore[attr-defined]
        for one in held.get(subject, [])
    )

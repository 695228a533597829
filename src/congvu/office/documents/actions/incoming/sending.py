"""Between agencies of this installation: a letter arrives, and is asked back."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.incoming import notices
from congvu.office.documents.actions.incoming.closing import close_work
from congvu.office.documents.actions.incoming.locking import (
    demand_reason,
    demand_state,
    save,
    subject_of,
    take,
)
from congvu.office.documents.actions.incoming.sender import tell_sender
from congvu.office.documents.choices import (
    OUTGOING_KIND,
    Delivery,
    IncomingState,
    Secrecy,
    Source,
)
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.errors import Frozen, SecretContent
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming, Outgoing, Recipient
from congvu.office.work import actions as work

SENT_USES = (Use.MAIN, Use.ATTACHMENT)


@action("documents.incoming.deliver")
def deliver(*, actor: Actor, at: datetime, outgoing: Outgoing, recipient: Recipient) -> Incoming:
    """Lay an issued letter before another agency of this installation: "Chờ vào sổ" there.

    A step of issuing, which has decided that the actor may and which holds the letter's lock.
    The files share their bytes. Delivered twice is there once.

    :raises SecretContent: a secret letter goes by its own way
    """
    if outgoing.secrecy != Secrecy.NORMAL:
        raise SecretContent
    if recipient.agency_id is None:
        raise ValueError("only agencies receive letters here")
    letter, created = Incoming.objects.get_or_create(
        agency_id=recipient.agency_id, origin=outgoing, defaults=_copied(outgoing, at)
    )
    note(
        subject_of(letter), label=str(letter), agency_id=letter.agency_id,
        changes={"from": outgoing.agency_id, "origin": outgoing.pk, "again": not created},
    )  # fmt: skip
    if created:
        _share_files(outgoing, letter, actor=actor, at=at)
        indexes.put(letter)
        tell_sender(letter, Delivery.ARRIVED, at=at)
        notices.arrived(letter, actor=actor, at=at)
    return letter


@action("documents.incoming.freeze")
def freeze(*, actor: Actor, at: datetime, incoming_id: int, reason: str) -> Incoming:
    """The sender asks for the letter back (13): work on it stops until it is answered.

    A step of the sender's recall; the actor is of the sending agency.

    :raises NotFound: not sent by the actor's agency
    :raises WrongState: refused, recalled or frozen already
    """
    letter = (
        Incoming.objects.select_for_update(of=("self",))
        .filter(pk=incoming_id, origin__agency_id=actor.agency_id or 0)
        .first()
    )
    if letter is None:
        raise NotFound
    demand_state(letter, "freeze")
    letter.frozen_from = letter.state
    letter.recall_reason = demand_reason(reason)
    letter.state = IncomingState.FROZEN
    save(letter, "frozen_from", "recall_reason", "state")
    tell_sender(letter, Delivery.RECALL_ASKED, at=at, remark=letter.recall_reason)
    notices.recall_asked(letter, actor=actor, at=at)
    work.pause(
        actor=actor, at=at, subject=subject_of(letter), agency_id=letter.agency_id,
        reason=Frozen.default,
    )  # fmt: skip
    note(
        subject_of(letter), label=str(letter), agency_id=letter.agency_id,
        changes={"state": [letter.frozen_from, letter.state], "reason": letter.recall_reason},
    )  # fmt: skip
    return letter


@action("documents.incoming.agree_recall")
def agree_recall(
    *, actor: Actor, at: datetime, incoming_id: int, remark: str = "", version: int | None = None
) -> Incoming:
    """Agree (15): the work ends, the files are taken off, the register keeps its line."""
    letter = take(actor=actor, incoming_id=incoming_id, verb="agree_recall", version=version)
    work.resume(actor=actor, at=at, subject=subject_of(letter), remark=remark)
    close_work(letter, "Cơ quan gửi đã thu hồi văn bản", actor=actor, at=at)
    for file in files_of([subject_of(letter)])[subject_of(letter)]:
        files.remove(file=file, actor=actor, at=at)
    letter.state, letter.closed_at = IncomingState.RECALLED, at
    save(letter, "state", "closed_at")
    indexes.put(letter)
    tell_sender(letter, Delivery.RECALLED, at=at, remark=remark)
    note(subject_of(letter), label=str(letter), changes={"remark": remark})
    return letter


@action("documents.incoming.refuse_recall")
def refuse_recall(
    *, actor: Actor, at: datetime, incoming_id: int, reason: str, version: int | None = None
) -> Incoming:
    """Refuse (16) with a reason: the letter goes on where it stood.

    :raises Invalid: no reason
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="refuse_recall", version=version)
    reason = demand_reason(reason)
    letter.state, letter.frozen_from = letter.frozen_from, ""
    save(letter, "state", "frozen_from")
    work.resume(actor=actor, at=at, subject=subject_of(letter), remark=reason)
    tell_sender(letter, Delivery.RECALL_REFUSED, at=at, remark=reason)
    note(subject_of(letter), label=str(letter), changes={"reason": reason})
    return letter


def _copied(outgoing: Outgoing, at: datetime) -> dict[str, object]:
    return {
        "state": IncomingState.ARRIVED,
        "source": Source.INTERNAL,
        "arrived_at": at,
        "code": outgoing.code,
        "code_key": code_key(outgoing.code),
        "issued_on": outgoing.issued_on,
        "issuer_id": outgoing.agency_id,
        "issuer_name": outgoing.agency.name,
        "kind": outgoing.kind,
        "subject": outgoing.subject,
        "language": outgoing.language,
        "pages": outgoing.pages,
        "urgency": outgoing.urgency,
        "signer_name": outgoing.signer_name,
        "signer_title": outgoing.signer_title,
        "due_on": outgoing.due_on,
        "document_uid": outgoing.document_uid,
    }


def _share_files(outgoing: Outgoing, letter: Incoming, *, actor: Actor, at: datetime) -> None:
    source = Subject(OUTGOING_KIND, outgoing.pk)
    for file in files_of([source])[source]:
        if file.use in SENT_USES:
            files.attach(
                source=file, subject=subject_of(letter), use=Use(file.use), actor=actor, at=at,
                agency_id=letter.agency_id, position=file.position,
            )  # fmt: skip

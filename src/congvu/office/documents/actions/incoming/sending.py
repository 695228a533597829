"""Between agencies: a letter is asked back by its sender, and the receiver answers."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.text import abridged
from congvu.office.documents.actions.incoming import notices
from congvu.office.documents.actions.incoming.closing import close_work
from congvu.office.documents.actions.incoming.locking import (
    demand_reason,
    save,
    subject_of,
    take,
)
from congvu.office.documents.actions.incoming.sender import tell_sender
from congvu.office.documents.choices import INCOMING, IncomingState
from congvu.office.documents.errors import Frozen
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming
from congvu.office.exchange.choices import StatusCode
from congvu.office.work import actions as work

NO_REASON = "Cơ quan gửi đề nghị lấy lại văn bản"


@action("documents.incoming.freeze")
def freeze(*, actor: Actor, at: datetime, incoming_id: int, reason: str) -> Incoming:
    """The sender asks for the letter back (13): work on it stops until it is answered.

    A step of the post office, which has decided that the sender may. Asked twice is asked once;
    what was refused or given back already stays as it is.

    :raises NotFound: no such letter, or somebody else than the post office asks
    """
    if not actor.is_system:
        raise NotFound
    letter = Incoming.objects.select_for_update(of=("self",)).filter(pk=incoming_id).first()
    if letter is None:
        raise NotFound
    if INCOMING.allows("freeze", letter.state):
        hold_back(letter, reason, actor=actor, at=at)
    else:
        note(subject_of(letter), label=str(letter), agency_id=letter.agency_id,
             changes={"asked_back_again": letter.state})  # fmt: skip
    return letter


def hold_back(letter: Incoming, reason: str, *, actor: Actor, at: datetime) -> None:
    """Freeze a letter whose row the caller has locked; a step of its verb."""
    if not INCOMING.allows("freeze", letter.state):
        note(subject_of(letter), label=str(letter), agency_id=letter.agency_id,
             changes={"asked_back_again": letter.state})  # fmt: skip
        return
    letter.frozen_from = letter.state
    letter.recall_reason = demand_reason(abridged(reason, 500) or NO_REASON)
    letter.state = IncomingState.FROZEN
    save(letter, "frozen_from", "recall_reason", "state")
    notices.recall_asked(letter, actor=actor, at=at)
    work.pause(
        actor=actor, at=at, subject=subject_of(letter), agency_id=letter.agency_id,
        reason=Frozen.default,
    )  # fmt: skip
    note(
        subject_of(letter), label=str(letter), agency_id=letter.agency_id,
        changes={"state": [letter.frozen_from, letter.state], "reason": letter.recall_reason},
    )  # fmt: skip


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
    tell_sender(letter, StatusCode.RECALL_AGREED, actor=actor, at=at, remark=remark)
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
    tell_sender(letter, StatusCode.RECALL_REFUSED, actor=actor, at=at, remark=reason)
    note(subject_of(letter), label=str(letter), changes={"reason": reason})
    return letter

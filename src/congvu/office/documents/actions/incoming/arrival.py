"""From arrival to the register: receive, register, correct, refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.prepared import PreparedUpdate
from congvu.core.kernel.storing import insert
from congvu.office.documents.actions import registers
from congvu.office.documents.actions.incoming.fields import Fields, apply, checked
from congvu.office.documents.actions.incoming.locking import (
    demand_reason,
    save,
    subject_of,
    take,
)
from congvu.office.documents.actions.incoming.papers import (
    Paper,
    attach_papers,
    demand_open_content,
)
from congvu.office.documents.actions.incoming.sender import tell_sender
from congvu.office.documents.choices import CLASSIFIED, GENERAL, Direction, IncomingState
from congvu.office.documents.errors import Duplicate
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import ROOM
from congvu.office.documents.queries.incoming import duplicates
from congvu.office.exchange.choices import StatusCode


@action("documents.incoming.receive")
def receive(
    *, actor: Actor, at: datetime, fields: Fields, papers: Sequence[Paper] = ()
) -> Incoming:
    """Tiếp nhận: note that a letter came; it waits to be registered ("Chờ vào sổ").

    :raises NotAllowed: the actor keeps no register
    :raises SecretContent: files of a secret letter
    :raises Invalid: a field too long, a date in the future
    """
    demand(actor, f"{ROOM}.receive")
    letter = _new(actor, checked(fields, at=at, complete=False))
    insert(letter)
    attach_papers(letter, papers, actor=actor, at=at)
    indexes.put(letter)
    note(subject_of(letter), label=str(letter), changes={"source": letter.source})
    return letter


@action("documents.incoming.register")
def register(
    *,
    actor: Actor,
    at: datetime,
    fields: Fields,
    incoming_id: int | None = None,
    version: int | None = None,
    papers: Sequence[Paper] = (),
    accept_duplicate: bool = False,
    held_id: int | None = None,
) -> Incoming:
    """Vào sổ: give the letter the next arrival number of its register, in one transaction.

    With ``incoming_id`` a letter that waits, without it one that is entered at once. Secret
    letters stand in their own register, as an entry only. The sender of a letter of this
    installation is told.

    :param accept_duplicate: the clerk has looked at what was found and registers all the same
    :param held_id: a held number (giữ số) to be used
    :raises Duplicate: the same letter seems to be here; ``data["found"]`` lists it
    :raises SecretContent: files on a secret letter
    :raises Invalid: a required field missing, too long, a date in the future
    :raises Stale: somebody changed the waiting letter first
    """
    letter = _letter_to_register(actor, at, fields, incoming_id, version, papers)
    number = registers.allocate(
        actor=actor, at=at, agency_id=letter.agency_id, direction=Direction.IN,
        series=CLASSIFIED if letter.secrecy else GENERAL, subject=subject_of(letter), held_id=held_id,
        used=True,
    )  # fmt: skip
    if not accept_duplicate:  # under the register's lock, so two clerks cannot both pass
        _demand_new(letter)
    letter.register, letter.number = number.register, number.value
    letter.registered_at, letter.registered_by = at, actor.name[:150]
    letter.state = IncomingState.REGISTERED
    letter.version += 1
    if incoming_id is None:
        _NUMBERED(**{name: getattr(letter, name) for name in ("pk", *NUMBERING)})
    else:
        letter.save()
    attach_papers(letter, papers, actor=actor, at=at)
    indexes.put(letter) if incoming_id is not None else indexes.put_many([letter])
    tell_sender(letter, StatusCode.REGISTERED, actor=actor, at=at, remark=_told_number(letter))
    note(
        subject_of(letter), label=str(letter),
        changes={"register": number.register.name, "number": letter.number},
    )  # fmt: skip
    return letter


@action("documents.incoming.correct")
def correct(
    *, actor: Actor, at: datetime, incoming_id: int, version: int, fields: Fields, reason: str
) -> Incoming:
    """Sửa thông tin: change what the register says; before and after stay in the journal.

    Secrecy does not change between open and secret here: the register would be another.

    :raises Invalid: no reason, a field too long, a date in the future
    :raises WrongState: refused, recalled or not registered yet
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="correct", version=version)
    if letter.number is None or letter.state == IncomingState.RECALLED:
        raise WrongState("Chỉ sửa được thông tin của văn bản đã vào sổ. Hãy vào sổ trước.")
    reason = demand_reason(reason)
    fields = replace(
        fields, source=letter.source, arrived_at=fields.arrived_at or letter.arrived_at
    )
    fields = checked(fields, at=at, complete=True)
    if bool(fields.secrecy) != bool(letter.secrecy):
        raise Invalid(
            "Không đổi được giữa thường và mật vì mỗi loại có sổ riêng. Hãy vào sổ lại.",
            fields={"secrecy": ["Không đổi được giữa thường và mật."]},
        )
    changes = apply(fields, letter)
    save(letter, *changes, "code_key")
    indexes.put(letter)
    note(subject_of(letter), label=str(letter), changes={**changes, "reason": reason})
    return letter


@action("documents.incoming.refuse")
def refuse(
    *, actor: Actor, at: datetime, incoming_id: int, reason: str, version: int | None = None
) -> Incoming:
    """Từ chối tiếp nhận: send back what is wrong, with a reason that the sender reads.

    :raises Invalid: no reason
    :raises WrongState: registered already
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="refuse", version=version)
    letter.refusal = demand_reason(reason)
    letter.state = IncomingState.REFUSED
    letter.closed_at = at
    save(letter, "refusal", "state", "closed_at")
    tell_sender(letter, StatusCode.REFUSED, actor=actor, at=at, remark=letter.refusal)
    note(subject_of(letter), label=str(letter), changes={"reason": letter.refusal})
    return letter


NUMBERING: dict[str, type] = {
    "register_id": int, "number": int, "registered_at": datetime, "registered_by": str,
    "state": str, "version": int,
}  # fmt: skip
"""What a letter entered at once still lacks when its row stands."""
_NUMBERED = PreparedUpdate(
    lambda pk, **changes: (Incoming.objects.filter(pk=pk), changes), pk=int, **NUMBERING
)


def _told_number(letter: Incoming) -> str:
    return f"Đã tiếp nhận, vào sổ văn bản đến số {letter.number:02}"


def _new(actor: Actor, fields: Fields) -> Incoming:
    if actor.agency_id is None:
        raise NotAllowed("Tài khoản chưa thuộc cơ quan nào nên chưa tiếp nhận văn bản được.")
    letter = Incoming(agency_id=actor.agency_id, state=IncomingState.ARRIVED)
    apply(fields, letter)
    return letter


def _letter_to_register(
    actor: Actor,
    at: datetime,
    fields: Fields,
    incoming_id: int | None,
    version: int | None,
    papers: Sequence[Paper],
) -> Incoming:
    """The letter with its fields on it, written down but without a number yet."""
    if incoming_id is None:
        demand(actor, f"{ROOM}.register")
        letter = _new(actor, checked(fields, at=at, complete=True))
        if papers:
            demand_open_content(letter.secrecy)
        insert(letter)
        return letter
    letter = take(actor=actor, incoming_id=incoming_id, verb="register", version=version)
    fields = replace(fields, source=letter.source, arrived_at=letter.arrived_at)
    apply(checked(fields, at=at, complete=True), letter)
    if papers or files_of([subject_of(letter)])[subject_of(letter)]:
        demand_open_content(letter.secrecy)
    return letter


def _demand_new(letter: Incoming) -> None:
    found = duplicates(
        letter.agency_id, code=letter.code, issued_on=letter.issued_on,
        issuer_id=letter.issuer_id, issuer_name=letter.issuer_name,
        document_uid=letter.document_uid, besides=letter.pk,
    )  # fmt: skip
    if found:
        raise Duplicate(
            found=[
                {"id": old.pk, "code": old.code, "number": old.number, "subject": old.subject}
                for old in found
            ]
        )

"""The mailbox of a connected system: the ledger's doors in the words of the axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO, cast

from django.db import transaction

from congvu.core.files.spool import Readable
from congvu.office.exchange import actions, queries
from congvu.office.exchange.choices import EntryState, status_label
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.errors import SenderNotAllowed
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.correspondents import make_known
from congvu.office.exchange.hub.mailbox import (
    Fetched,
    Listed,
    MessageType,
    Period,
    Progress,
    Sent,
    Waiting,
)
from congvu.office.exchange.models import Delivery, Peer, StatusEntry

LONGEST_LIST = 1_000
"""Rows of one answer; a client that has taken them asks for the next."""
LETTER, STATUS = "G", "H"
"""In front of the number of what a system handed in."""
STATES = {
    "waiting": Progress.INITIAL,
    "processing": Progress.PROCESSING,
    "done": Progress.DONE,
    "fail": Progress.FAIL,
    "failed": Progress.FAIL,
    "dead": Progress.FAIL,
    "cancelled": Progress.FAIL,
}
"""States of a mail, a delivery or a status as the axis calls them; any other is done."""


def accept(
    peer: Peer,
    stream: Readable,
    *,
    at: datetime,
    sender: str = "",
    recipients: Sequence[str] = (),
    sha256: str = "",
) -> str:
    """Take a message in; the same message again gives the same DocId."""
    accepted = actions.accept(
        peer=peer, stream=stream, at=at, claimed_sender=sender, recipients=recipients or None,
        sha256=sha256,
    )  # fmt: skip
    if accepted.envelope_id is not None:
        return f"{LETTER}{accepted.envelope_id}"
    entries = StatusEntry.objects.filter(
        from_peer=peer, document_id=accepted.document_id, code=accepted.status_code
    )
    return f"{STATUS}{entries.order_by('-id').values_list('pk', flat=True).first() or 0}"


def received(peer: Peer, message_type: MessageType, period: Period) -> list[Waiting]:
    """What waits for the system, oldest first; with a period, also what it has taken already."""
    mails = queries.mailbox(
        peer, message_type.value, since=period.since, until=period.until,
        with_done=period != Period(), limit=LONGEST_LIST,
    )  # fmt: skip
    return [
        Waiting(
            doc_id=mail.doc_id, message_type=message_type, created_at=mail.created_at,
            updated_at=mail.updated_at, from_code=mail.from_code, to_code=mail.to_code,
            progress=STATES.get(mail.state, Progress.DONE),
        )
        for mail in mails
    ]  # fmt: skip


def count(peer: Peer, message_type: MessageType) -> int:
    """How many messages wait."""
    return queries.waiting_count(peer, message_type.value)


def sent(peer: Peer, message_type: MessageType, period: Period, doc_id: str) -> list[Sent]:
    """What the system handed in and what became of it at each recipient, newest first.

    :raises HubRefused: a DocId that is not of a letter or status of this system
    """
    if message_type is MessageType.STATUS:
        return [_sent_status(entry) for entry in _statuses(peer, period, doc_id)]
    rows = queries.sent_by(
        peer, since=period.since, until=period.until, limit=LONGEST_LIST,
        envelope_id=_number(doc_id, LETTER) if doc_id else None,
    )  # fmt: skip
    return [_sent_letter(row) for row in rows]


def fetch(peer: Peer, doc_id: str, *, at: datetime) -> Fetched:
    """One message of the mailbox, byte for byte as it was sealed; taken ones too."""
    opened = actions.open_mail(peer=peer, doc_id=doc_id, at=at)
    mail = opened.mail
    content = Content(opened.size, opened.sha256, cast("Callable[[], BinaryIO]", opened.open))
    return Fetched(
        doc_id=doc_id, content=content, from_code=mail.from_code, from_name=mail.from_name,
        to_code=mail.to_code, message_type=MessageType(mail.message), notation=mail.notation,
        title=mail.title,
    )  # fmt: skip


def progress(peer: Peer, doc_id: str, progress: Progress, *, at: datetime) -> None:
    """The system says how far it has come with a message; going back changes nothing."""
    actions.mark_fetched(
        actor=actions.peer_actor(peer), at=at, peer=peer, doc_id=doc_id, outcome=progress.value
    )


def register_agency(peer: Peer, agency: Listed, *, at: datetime) -> None:
    """Put an agency of the system on the axis, or bring its record up to date.

    :raises HubRefused: an agency without a name, or a code not agreed on
    """
    if not agency.name:
        raise HubRefused(Reason.INPUT, "Thiếu tên cơ quan. Hãy gửi kèm tên đầy đủ của cơ quan.")
    actor = actions.peer_actor(peer)
    try:
        with transaction.atomic():
            route = actions.register_agency(
                actor=actor, at=at, peer=peer, code=agency.code, name=agency.name,
                parent_code=agency.parent_code, email=agency.mail, phone=agency.phone,
                fax=agency.fax,
            )  # fmt: skip
            make_known(actor, code=route.code, name=route.name, phone=route.phone, at=at)
    except SenderNotAllowed as refused:
        raise HubRefused(Reason.AGENCY, refused.message) from refused


def delete_agency(peer: Peer, code: str, *, at: datetime) -> None:
    """Take an agency of the system off the axis."""
    actions.remove_agency(actor=actions.peer_actor(peer), at=at, peer=peer, code=code)


def _statuses(peer: Peer, period: Period, doc_id: str) -> Sequence[StatusEntry]:
    rows = StatusEntry.objects.filter(from_peer=peer)
    if period.since is not None:
        rows = rows.filter(noted_at__gte=period.since)
    if period.until is not None:
        rows = rows.filter(noted_at__lt=period.until)
    if doc_id:
        rows = rows.filter(pk=_number(doc_id, STATUS))
    return list(rows.order_by("-id")[:LONGEST_LIST])


def _sent_letter(row: Delivery) -> Sent:
    envelope = row.envelope
    return Sent(
        sender_doc_id=f"{LETTER}{envelope.pk}", receiver_doc_id=f"V{row.pk}",
        message_type=MessageType.EDOC, from_code=envelope.sender_code, to_code=row.organ_code,
        title=envelope.title, notation=envelope.code, sent_at=envelope.created_at,
        received_at=row.arrived_at or row.sent_at,
        send_status=STATES.get(row.state, Progress.DONE).value,
        send_words=row.get_state_display(), receive_status=row.status,
        receive_words=row.status_label,
    )  # fmt: skip


def _sent_status(row: StatusEntry) -> Sent:
    waits = row.state == EntryState.WAITING
    return Sent(
        sender_doc_id=f"{STATUS}{row.pk}", receiver_doc_id=f"T{row.pk}",
        message_type=MessageType.STATUS, from_code=row.from_code, to_code=row.to_code,
        title=row.description, notation=row.document_id, sent_at=row.noted_at,
        received_at=None if waits else (row.sent_at or row.noted_at),
        send_status=STATES.get(row.state, Progress.DONE).value,
        send_words=row.get_state_display(), receive_status=row.code,
        receive_words=status_label(row.code),
    )  # fmt: skip


def _number(doc_id: str, mark: str) -> int:
    rest = doc_id.removeprefix(mark)
    if not (doc_id.startswith(mark) and rest.isascii() and rest.isdigit() and len(rest) < 19):
        raise HubRefused(Reason.DOCUMENT)
    return int(rest)

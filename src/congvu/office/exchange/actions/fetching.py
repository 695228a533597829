"""A peer that fetches by itself: the bytes for it, and how far it has come."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO

from congvu.core.audit.actions import action, note
from congvu.core.files.queries import open_content
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.actions.retrying import failed
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.actions.sealing import sealed, write_status
from congvu.office.exchange.actions.sending import ENVELOPE
from congvu.office.exchange.choices import DELIVERY_TABLE, PENDING, EntryState
from congvu.office.exchange.errors import WrongOutcome
from congvu.office.exchange.models import Delivery, Peer, StatusEntry
from congvu.office.exchange.queries import mails

PROCESSING, DONE, FAIL = "processing", "done", "fail"
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opened:
    """A message of a mailbox as it is handed over; ``open`` gives a fresh stream each time."""

    mail: mails.Mail
    size: int
    sha256: str
    open: Callable[[], IO[bytes]]


def open_mail(*, peer: Peer, doc_id: str, at: datetime) -> Opened:
    """The bytes of a letter or status in a peer's mailbox; call it outside a transaction.

    :raises NotFound: not in this mailbox
    """
    if mails.is_status(doc_id):
        entry = mails.status_mail(peer, doc_id)
        out = io.BytesIO()
        write_status(entry, out)
        body = out.getvalue()
        digest = hashlib.sha256(body).hexdigest()
        return Opened(mails.of_status(entry), len(body), digest, partial(io.BytesIO, body))
    row = mails.letter_mail(peer, doc_id)
    blob = sealed(row.envelope, at=at)
    return Opened(mails.of_letter(row), blob.size, blob.sha256, partial(open_content, blob))


@action("exchange.delivery.fetch")
def mark_fetched(
    *, actor: Actor, at: datetime, peer: Peer, doc_id: str, outcome: str, reason: str = ""
) -> None:
    """The peer says how far it is: ``processing``, ``done`` or ``fail``; going back is ignored.

    ``fail`` leaves the message in the mailbox, until it has failed so often that its owner must
    look at it.

    :raises NotFound: not in this mailbox
    :raises WrongOutcome: another word
    """
    if outcome not in (PROCESSING, DONE, FAIL):
        raise WrongOutcome(outcome=outcome)
    if mails.is_status(doc_id):
        entry = mails.status_mail(peer, doc_id)
        _mark_status(entry, outcome, reason, at)
        label = entry.document_id
    else:
        row = mails.letter_mail(peer, doc_id)
        _mark_letter(row, outcome, reason, at)
        label = row.envelope.document_id
    subject = None if mails.is_status(doc_id) else Subject(ENVELOPE, row.envelope_id)
    note(subject, label=label, changes={"peer": peer.code, "outcome": outcome, "reason": reason})


_LOCKED = Prepared(lambda pk: Delivery.objects.select_for_update().filter(pk=pk), pk=int)


def _mark_letter(found: Delivery, outcome: str, reason: str, at: datetime) -> None:
    [row] = _LOCKED(pk=found.pk)
    if row.state not in PENDING:
        return
    if outcome == FAIL:
        cause = f"Bên nhận báo lỗi: {reason.strip() or 'không nêu lý do'}"
        failed([row], cause, at=at, blamed=True)
        return
    if outcome == PROCESSING:
        row.claimed_until = at + LEASE
    else:
        if row.state in PENDING:
            row.state = DELIVERY_TABLE.target("send", row.state)
        row.attempts += 1
        row.sent_at, row.claimed_until, row.next_try_at, row.cause = at, None, None, ""
    save_rows([row])


def _mark_status(entry: StatusEntry, outcome: str, reason: str, at: datetime) -> None:
    row = StatusEntry.objects.select_for_update().get(pk=entry.pk)
    if row.state == EntryState.SENT:
        return
    if outcome == DONE:
        row.state, row.sent_at, row.claimed_until, row.cause = EntryState.SENT, at, None, ""
    elif outcome == PROCESSING:
        row.claimed_until = at + LEASE
    else:
        row.cause, row.claimed_until = reason[:500], None
    row.attempts += int(outcome != PROCESSING)
    row.save()

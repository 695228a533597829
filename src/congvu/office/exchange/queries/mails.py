"""What lies ready for a peer that fetches by itself, and what it handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.office.exchange.choices import (
    LETTERS,
    PENDING,
    STATUSES,
    DeliveryState,
    EntryState,
)
from congvu.office.exchange.models import Delivery, Envelope, Peer, StatusEntry

MOST = 1000
LETTER_MARK, STATUS_MARK = "V", "T"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message for one recipient of the peer. ``state`` is ``waiting``, ``processing``,
    ``done`` or ``fail``; ``document_id`` is the letter's."""

    doc_id: str
    message: str
    document_id: str
    from_code: str
    from_name: str
    to_code: str
    notation: str
    title: str
    created_at: datetime
    updated_at: datetime
    state: str
    cause: str = ""


def mailbox(
    peer: Peer,
    message: str = LETTERS,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    code: str = "",
    with_done: bool = False,
    limit: int = MOST,
) -> list[Mail]:
    """Messages for a peer's agencies, oldest first, those not fetched yet unless ``with_done``.

    :param message: ``edoc`` or ``status``
    :param since, until: when they were laid there; the end is not part of it
    :param code: one agency only
    """
    if message == STATUSES:
        return [of_status(row) for row in _statuses(peer, since, until, code, with_done)[:limit]]
    if (since, until, code, with_done, limit) == (None, None, "", False, MOST):
        return [of_letter(row) for row in _WAITING(peer_id=peer.pk)]
    return [of_letter(row) for row in _letters(peer.pk, since, until, code, with_done)[:limit]]


def waiting_count(peer: Peer, message: str = LETTERS) -> int:
    """How many messages have not been fetched."""
    if message == STATUSES:
        return _statuses(peer, None, None, "", False).count()
    return _letters(peer.pk, None, None, "", False).count()


def sent_by(
    peer: Peer,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    envelope_id: int | None = None,
    limit: int = 1000,
) -> list[Delivery]:
    """Ways of the letters that a peer handed in, with their envelopes, newest first."""
    rows = Delivery.objects.filter(envelope__origin_peer=peer).select_related("envelope")
    if since is not None:
        rows = rows.filter(envelope__created_at__gte=since)
    if until is not None:
        rows = rows.filter(envelope__created_at__lt=until)
    if envelope_id is not None:
        rows = rows.filter(envelope_id=envelope_id)
    return list(rows.order_by("-id")[:limit])


def letter_mail(peer: Peer, doc_id: str) -> Delivery:
    """:raises NotFound: no such letter in this mailbox"""
    row = next(iter(_LETTER(pk=_number(doc_id, LETTER_MARK), peer_id=peer.pk)), None)
    if row is None:
        raise NotFound("Không có gói tin mang mã này trong hộp thư. Hãy lấy lại danh sách.")
    return row


_LETTER = Prepared(
    lambda pk, peer_id: (
        Delivery.objects.select_related("envelope__sealed")
        .defer("envelope__letter")
        .filter(pk=pk, peer_id=peer_id)
    ),
    pk=int,
    peer_id=int,
)


def status_mail(peer: Peer, doc_id: str) -> StatusEntry:
    """:raises NotFound: no such status in this mailbox"""
    row = (
        StatusEntry.objects.select_related("delivery__envelope")
        .filter(pk=_number(doc_id, STATUS_MARK), to_peer=peer)
        .first()
    )
    if row is None:
        raise NotFound("Không có trạng thái mang mã này trong hộp thư. Hãy lấy lại danh sách.")
    return row


def is_status(doc_id: str) -> bool:
    return doc_id.startswith(STATUS_MARK)


def _letters(
    peer_id: int, since: datetime | None, until: datetime | None, code: str, with_done: bool
) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(peer_id=peer_id).exclude(state=DeliveryState.CANCELLED)
    if not with_done:
        rows = rows.filter(state__in=PENDING)
    if since is not None:
        rows = rows.filter(waiting_since__gte=since)
    if until is not None:
        rows = rows.filter(waiting_since__lt=until)
    if code:
        rows = rows.filter(organ_code=code)
    return rows.select_related("envelope").defer("envelope__letter").order_by("id")


_WAITING = Prepared(lambda peer_id: _letters(peer_id, None, None, "", False)[:MOST], peer_id=int)


def _statuses(
    peer: Peer, since: datetime | None, until: datetime | None, code: str, with_done: bool
) -> QuerySet[StatusEntry]:
    rows = StatusEntry.objects.filter(to_peer=peer)
    if not with_done:
        rows = rows.filter(state=EntryState.WAITING)
    if since is not None:
        rows = rows.filter(noted_at__gte=since)
    if until is not None:
        rows = rows.filter(noted_at__lt=until)
    if code:
        rows = rows.filter(to_code=code)
    return rows.select_related("delivery__envelope").order_by("id")


def of_letter(row: Delivery) -> Mail:
    envelope: Envelope = row.envelope
    states = {DeliveryState.WAITING: "waiting", DeliveryState.FAILED: "fail",
              DeliveryState.DEAD: "fail"}  # fmt: skip
    state = states.get(DeliveryState(row.state), "done")
    if state == "waiting" and row.claimed_until is not None:
        state = "processing"
    return Mail(
        f"{LETTER_MARK}{row.pk}", LETTERS, envelope.document_id, envelope.sender_code,
        envelope.sender_name, row.organ_code, envelope.code, envelope.title, row.waiting_since,
        row.sent_at or row.waiting_since, state, row.cause,
    )  # fmt: skip


def of_status(entry: StatusEntry) -> Mail:
    envelope = entry.delivery.envelope if entry.delivery is not None else None
    states = {EntryState.WAITING: "waiting", EntryState.DEAD: "fail"}
    state = states.get(EntryState(entry.state), "done")
    if state == "waiting" and entry.claimed_until is not None:
        state = "processing"
    return Mail(
        f"{STATUS_MARK}{entry.pk}", STATUSES, entry.document_id, entry.from_code,
        entry.delivery.name if entry.delivery is not None else "", entry.to_code,
        envelope.code if envelope else "", envelope.title if envelope else "", entry.noted_at,
        entry.sent_at or entry.noted_at, state, entry.cause,
    )  # fmt: skip


def _number(doc_id: str, mark: str) -> int:
    rest = doc_id.removeprefix(mark)
    ours = doc_id.startswith(mark) and rest.isascii() and rest.isdigit() and len(rest) < 19
    return int(rest) if ours else 0

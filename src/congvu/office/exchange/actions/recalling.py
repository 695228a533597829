"""The sender asks for a letter back (13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.office.exchange.actions.locking import lock_behind_received
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.actions.statuses import absorb, call, key_of
from congvu.office.exchange.choices import (
    DELIVERY_TABLE,
    Business,
    DeliveryState,
    EntryState,
    StatusCode,
)
from congvu.office.exchange.edxml.lengths import LINE
from congvu.office.exchange.kinds import News, kinds
from congvu.office.exchange.models import Delivery, StatusEntry

GONE = (DeliveryState.REFUSED, DeliveryState.CANCELLED)


@action("exchange.envelope.ask_back")
def ask_back(
    *,
    actor: Actor,
    at: datetime,
    subject: Subject,
    reason: str,
    delivery_ids: Collection[int] | None = None,
) -> list[Delivery]:
    """Yêu cầu lấy lại: ask every recipient (or some) of a letter for it back, with a reason.

    A step of the caller's verb. What has not begun its way is cancelled at once; a room here is
    asked in this transaction; a peer is sent status 13 after the letter itself. Returns the
    deliveries concerned, cancelled or asked.

    :raises Invalid: no reason, or one that is too long
    :raises NotFound: nothing of this subject was sent by the actor's agency
    """
    reason = clean_text(reason, LINE, label="Lý do")
    if not reason:
        raise Invalid("Yêu cầu lấy lại phải kèm lý do. Hãy ghi lý do để nơi nhận biết.")
    rows = _rows(actor, subject, delivery_ids)
    asked = [row for row in rows if not _cancelled(row)]
    entries = [_entry(row, actor, reason, at) for row in asked]
    StatusEntry.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)
    for row in asked:
        absorb(row, StatusCode.RECALL_ASKED, reason, at)
    save_rows(rows)
    for row in asked:
        ask_room(row, reason, at)
    call(row.peer_id for row in asked)
    note(subject, changes={"reason": reason, "asked": len(asked),
                           "cancelled": len(rows) - len(asked)})  # fmt: skip
    return rows


def ask_room(row: Delivery, reason: str, at: datetime) -> None:
    """Let the receiving room hear 13 about what it made of the letter."""
    received = row.received
    if received is None or row.envelope.kind not in kinds:
        return
    kinds[row.envelope.kind].asked_back(
        News(
            subject=received, delivery_id=row.pk, agency_id=row.agency_id,
            organ_code=row.envelope.sender_code, code=StatusCode.RECALL_ASKED,
            description=reason, at=at,
        )
    )  # fmt: skip


def _rows(actor: Actor, subject: Subject, delivery_ids: Collection[int] | None) -> list[Delivery]:
    rows = Delivery.objects.filter(
        envelope__subject_kind=subject.kind, envelope__subject_id=subject.id,
    ).exclude(envelope__business=Business.REVOKE).exclude(state__in=GONE)  # fmt: skip
    if delivery_ids is not None:
        rows = rows.filter(pk__in=delivery_ids)
    found = lock_behind_received(rows, lambda row: True)
    if not found:
        raise NotFound("Văn bản này không còn ở nơi nhận nào. Hãy tải lại trang để xem tình trạng.")
    agencies = {row.envelope.sender_agency_id for row in found}
    if not actor.is_system and agencies != {actor.agency_id}:
        raise NotAllowed("Chỉ cơ quan gửi yêu cầu lấy lại được văn bản.")
    return found


def _cancelled(row: Delivery) -> bool:
    """Whether it has not begun its way and stays here now."""
    if row.attempts or row.claimed_until or not DELIVERY_TABLE.allows("cancel", row.state):
        return False
    row.state = DELIVERY_TABLE.target("cancel", row.state)
    row.next_try_at = None
    return True


def _entry(row: Delivery, actor: Actor, reason: str, at: datetime) -> StatusEntry:
    envelope = row.envelope
    code = StatusCode.RECALL_ASKED
    return StatusEntry(
        delivery=row, document_id=envelope.document_id, code=code, description=reason,
        from_code=envelope.sender_code, to_code=row.organ_code, staff=actor.name, at=at,
        noted_at=at, to_peer_id=row.peer_id,
        state=EntryState.WAITING if row.peer_id else EntryState.DONE,
        key=key_of(
            document_id=envelope.document_id, from_code=envelope.sender_code,
            to_code=row.organ_code, code=code, at=at, description=reason, salt=str(row.pk),
        ),
    )  # fmt: skip

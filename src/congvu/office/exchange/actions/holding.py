"""Quarantine: messages that were not taken, kept until a person has looked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.choices import QuarantineState
from congvu.office.exchange.models import Peer, Quarantined

if TYPE_CHECKING:
    from congvu.core.files.models import Blob

QUARANTINED = "exchange.quarantined"


@action("exchange.quarantine.hold")
def hold(
    *,
    actor: Actor,
    at: datetime,
    peer: Peer,
    raw: Blob,
    refused: DomainError,
    claimed_sender: str = "",
) -> Quarantined:
    """Keep a message that was refused, once however often it comes."""
    seen: dict[str, str] = getattr(refused, "seen", {})
    row, fresh = Quarantined.objects.get_or_create(
        peer=peer, raw=raw,
        defaults={
            "reason_code": refused.code[:40], "reason": refused.message[:1000],
            "sender_code": (seen.get("sender") or str(refused.data.get("sender", "")))[:35],
            "document_id": (
                seen.get("document_id") or str(refused.data.get("document_id", ""))
            )[:250],
            "claimed_sender": claimed_sender[:35], "first_at": at, "last_at": at,
        },
    )  # fmt: skip
    if not fresh:
        Quarantined.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=at)
    note(
        Subject(QUARANTINED, row.pk), label=row.reason[:300],
        changes={"peer": peer.code, "reason": refused.code, "again": not fresh},
    )  # fmt: skip
    return row


def take(actor: Actor, verb: str, pk: int) -> Quarantined:
    """A held message, its row locked.

    :raises NotAllowed: not the system administrator
    :raises NotFound: no such row
    :raises WrongState: settled already
    """
    demand(actor, verb)
    row = (
        Quarantined.objects.select_for_update(of=("self",))
        .select_related("peer", "raw")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Không tìm thấy gói tin này. Hãy xem lại danh sách gói tin bị giữ lại.")
    if row.state != QuarantineState.HELD:
        raise WrongState("Gói tin này đã được xử lý. Hãy tải lại trang để xem kết quả.")
    return row


def settle(
    row: Quarantined, state: QuarantineState, actor: Actor, at: datetime, remark: str
) -> None:
    row.state, row.resolved_by, row.resolved_at = state, actor.name[:150], at
    row.remark = remark.strip()[:500]
    row.save(update_fields=["state", "resolved_by", "resolved_at", "remark"])
    note(
        Subject(QUARANTINED, row.pk), label=row.reason[:300],
        changes={"state": [QuarantineState.HELD, state], "remark": row.remark},
    )  # fmt: skip


@action("exchange.quarantine.discard")
def discard(*, actor: Actor, at: datetime, quarantined_id: int, remark: str) -> Quarantined:
    """Bỏ qua: the message will not be taken; its bytes and the reason stay.

    :raises Invalid: no remark
    """
    row = take(actor, "exchange.quarantine.discard", quarantined_id)
    if not remark.strip():
        raise Invalid("Bỏ qua gói tin phải kèm lý do. Hãy ghi lý do để người sau tra cứu.")
    settle(row, QuarantineState.DISCARDED, actor, at, remark)
    return row


@action("exchange.quarantine.release")
def mark_released(*, actor: Actor, at: datetime, quarantined_id: int, remark: str) -> Quarantined:
    """The last step of taking a held message in after all; see ``releasing.release``."""
    row = take(actor, "exchange.quarantine.release", quarantined_id)
    settle(row, QuarantineState.RELEASED, actor, at, remark)
    return row

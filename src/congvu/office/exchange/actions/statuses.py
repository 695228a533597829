"""Statuses: said by receivers here, heard from peers, each logged and told to whom it concerns."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.choices import (
    CALLED,
    DELIVERY_TABLE,
    RANKS,
    RECALLS,
    DeliveryState,
    EntryState,
    StatusCode,
)
from congvu.office.exchange.edxml.lengths import demand_lengths
from congvu.office.exchange.edxml.message import Organ, Reference, Staff, Status
from congvu.office.exchange.kinds import News, kinds
from congvu.office.exchange.models import Delivery, Peer, StatusEntry

REPORTED = frozenset(StatusCode) - {StatusCode.ARRIVED, StatusCode.RECALL_ASKED}
"""What a receiving room reports; 01 is automatic and 13 is the sender's."""


@dataclass(frozen=True, slots=True)
class Said:
    """A status that the receiver of a delivery gives; ``delivery.envelope`` is loaded."""

    delivery: Delivery
    code: str
    description: str
    at: datetime
    staff: str = ""


@action("exchange.status.report")
def report(
    *, actor: Actor, at: datetime, delivery_id: int, code: str, description: str = ""
) -> Delivery:
    """Báo trạng thái: tell the sender what became of the letter (02-06, 15, 16).

    A step of the receiving room's verb. Said twice at one moment it is said once; a lower status
    after a higher one is logged and changes nothing.

    :param code: one of the standard's codes that a receiver gives
    :raises NotFound: not a delivery to the actor's agency
    :raises Invalid: not a code for a receiver, or a refusal without its reason
    """
    if code not in REPORTED:
        raise Invalid(f"Mã trạng thái {code} không phải do nơi nhận báo. Hãy chọn mã khác.")
    if code in {StatusCode.REFUSED, StatusCode.RECALL_REFUSED} and not description.strip():
        raise Invalid("Từ chối phải kèm lý do. Hãy ghi lý do để nơi gửi biết.")
    row = locked(actor, delivery_id)
    say([Said(row, code, description.strip(), at, actor.name)], at=at)
    note(
        Subject("exchange.envelope", row.envelope_id), label=row.envelope.code,
        agency_id=row.agency_id, changes={"code": code, "description": description},
    )  # fmt: skip
    return row


@action("exchange.status.answer_recall")
def answer_recall(
    *, actor: Actor, at: datetime, delivery_id: int, agreed: bool, reason: str = ""
) -> Delivery:
    """Trả lời yêu cầu lấy lại: 15 agrees, 16 refuses with a reason.

    :raises NotFound: not a delivery to the actor's agency
    :raises Invalid: refused without a reason
    """
    code = StatusCode.RECALL_AGREED if agreed else StatusCode.RECALL_REFUSED
    row = report(actor=actor, at=at, delivery_id=delivery_id, code=code, description=reason)
    note(
        Subject("exchange.envelope", row.envelope_id), label=row.envelope.code,
        agency_id=row.agency_id, changes={"agreed": agreed, "reason": reason},
    )  # fmt: skip
    return row


def locked(actor: Actor, delivery_id: int) -> Delivery:
    """A delivery to the actor's agency with its envelope, its row locked."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("envelope")
    if not actor.is_system or actor.agency_id is not None:
        rows = rows.filter(agency_id=actor.agency_id or 0)
    row = rows.filter(pk=delivery_id, agency__isnull=False).first()
    if row is None:
        raise NotFound("Không tìm thấy lượt gửi này. Hãy mở lại văn bản rồi thử lại.")
    return row


def say(several: Sequence[Said], *, at: datetime) -> None:
    """Log what receivers here say, change their deliveries, and tell the senders.

    A sender here is told in this transaction; one elsewhere by a status that travels.
    """
    entries = [_entry(one, at) for one in several]
    known = _known(entries)
    fresh = [(one, e) for one, e in zip(several, entries, strict=True) if e.key not in known]
    insert_keyed([entry for _, entry in fresh])
    for one, _ in fresh:
        absorb(one.delivery, one.code, one.description, one.at)
    save_rows([one.delivery for one in several])
    tell((one.delivery, entry) for one, entry in fresh)
    call({entry.to_peer_id for _, entry in fresh})


def absorb(row: Delivery, code: str, description: str, at: datetime) -> None:
    """Change the delivery as the code says, in whatever order codes come; unsaved.

    The highest business status wins, and of one code the latest. An unknown code changes nothing.
    """
    rank = RANKS.get(code, 0)
    if rank and (rank, at) > (RANKS.get(row.status, 0), row.status_at or at):
        row.status, row.status_at, row.note = code, at, description
        _settle(row, at)
    if code in RECALLS and (
        row.recall_at is None or (at, RECALLS[code]) > (row.recall_at, RECALLS.get(row.recall, 0))
    ):
        row.recall, row.recall_at = code, at


def _settle(row: Delivery, at: datetime) -> None:
    """A receiver that speaks has the letter, or has refused it."""
    verb = "refuse" if row.status == StatusCode.REFUSED else "arrive"
    if DELIVERY_TABLE.allows(verb, row.state):
        row.state = DELIVERY_TABLE.target(verb, row.state)
        row.claimed_until = row.next_try_at = None
        row.cause = ""
    if row.state == DeliveryState.ARRIVED and row.arrived_at is None:
        row.arrived_at = at


def tell(pairs: Iterable[tuple[Delivery, StatusEntry]]) -> None:
    """Let the rooms hear what is said about the letters that they sent from here."""
    news: dict[str, list[News]] = defaultdict(list)
    for row, entry in pairs:
        subject = row.envelope.subject
        if subject is not None and row.envelope.kind in kinds:
            news[row.envelope.kind].append(
                News(
                    subject=subject, delivery_id=row.pk, agency_id=row.agency_id,
                    organ_code=row.organ_code, code=entry.code, description=entry.description,
                    at=entry.at,
                )
            )  # fmt: skip
    for kind, several in news.items():
        kinds[kind].told(several)


def call(peer_ids: Iterable[int | None]) -> None:
    """Jobs for peers that have something waiting; those that fetch themselves need none."""
    for pk in sorted({pk for pk in peer_ids if pk is not None}):
        for (called,) in CALLED_NOW(pk=pk):
            enqueue("exchange.call", args={"peer_id": called})


CALLED_NOW = Prepared(
    lambda pk: Peer.objects.filter(pk=pk, speech__in=CALLED, paused=False).values_list("pk"),
    pk=int,
)
"""The key of a peer that is to be called, or nothing."""


def key_of(
    *, document_id: str, from_code: str, to_code: str, code: str, at: datetime, description: str,
    salt: str = "",
) -> str:  # fmt: skip
    """What makes a status the same as one noted before."""
    moment = at.astimezone().timestamp()
    said = "\n".join([document_id, from_code, to_code, code, f"{moment:.6f}", description, salt])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _entry(one: Said, at: datetime) -> StatusEntry:
    row, envelope = one.delivery, one.delivery.envelope
    description = one.description
    demand_lengths(
        Status(
            sender=Organ(row.organ_code), about=Reference(document_id=envelope.document_id),
            code=one.code, description=description, staff=Staff(name=one.staff),
        )
    )  # fmt: skip
    return StatusEntry(
        delivery=row, document_id=envelope.document_id, code=one.code, description=description,
        from_code=row.organ_code, to_code=envelope.sender_code, staff=one.staff, at=one.at,
        noted_at=at, to_peer_id=envelope.origin_peer_id,
        state=EntryState.WAITING if envelope.origin_peer_id else EntryState.DONE,
        key=key_of(
            document_id=envelope.document_id, from_code=row.organ_code,
            to_code=envelope.sender_code, code=one.code, at=one.at, description=description,
            salt=str(row.pk),
        ),
    )  # fmt: skip


def _known(entries: Sequence[StatusEntry]) -> set[str]:
    keys = [entry.key for entry in entries]
    return set(StatusEntry.objects.filter(key__in=keys).values_list("key", flat=True))

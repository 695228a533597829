"""What letters of a peer become here, all of them in one transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action, note
from congvu.core.files.actions import Stored
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.prepared import Prepared, Small
from congvu.core.kernel.storing import insert, insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.exchange import wire
from congvu.office.exchange.actions.arriving import arrive
from congvu.office.exchange.actions.sending import ENVELOPE, deliveries_of, described
from congvu.office.exchange.actions.statuses import call
from congvu.office.exchange.choices import Business, Direction
from congvu.office.exchange.edxml.message import Letter
from congvu.office.exchange.errors import ContentConflict, QuotaExceeded
from congvu.office.exchange.kinds import kind_of, kinds
from congvu.office.exchange.models import Delivery, Envelope, EnvelopeFile, Peer
from congvu.office.exchange.queries.directory import Place

if TYPE_CHECKING:
    from congvu.core.files.models import Blob

logger = logging.getLogger(__name__)

Name = tuple[str, str, int]
"""Sender, DocumentId and business: with the serial the name of a message in the whole world."""

LOCK_NOTHING = (Business.NEW, Business.REPLACE)
"""What lays a letter of its own. The others lock the letter that they change; several of these in
one transaction could wait in a circle with another that has them in another order."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter of a peer that is to be taken: judged, its bytes and files in the store."""

    letter: Letter
    raw: Blob
    files: Sequence[Stored]
    places: Sequence[Place]

    @property
    def name(self) -> Name:
        return (self.letter.sender.code, self.letter.document_id, int(self.letter.business))


Taken = tuple[Envelope, bool]
"""The envelope, and whether it is new."""


@action("exchange.envelope.accept")
def accept_letters(
    *, actor: Actor, at: datetime, peer: Peer, letters: Sequence[Ready], new: bool
) -> list[Taken]:
    """Everything that letters from a peer become here, in one transaction; twice is once.

    :param new: ``unseen`` has said of all of them just now that nothing of that name is here; they
        share their statements then, and one that came meanwhile stops all
    :raises ContentConflict: another content under the same name
    :raises QuotaExceeded: the peer has sent as many letters today as agreed
    :raises IntegrityError: of ``new`` ones: the same message came on another connection
    """
    taken = _new(peer, letters, at) if new else [_envelope(peer, one, at) for one in letters]
    pairs = list(zip(letters, taken, strict=True))
    _add_files([(envelope, one) for one, (envelope, fresh) in pairs if fresh])
    made: list[Delivery] = []
    waiting: list[Delivery] = []
    for one, (envelope, fresh) in pairs:
        known = set() if fresh else set(envelope.deliveries.values_list("organ_code", flat=True))
        added = [place for place in one.places if place.code not in known]
        made += deliveries_of(envelope, added, at, first=len(known))
        note(
            Subject(ENVELOPE, envelope.pk), label=envelope.code or envelope.document_id,
            changes={"peer": peer.code, "document_id": envelope.document_id, "again": not fresh,
                     "recipients": [place.code for place in added]},
        )  # fmt: skip
    insert_keyed(made)
    for envelope, fresh in taken:
        waiting += [] if fresh else _waiting(envelope, at)
    fresh_ids = {envelope.pk for envelope, fresh in taken if fresh}
    waiting += [row for row in made if row.agency_id and row.envelope_id in fresh_ids]
    if waiting:
        _lay_now(waiting, {envelope.pk: envelope for envelope, _ in taken}, at)
    call({row.peer_id for row in made})
    return taken


def unseen(peer: Peer, letters: Sequence[Ready], at: datetime) -> set[Name]:
    """Names of those letters that may share a transaction: nothing of that name is here, it comes
    once, and it locks no earlier letter; none when the quota would not last for all of them."""
    names = [one.name for one in letters]
    rows = Envelope.objects.filter(document_id__in={name for _, name, _ in names})
    known = set(rows.values_list("sender_code", "document_id", "business"))
    if peer.letters_per_day is not None and _today(peer, at) + len(names) > peer.letters_per_day:
        return set()
    return {
        name
        for name in names
        if name not in known and names.count(name) == 1 and name[2] in LOCK_NOTHING
    }


def _new(peer: Peer, letters: Sequence[Ready], at: datetime) -> list[Taken]:
    rows = insert_keyed([_row(peer, one, wire.digest_of(one.letter), 0, at) for one in letters])
    return [(row, True) for row in rows]


def _envelope(peer: Peer, one: Ready, at: datetime) -> Taken:
    letter, digest = one.letter, wire.digest_of(one.letter)
    for _ in range(2):
        earlier = _SAME(
            sender_code=letter.sender.code, document_id=letter.document_id,
            business=letter.business,
        )  # fmt: skip
        known = next((row for row in earlier if row.digest == digest), None)
        if known is not None:
            return known, False
        if earlier and letter.business != Business.UPDATE:
            raise ContentConflict(document_id=letter.document_id)
        if peer.letters_per_day is not None and _today(peer, at) >= peer.letters_per_day:
            raise QuotaExceeded(limit=peer.letters_per_day)
        envelope = _row(peer, one, digest, earlier[0].serial + 1 if earlier else 0, at)
        try:
            with transaction.atomic():
                insert(envelope)
        except IntegrityError:
            continue  # the same message came on another connection at this moment
        return envelope, True
    raise ContentConflict(document_id=letter.document_id)


_SAME = Prepared(
    lambda sender_code, document_id, business: Envelope.objects.filter(
        sender_code=sender_code, document_id=document_id, business=business
    ).order_by("-serial"),
    sender_code=str,
    document_id=str,
    business=Small,
)


def _row(peer: Peer, one: Ready, digest: str, serial: int, at: datetime) -> Envelope:
    return Envelope(
        direction=Direction.RECEIVED, kind=kind_of(one.letter), origin_peer=peer, sealed=one.raw,
        digest=digest, serial=serial, created_at=at, **described(one.letter),
    )  # fmt: skip


def _today(peer: Peer, at: datetime) -> int:
    local = at.astimezone(VIETNAM)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Envelope.objects.filter(origin_peer=peer, created_at__gte=start).count()


def _add_files(several: Sequence[tuple[Envelope, Ready]]) -> None:
    insert_keyed(
        [
            EnvelopeFile(
                envelope=envelope, position=number, blob=stored.blob, name=stored.name[:255],
                description=file.description,
            )
            for envelope, one in several
            for number, (file, stored) in enumerate(
                zip(one.letter.attachments, one.files, strict=True)
            )
        ]
    )  # fmt: skip


def _waiting(envelope: Envelope, at: datetime) -> list[Delivery]:
    """Deliveries of an envelope that came again which have not reached their agencies here."""
    due = envelope.deliveries.select_for_update(of=("self",)).due(at)
    return list(due.filter(agency__isnull=False))


def _lay_now(rows: Sequence[Delivery], envelopes: dict[int, Envelope], at: datetime) -> None:
    """Before the agencies here at once, so that the peer hears "stored" when it is registered as
    waiting. A room that fails does not lose the letters: the rows wait, and a job tries again; so
    does what would overtake an earlier letter of its lane."""
    held = _overtaken(rows)
    by_kind: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        row.envelope = envelopes[row.envelope_id]
        if row.envelope_id not in held:
            by_kind[row.envelope.kind].append(row)
    left = bool(held)
    for name, some in by_kind.items():
        left |= name not in kinds or not _laid(name, some, at)
    if left:
        enqueue("exchange.deliver_here")


def _laid(name: str, rows: Sequence[Delivery], at: datetime) -> bool:
    try:
        with transaction.atomic():
            arrive(actor=system_actor("api"), at=at, kind=kinds[name], deliveries=rows)
    except Exception:
        envelopes = sorted({row.envelope_id for row in rows})
        logger.exception("exchange_accept_left_waiting", extra={"envelopes": envelopes})
        return False
    return True


def _overtaken(rows: Sequence[Delivery]) -> set[int]:
    """Envelopes with a row that is not the first to wait in its lane, or that follow such a one."""
    first = min(row.pk for row in rows)
    lanes = {row.lane for row in rows}
    if len(lanes) == 1:
        blocked = lanes if _EARLIER(lane=next(iter(lanes)), pk=first) else set()
    else:
        earlier = Delivery.objects.pending().filter(lane__in=lanes, pk__lt=first)
        blocked = set(earlier.values_list("lane", flat=True))
    held: set[int] = set()
    for row in sorted(rows, key=lambda row: row.pk):
        if row.lane in blocked or row.envelope_id in held:
            held.add(row.envelope_id)
            blocked |= {other.lane for other in rows if other.envelope_id == row.envelope_id}
    return held


_EARLIER = Prepared(
    lambda lane, pk: Delivery.objects.pending().filter(lane=lane, pk__lt=pk).values_list("pk")[:1],
    lane=str,
    pk=int,
)

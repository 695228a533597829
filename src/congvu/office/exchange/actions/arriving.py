"""Laying envelopes before agencies of this installation, many in one transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Q

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import absorb, enqueue
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.actions.retrying import failed
from congvu.office.exchange.actions.sending import ENVELOPE
from congvu.office.exchange.actions.statuses import Said, say
from congvu.office.exchange.choices import StatusCode
from congvu.office.exchange.kinds import Arrival, EnvelopeKind, Refused, kinds
from congvu.office.exchange.models import Delivery, Envelope, EnvelopeFile
from congvu.office.exchange.queries.contents import kept, letter_of

logger = logging.getLogger(__name__)

BATCH = 250
"""Deliveries of one transaction: enough for a letter to every commune."""


def deliver_here(*, at: datetime) -> int:
    """Bring every due envelope before its agency here; returns how many arrived.

    A batch is one transaction: rows locked, the receiving room's entries, statuses. Dying half
    way loses nothing and doubles nothing. When a batch fails, its envelopes are tried one by one,
    so that a bad one stops nobody but itself.
    """
    done = 0
    absorb("exchange.deliver_here")
    while True:
        batch: list[Delivery] = []
        try:
            with transaction.atomic():
                batch = _take(at)
                if not batch:
                    return done
                done += _lay(batch, at)
        except DatabaseError:
            raise
        except Exception as error:
            if len({row.envelope_id for row in batch}) == 1:
                _fail(batch, error, at)
                continue
            logger.exception("exchange_batch_failed", extra={"deliveries": len(batch)})
            done += _one_by_one(batch, at)


def _take(at: datetime) -> list[Delivery]:
    """The oldest due rows, locked; without those that would overtake an earlier one of the lane."""
    due = Delivery.objects.due(at).filter(agency__isnull=False)
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    if not rows:
        return []
    own = {row.pk for row in rows}
    others = Delivery.objects.pending().filter(
        lane__in={row.lane for row in rows}, pk__lt=max(own)
    ).exclude(pk__in=own)  # fmt: skip
    first: dict[str, int] = {}
    for lane, pk in others.values_list("lane", "pk"):
        first[lane] = min(pk, first.get(lane, pk))
    return [row for row in rows if row.lane not in first or row.pk < first[row.lane]]


def _one_by_one(batch: Sequence[Delivery], at: datetime) -> int:
    done = 0
    alone: dict[int, list[Delivery]] = defaultdict(list)
    for row in batch:
        alone[row.envelope_id].append(row)
    for rows in alone.values():
        ids = [row.pk for row in rows]
        try:
            with transaction.atomic():
                locked = Delivery.objects.due(at).filter(pk__in=ids)
                done += _lay(list(locked.select_for_update(of=("self",))), at)
        except Exception as error:
            _fail(rows, error, at)
    return done


def _fail(rows: Sequence[Delivery], error: Exception, at: datetime) -> None:
    logger.warning("exchange_arrival_failed", exc_info=error)
    cause = (
        error.message
        if isinstance(error, DomainError)
        else "Phần tiếp nhận văn bản của hệ thống gặp lỗi. Hãy báo quản trị hệ thống."
    )
    with transaction.atomic():
        failed(Delivery.objects.pending().filter(pk__in=[r.pk for r in rows]), cause, at=at)


def _lay(rows: list[Delivery], at: datetime) -> int:
    """Hand the rows, whose locks the caller holds, to their kinds."""
    if not rows:
        return 0
    envelopes = {e.pk: e for e in Envelope.objects.filter(pk__in={r.envelope_id for r in rows})}
    for row in rows:
        row.envelope = envelopes[row.envelope_id]
    by_kind: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_kind[row.envelope.kind].append(row)
    for name, some in by_kind.items():
        arrive(actor=system_actor(), at=at, kind=kinds[name], deliveries=some)
    return len(rows)


@action("exchange.delivery.arrive")
def arrive(
    *, actor: Actor, at: datetime, kind: EnvelopeKind, deliveries: Sequence[Delivery]
) -> None:
    """Hand deliveries of one kind, locked by the caller, to the receiving room, and say 01 or 02.

    Status 01 is automatic (A.4); a refusal of the room goes back as 02 with its words.
    """
    arrivals = _arrivals(deliveries, at)
    answers = kind.receive(arrivals)
    if len(answers) != len(arrivals):
        raise RuntimeError(f"{kind.name}: {len(answers)} answers to {len(arrivals)} arrivals")
    taken, refused = [], []
    for row, answer in zip(deliveries, answers, strict=True):
        row.attempts += 1
        row.cause, row.next_try_at, row.claimed_until = "", None, None
        row.sent_at = row.sent_at or at
        if isinstance(answer, Refused):
            refused.append((row, answer.reason))
        else:
            row.arrived_at = at
            row.received_kind, row.received_id = answer
            taken.append(row)
    say(
        [Said(row, StatusCode.ARRIVED, "", at) for row in taken]
        + [Said(row, StatusCode.REFUSED, reason, at) for row, reason in refused],
        at=at,
    )
    for envelope in {row.envelope_id: row.envelope for row in deliveries}.values():
        here = [row for row in deliveries if row.envelope_id == envelope.pk]
        note(
            Subject(ENVELOPE, envelope.pk), label=envelope.code or envelope.document_id,
            agency_id=envelope.sender_agency_id,
            changes={"arrived": sum(1 for row in here if row.received_id),
                     "refused": sum(1 for row in here if not row.received_id)},
        )  # fmt: skip


def _arrivals(deliveries: Sequence[Delivery], at: datetime) -> list[Arrival]:
    """What the receiving room is told of each, in five queries however many they are."""
    envelopes = {row.envelope_id: row.envelope for row in deliveries}
    files: dict[int, list[EnvelopeFile]] = {pk: [] for pk in envelopes}
    held = EnvelopeFile.objects.filter(envelope_id__in=envelopes).select_related("blob")
    for file in held.order_by("envelope_id", "position"):
        files[file.envelope_id].append(file)
    letters = {pk: letter_of(envelope, files[pk]) for pk, envelope in envelopes.items()}
    parts = {pk: kept(found) for pk, found in files.items()}
    earlier = _earlier(deliveries)
    return [
        Arrival(
            delivery_id=row.pk, agency_id=row.agency_id or 0, letter=letters[row.envelope_id],
            files=parts[row.envelope_id], sender_agency_id=row.envelope.sender_agency_id,
            subject=row.envelope.subject, earlier=earlier.get(row.pk, ()), at=at,
        )
        for row in deliveries
    ]  # fmt: skip


def _earlier(deliveries: Sequence[Delivery]) -> dict[int, tuple[Subject, ...]]:
    """What earlier messages that each one revokes, updates or replaces became at its agency."""
    acting = [row for row in deliveries if row.envelope.targets]
    if not acting:
        return {}
    names = {name for row in acting for name in row.envelope.targets}
    found = Delivery.objects.filter(
        Q(envelope__document_id__in=names), agency_id__in={row.agency_id for row in acting},
        received_id__isnull=False,
    ).order_by("id").select_related("envelope")  # fmt: skip
    made: dict[tuple[int | None, str, str], list[Subject]] = defaultdict(list)
    for old in found:
        subject = old.received
        if subject is not None:
            key = (old.agency_id, old.envelope.sender_code, old.envelope.document_id)
            made[key].append(subject)
    return {
        row.pk: tuple(
            dict.fromkeys(
                subject
                for name in row.envelope.targets
                for subject in made[(row.agency_id, row.envelope.sender_code, name)]
            )
        )
        for row in acting
    }


def wake(*, at: datetime) -> bool:
    """Whether something waits to be delivered here; a job is asked for then."""
    waits = Delivery.objects.due(at).filter(agency__isnull=False).exists()
    if waits:
        enqueue("exchange.deliver_here")
    return waits

"""What became of a subject's envelopes, for the page of the room that sent or received it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from congvu.core.files.queries import contents
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.choices import DeliveryState, Direction
from congvu.office.exchange.models import Delivery, Envelope, EnvelopeFile, StatusEntry

if TYPE_CHECKING:
    from congvu.core.files.models import Blob


@dataclass(frozen=True, slots=True)
class Way:
    """One recipient of a subject and everything said about it, oldest first."""

    delivery: Delivery
    entries: tuple[StatusEntry, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """One envelope of a subject (the letter, then its updates), newest first, with its ways."""

    envelope: Envelope
    ways: tuple[Way, ...]


def for_subject(subject: Subject) -> list[Posted]:
    """Every envelope that a subject was sent in, with each recipient's state and history.

    Three queries. The caller has authorised the subject.
    """
    envelopes = list(
        Envelope.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
        .defer("letter")
        .order_by("-id")
    )
    return posted(envelopes)


def posted(envelopes: Collection[Envelope]) -> list[Posted]:
    """The envelopes with their deliveries and all statuses, two queries more."""
    ways: dict[int, list[Delivery]] = {envelope.pk: [] for envelope in envelopes}
    rows = Delivery.objects.filter(envelope_id__in=ways).select_related("peer")
    for row in rows.order_by("position", "id"):
        ways[row.envelope_id].append(row)
    entries: dict[int, list[StatusEntry]] = {}
    ids = [row.pk for several in ways.values() for row in several]
    for entry in StatusEntry.objects.filter(delivery_id__in=ids).order_by("at", "id"):
        entries.setdefault(entry.delivery_id or 0, []).append(entry)
    return [
        Posted(e, tuple(Way(row, tuple(entries.get(row.pk, ()))) for row in ways[e.pk]))
        for e in envelopes
    ]


def received_as(subject: Subject) -> Delivery | None:
    """The delivery by which a received letter came, with its envelope; None when it did not."""
    return (
        Delivery.objects.filter(received_kind=subject.kind, received_id=subject.id)
        .select_related("envelope")
        .first()
    )


def shared_with(organ_code: str, digests: Collection[str]) -> dict[str, Blob]:
    """Which of the contents an agency elsewhere has given us, or has safely from us.

    Such a content may be spoken of by its digest alone; of any other a digest proves nothing, for
    whoever names it need never have had it.
    """
    if not digests:
        return {}
    theirs = Q(envelope__direction=Direction.RECEIVED, envelope__sender_code=organ_code)
    arrived = Delivery.objects.filter(
        envelope=OuterRef("envelope"), organ_code=organ_code, state=DeliveryState.ARRIVED
    )
    ours = Q(Exists(arrived), envelope__direction=Direction.SENT)
    rows = EnvelopeFile.objects.filter(theirs | ours, blob__sha256__in=set(digests)).order_by()
    return contents(set(rows.values_list("blob__sha256", flat=True)))


def deliveries_of(kind: str, ids: Collection[int]) -> dict[int, Delivery]:
    """The newest way of each subject of a kind that was sent; one query, the caller authorised."""
    rows = Delivery.objects.filter(
        envelope__subject_kind=kind, envelope__subject_id__in=ids
    ).select_related("envelope").defer("envelope__letter").order_by("id")  # fmt: skip
    return {row.envelope.subject_id or 0: row for row in rows}

"""Batches as their signer and their maker see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import PreparedNumber
from congvu.core.kernel.subject import Subject
from congvu.office.signing import policies
from congvu.office.signing.choices import ItemState, RequestState
from congvu.office.signing.models import SigningItem, SigningRequest

OPEN_ITEMS = (ItemState.WAITING, ItemState.FAILED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come, in letters."""

    total: int
    signed: int
    failed: int
    refused: int

    @property
    def left(self) -> int:
        return self.total - self.signed - self.refused

    @property
    def percent(self) -> int:
        return round(100 * (self.total - self.left) / self.total) if self.total else 0


def requests_waiting(actor: Actor) -> QuerySet[SigningRequest]:
    """Batches that wait for the actor's confirmation, or run, newest first; with ``letters``."""
    rows = _counted().filter(signer_id=actor.user_id or 0)
    return rows.filter(state__in=[RequestState.WAITING, RequestState.RUNNING])


def waiting_number(actor: Actor) -> int:
    """How many :func:`requests_waiting` are."""
    return _WAITING(signer_id=actor.user_id or 0)


_WAITING = PreparedNumber(
    lambda signer_id: SigningRequest.objects.filter(
        signer_id=signer_id, state__in=[RequestState.WAITING, RequestState.RUNNING]
    ).count(),
    signer_id=int,
)
"""Asked by every page."""


def requests_of(actor: Actor) -> QuerySet[SigningRequest]:
    """Batches that the actor signs or has put before somebody, newest first."""
    mine = Q(signer_id=actor.user_id or 0) | Q(created_by_id=actor.user_id or 0)
    return _counted().filter(mine)


def _counted() -> QuerySet[SigningRequest]:
    return SigningRequest.objects.select_related("signer", "created_by").annotate(
        letters=Count("items"),
        letters_signed=Count("items", filter=Q(items__state=ItemState.SIGNED)),
    )


def waiting_for(subject: Subject) -> SigningItem | None:
    """What of a subject still waits to be signed; the caller has authorised the subject."""
    open_requests = (RequestState.WAITING, RequestState.RUNNING)
    return (
        SigningItem.objects.filter(
            subject_kind=subject.kind, subject_id=subject.id, state__in=OPEN_ITEMS,
            request__state__in=open_requests,
        )
        .select_related("request__signer")
        .order_by("id")
        .first()
    )  # fmt: skip


def request_for(actor: Actor, request_id: int) -> SigningRequest:
    """:raises NotFound: absent, or of other people"""
    row = SigningRequest.objects.select_related("signer", "created_by", "key").filter(
        pk=request_id
    ).first()  # fmt: skip
    if row is None or not policies.reads_request(actor, row):
        raise NotFound
    return row


def progress_of(request_id: int) -> Progress:
    counts = SigningRequest.objects.filter(pk=request_id).aggregate(
        total=Count("items"),
        signed=Count("items", filter=Q(items__state=ItemState.SIGNED)),
        failed=Count("items", filter=Q(items__state=ItemState.FAILED)),
        refused=Count("items", filter=Q(items__state=ItemState.REFUSED)),
    )
    return Progress(**counts)

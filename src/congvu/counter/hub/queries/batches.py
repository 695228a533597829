"""Deliveries of figures for those who may send them."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.hub.choices import BatchState, Kind
from congvu.counter.hub.models import Batch


def batches_for(actor: Actor) -> QuerySet[Batch]:
    """An administrator's: all; others': their agency's."""
    return _own(actor, Batch.objects.defer("data").order_by("-id"))


def batch_for(actor: Actor, batch_id: int) -> Batch:
    """:raises NotFound: absent, or another agency's"""
    found = _own(actor, Batch.objects.all()).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def _own(actor: Actor, rows: QuerySet[Batch]) -> QuerySet[Batch]:
    if actor.is_admin:
        return rows
    return rows.none() if actor.agency_id is None else rows.filter(agency_id=actor.agency_id)


def latest_survey() -> Batch | None:
    """The survey that was brought in last."""
    rows = Batch.objects.defer("data").filter(kind=Kind.SURVEY, state=BatchState.DONE)
    return rows.order_by("-ended_at", "-id").first()

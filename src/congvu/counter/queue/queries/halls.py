"""Halls, their parts, and who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.queue.choices import HALL_KIND, TICKET_KIND, AppointmentState
from congvu.counter.queue.models import (
    Appointment,
    Counter,
    Device,
    Hall,
    HallMember,
    ServiceGroup,
    Ticket,
)

_HALL = Prepared(lambda slug: Hall.objects.filter(slug=slug, is_active=True), slug=str)
_COUNTER = Prepared(lambda pk: Counter.objects.select_related("hall").filter(pk=pk), pk=int)
_DEVICE = Prepared(
    lambda digest: Device.objects.select_related("hall").filter(
        digest=digest, revoked_at=None, hall__is_active=True
    ),
    digest=str,
)


def halls_for(actor: Actor) -> QuerySet[Hall]:
    """Halls in which the actor works or which they set up."""
    rows = Hall.objects.select_related("agency")
    if actor.is_system or actor.is_admin:
        return rows
    mine = Q(members__user_id=actor.user_id)
    if actor.agency_id is not None:
        mine |= Q(agency_id=actor.agency_id)
    return rows.filter(mine).distinct()


def hall_for(actor: Actor, hall_id: int) -> Hall:
    """:raises NotFound: none, or of strangers"""
    hall = halls_for(actor).filter(pk=hall_id).first()
    if hall is None:
        raise NotFound
    return hall


def public_hall(slug: str) -> Hall:
    """A hall in use by its public address.

    :raises NotFound: none
    """
    found = _HALL(slug=slug)
    if not found:
        raise NotFound
    return found[0]


def groups_of(hall_id: int, *, used: bool = True) -> list[ServiceGroup]:
    rows = ServiceGroup.objects.filter(hall_id=hall_id)
    return list(rows.filter(is_active=True) if used else rows)


def counters_of(hall_id: int, *, used: bool = True) -> list[Counter]:
    """Counters with their groups, two queries."""
    rows = Counter.objects.filter(hall_id=hall_id).prefetch_related("groups")
    return list(rows.filter(is_active=True) if used else rows)


def counter_for(actor: Actor, counter_id: int) -> Counter:
    """:raises NotFound: none, or of a hall of strangers"""
    found = _COUNTER(pk=counter_id)
    if not found or not _reads(actor, found[0].hall):
        raise NotFound
    return found[0]


def _reads(actor: Actor, hall: Hall) -> bool:
    """What ``halls_for`` says, of one hall; asks nothing for the people of its agency."""
    if actor.is_system or actor.is_admin:
        return True
    if actor.agency_id is not None and actor.agency_id == hall.agency_id:
        return True
    return HallMember.objects.filter(hall=hall, user_id=actor.user_id or 0).exists()


def seat_of(actor: Actor) -> Counter | None:
    """The counter at which the actor sits."""
    if actor.user_id is None:
        return None
    return Counter.objects.select_related("hall").filter(staffed_by_id=actor.user_id).first()


def device_by_digest(digest: str) -> Device | None:
    """A kiosk that still gives numbers."""
    return next(iter(_DEVICE(digest=digest)), None)


def halls_with_missed_appointments(at: datetime) -> list[int]:
    """Halls where somebody was booked for a day that is over."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, slot__starts_at__lt=start)
    return sorted(set(rows.values_list("slot__group__hall_id", flat=True)))


def hall_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        hall.pk: Card(Subject(HALL_KIND, hall.pk), hall.name, reverse("queue:hall", args=[hall.pk]))
        for hall in Hall.objects.filter(pk__in=ids)
    }


def readable_halls(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(halls_for(actor).filter(pk__in=ids).values_list("pk", flat=True))


def ticket_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Ticket.objects.filter(pk__in=ids).select_related("hall")
    return {
        row.pk: Card(
            Subject(TICKET_KIND, row.pk), f"Phiếu {row.code}, {row.hall.name}",
            reverse("queue:hall", args=[row.hall_id]), code=row.code, state=row.get_state_display(),
        )
        for row in rows
    }  # fmt: skip


def readable_tickets(actor: Actor, ids: Collection[int]) -> set[int]:
    rows = Ticket.objects.filter(pk__in=ids, hall__in=halls_for(actor).values("pk"))
    return set(rows.values_list("pk", flat=True))

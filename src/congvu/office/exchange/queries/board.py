"""The post office at a glance: what is on its way, what is stuck, how the peers are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.office.exchange import policies
from congvu.office.exchange.choices import PENDING, DeliveryState, QuarantineState
from congvu.office.exchange.models import Delivery, Envelope, Peer, Quarantined, Route
from congvu.office.exchange.models.peer import holds_on

QUIET = timedelta(days=1)
"""Sent that long ago without status 01 is worth a look."""

TABS: dict[str, Q] = {
    "": Q(),
    "cho": Q(state__in=PENDING),
    "loi": Q(state=DeliveryState.DEAD),
    "da-gui": Q(state=DeliveryState.SENT),
    "da-den": Q(state=DeliveryState.ARRIVED),
    "tu-choi": Q(state=DeliveryState.REFUSED),
    "thu-hoi": ~Q(recall=""),
}


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries of the envelopes that the actor may read, to its own agency or from it.

    :raises NotAllowed: reads no post
    """
    policies.demand_board(actor)
    rows = Delivery.objects.select_related("envelope", "peer").defer("envelope__letter")
    if actor.is_admin or actor.is_system:
        return rows
    own = actor.agency_id or 0
    return rows.filter(Q(agency_id=own) | Q(envelope__sender_agency_id=own))


def counts(actor: Actor) -> Mapping[str, int]:
    """Deliveries by state; one query."""
    rows = deliveries(actor).select_related(None).order_by().values_list("state")
    return dict(rows.annotate(number=Count("id")))


def dead_count(actor: Actor) -> int:
    """Deliveries that cannot leave, for the menu of the system administrator; 0 for others."""
    if not policies.is_it(actor):
        return 0
    return Delivery.objects.filter(state=DeliveryState.DEAD).count()


def held_count(actor: Actor) -> int:
    """Messages held back, for the menu of the system administrator; 0 for others."""
    if not policies.is_it(actor):
        return 0
    return Quarantined.objects.filter(state=QuarantineState.HELD).count()


def envelope_for(actor: Actor, pk: int) -> Envelope:
    """:raises NotFound: no such envelope, or not for this actor"""
    found = Envelope.objects.select_related("origin_peer", "sender_agency").filter(pk=pk).first()
    if found is None or not policies.may_read(actor, found):
        raise NotFound("Không tìm thấy phong bì này. Hãy quay lại danh sách liên thông.")
    return found


def peers(*, at: datetime) -> list[Peer]:
    """Every peer with ``waiting``, ``dead`` and ``held``: what waits, is stuck, is held back."""
    waiting = _by_peer(Delivery.objects.pending().filter(peer__isnull=False))
    dead = _by_peer(Delivery.objects.filter(state=DeliveryState.DEAD, peer__isnull=False))
    held = dict(
        Quarantined.objects.filter(state=QuarantineState.HELD, peer__isnull=False)
        .order_by()
        .values_list("peer")
        .annotate(number=Count("id"))
    )
    found = list(Peer.objects.all())
    for peer in found:
        peer.waiting = waiting.get(peer.pk, 0)  # type: ignore[attr-defined]
        peer.dead = dead.get(peer.pk, 0)  # type: ignore[attr-defined]
        peer.held = held.get(peer.pk, 0)  # type: ignore[attr-defined]
    return found


def routes_of(peer: Peer, day: date) -> list[Route]:
    return list(peer.routes.filter(holds_on(day)).order_by("code"))


def peer_for(actor: Actor, pk: int) -> Peer:
    """:raises NotAllowed: not the system administrator
    :raises NotFound: no such peer"""
    policies.demand_it(actor)
    found = Peer.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("Không tìm thấy hệ thống này. Hãy xem lại danh sách hệ thống kết nối.")
    return found


def peer_by_code(code: str) -> Peer | None:
    return Peer.objects.filter(code=code).first()


def held(actor: Actor) -> QuerySet[Quarantined]:
    """Messages held back, the latest first.

    :raises NotAllowed: not the system administrator
    """
    policies.demand_it(actor)
    return Quarantined.objects.select_related("peer", "raw")


def _by_peer(rows: QuerySet[Delivery]) -> dict[int, int]:
    return dict(rows.order_by().values_list("peer").annotate(number=Count("id")))

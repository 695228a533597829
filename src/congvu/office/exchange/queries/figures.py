"""Figures of the exchange: electronic share, time to the first receipt, what is outstanding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count
from django.db.models.functions import TruncMonth

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.registry import Registry
from congvu.core.organisation.queries import names_and_levels
from congvu.office.exchange import policies
from congvu.office.exchange.choices import Business, DeliveryState, Direction
from congvu.office.exchange.kinds import not_letters
from congvu.office.exchange.models import Delivery, Envelope

MOST_TIMES = 50_000
LETTERS_OF_THEIR_OWN = (Business.NEW, Business.REPLACE)
"""A letter that takes the place of another is issued too; updates and recalls are not letters."""
Issued = Callable[[date, date], Mapping[tuple[int, date], int]]
"""Letters issued in a period, first and last day included, by agency and first day of month."""

totals: Registry[Issued] = Registry("totals of issued letters")
"""Rooms that issue letters register how many there are, electronic or not."""


@dataclass(frozen=True, slots=True)
class Share:
    """Letters of one agency in one month: sent electronically, of all issued."""

    agency_id: int
    agency: str
    level: str
    month: date
    electronic: int
    issued: int

    @property
    def percent(self) -> float | None:
        """None when nothing was issued."""
        return round(100 * self.electronic / self.issued, 1) if self.issued else None


@dataclass(frozen=True, slots=True)
class Receipts:
    """Seconds from sending to status 01; None when nothing has arrived."""

    count: int
    median: float | None
    p90: float | None
    outstanding: int
    unregistered: int


def shares(actor: Actor, *, first: date, last: date) -> list[Share]:
    """Electronic share by agency and month; the actor's agency, or all for the administrator.

    :raises NotAllowed: reads no post
    """
    policies.demand_board(actor)
    sent = Envelope.objects.filter(
        direction=Direction.SENT, business__in=LETTERS_OF_THEIR_OWN,
        created_at__gte=_start(first), created_at__lt=_start(last + timedelta(days=1)),
    ).exclude(kind__in=not_letters())  # fmt: skip
    month = TruncMonth("created_at", tzinfo=VIETNAM)
    rows = sent.order_by().annotate(month=month).values_list("sender_agency_id", "month")
    electronic = {
        (agency_id or 0, moment.astimezone(VIETNAM).date()): number
        for agency_id, moment, number in rows.annotate(number=Count("document_id", distinct=True))
    }
    issued: dict[tuple[int, date], int] = {}
    for source in totals:
        for key, number in source(first, last).items():
            issued[key] = issued.get(key, 0) + number
    keys = sorted(set(electronic) | set(issued), key=lambda key: (key[1], key[0]))
    if not (actor.is_admin or actor.is_system):
        keys = [key for key in keys if key[0] == actor.agency_id]
    agencies = names_and_levels({key[0] for key in keys})
    return [
        Share(
            key[0], *agencies.get(key[0], ("", "")), key[1], electronic.get(key, 0),
            max(issued.get(key, 0), electronic.get(key, 0)),
        )
        for key in keys
    ]  # fmt: skip


def receipts(actor: Actor, *, first: date, last: date, at: datetime) -> Receipts:
    """How soon letters arrive, how many sent a day ago have no receipt, and how many that arrived
    a day ago are not registered.

    :raises NotAllowed: reads no post
    """
    policies.demand_board(actor)
    rows = Delivery.objects.filter(
        envelope__created_at__gte=_start(first),
        envelope__created_at__lt=_start(last + timedelta(days=1)),
        envelope__direction=Direction.SENT,
    ).exclude(envelope__kind__in=not_letters())  # fmt: skip
    if not (actor.is_admin or actor.is_system):
        rows = rows.filter(envelope__sender_agency_id=actor.agency_id or 0)
    pairs = rows.filter(arrived_at__isnull=False).order_by("-id")
    seconds = sorted(
        (arrived - created).total_seconds()
        for arrived, created in pairs.values_list("arrived_at", "envelope__created_at")[:MOST_TIMES]
        if arrived is not None
    )
    yesterday = at - timedelta(days=1)
    return Receipts(
        count=len(seconds),
        median=median(seconds) if seconds else None,
        p90=seconds[min(len(seconds) - 1, int(len(seconds) * 0.9))] if seconds else None,
        outstanding=rows.filter(state=DeliveryState.SENT, sent_at__lt=yesterday).count(),
        unregistered=rows.filter(status="01", status_at__lt=yesterday).count(),
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)

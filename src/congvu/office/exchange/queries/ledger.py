"""What was exchanged with a peer in a period, as both sides can tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from congvu.office.exchange.choices import DeliveryState
from congvu.office.exchange.models import Delivery, Peer

PAGE = 1000
OUT, IN = "out", "in"


@dataclass(frozen=True, slots=True)
class Line:
    """One letter to one recipient. ``way`` is ``out`` from the side that tells it."""

    way: str
    document_id: str
    business: int
    sender_code: str
    organ_code: str
    state: str
    status: str
    at: datetime
    delivery_id: int = 0
    title: str = ""

    @property
    def name(self) -> tuple[str, int, str, str]:
        """What both sides call it."""
        return (self.document_id, self.business, self.sender_code, self.organ_code)


def lines(
    peer: Peer, *, since: datetime, until: datetime, after: int = 0, limit: int = PAGE
) -> list[Line]:
    """Our side, by the moment at which the envelope was made or taken in; the end is not part."""
    rows = (
        Delivery.objects.filter(
            Q(peer=peer) | Q(envelope__origin_peer=peer),
            envelope__created_at__gte=since, envelope__created_at__lt=until, pk__gt=after,
        )
        .exclude(state=DeliveryState.CANCELLED)
        .select_related("envelope")
        .defer("envelope__letter")
        .order_by("id")[:limit]
    )  # fmt: skip
    return [_line(peer, row) for row in rows]


def every_line(peer: Peer, *, since: datetime, until: datetime) -> Iterable[Line]:
    after = 0
    while found := lines(peer, since=since, until=until, after=after):
        yield from found
        after = found[-1].delivery_id


def page_for(peer: Peer, *, since: datetime, until: datetime, after: str) -> dict[str, Any]:
    """One page for the asking peer; ``next`` is asked for as ``after``, empty at the end."""
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = lines(peer, since=since, until=until, after=start)
    return {
        "lines": [
            {"way": line.way, "document_id": line.document_id, "business": line.business,
             "sender_code": line.sender_code, "organ_code": line.organ_code, "state": line.state,
             "status": line.status, "at": line.at.isoformat()}
            for line in found
        ],
        "next": str(found[-1].delivery_id) if len(found) == PAGE else "",
    }  # fmt: skip


def _line(peer: Peer, row: Delivery) -> Line:
    return Line(
        OUT if row.peer_id == peer.pk else IN, row.envelope.document_id, row.envelope.business,
        row.envelope.sender_code, row.organ_code, row.state, row.status, row.envelope.created_at,
        row.pk, row.envelope.title,
    )  # fmt: skip

"""What cannot leave has an owner, and the owner is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from congvu.core.kernel.actor import system_actor
from congvu.core.notifications.actions import Event, notify_many
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of_many
from congvu.office.exchange.choices import CANNOT_LEAVE, DeliveryState
from congvu.office.exchange.models import Delivery, Envelope

OWNERS = frozenset({Role.CLERK, Role.OFFICE_HEAD})
"""Who looks after an agency's post."""


def tell(rows: Iterable[Delivery], *, at: datetime) -> None:
    """Tell the clerks of the senders about those of the rows that are dead; a step of the verbs.

    Each death is told once, however often jobs run; one that was sent again and died again is
    another.
    """
    dead = [row for row in rows if row.state == DeliveryState.DEAD]
    if not dead:
        return
    envelopes = Envelope.objects.in_bulk({row.envelope_id for row in dead})
    agencies = {e.sender_agency_id for e in envelopes.values() if e.sender_agency_id}
    owners: dict[int, set[int]] = {}
    for seat in people_of_many(at=at, agency_ids=agencies, roles=OWNERS):
        owners.setdefault(seat.agency_id, set()).add(seat.user_id)
    events = [
        Event(
            f"{CANNOT_LEAVE}:{row.pk}:{row.attempts}",
            owners[sender],
            f"{_called(envelope)} không gửi được đến {row.name or row.organ_code}"[:300],
            body=f"{row.cause} Hãy mở phong bì, xử lý nguyên nhân rồi bấm “Gửi lại”.".strip(),
            url=f"/lien-thong/phong-bi/{envelope.pk}/",
            urgent=True,
        )
        for row in dead
        for envelope in [envelopes[row.envelope_id]]
        for sender in [envelope.sender_agency_id or 0]
        if sender in owners
    ]
    if events:
        notify_many(kind=CANNOT_LEAVE, events=events, actor=system_actor("job"), at=at)


def _called(envelope: Envelope) -> str:
    return f"Văn bản {envelope.code}" if envelope.code else "Văn bản"

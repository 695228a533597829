"""When a delivery could not be made: wait longer each time, then give it to its owner."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.exchange import policies
from congvu.office.exchange.actions.dead import tell
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.actions.statuses import call
from congvu.office.exchange.choices import DELIVERY_TABLE
from congvu.office.exchange.models import Delivery

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=30)
MOST_REFUSALS = 12
"""Answers "I cannot take this one" before the owner must look; a silent peer is waited for."""


def wait_for(attempts: int) -> timedelta:
    """Doubling from twenty seconds to half an hour, a quarter up or down so that peers that come
    back are not met by everything at once."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return wait * (0.75 + secrets.randbelow(500) / 1000)


def failed(
    rows: Iterable[Delivery], cause: str, *, at: datetime, blamed: bool = False
) -> list[Delivery]:
    """Note that these, locked by the caller, could not be delivered, and when they are tried next.

    ``blamed``: the other side answered and would not take them. What has waited for the days of
    ``CONGVU_EXCHANGE_GIVE_UP_DAYS``, or was blamed too often, is dead: its owner must act.
    """
    several = list(rows)
    for row in several:
        row.attempts += 1
        row.refusals += int(blamed)
        row.cause, row.claimed_until = cause[:500], None
        waited = at - row.waiting_since
        over = waited >= timedelta(days=settings.CONGVU_EXCHANGE_GIVE_UP_DAYS)
        if over or row.refusals >= MOST_REFUSALS:
            row.state = DELIVERY_TABLE.target("give_up", row.state)
            row.next_try_at = None
        else:
            row.state = DELIVERY_TABLE.target("fail", row.state)
            row.next_try_at = at + wait_for(row.attempts)
    save_rows(several)
    tell(several, at=at)
    return several


@action("exchange.delivery.resend")
def resend(*, actor: Actor, at: datetime, delivery_id: int) -> Delivery:
    """Gửi lại: try again now, under the same name, so that nothing arrives twice.

    :raises NotFound: not a delivery of the actor's agency
    :raises WrongState: under way, delivered or cancelled
    """
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("envelope")
        .filter(pk=delivery_id)
        .first()
    )
    if row is None or not policies.may_read(actor, row.envelope):
        raise NotFound("Không tìm thấy lượt gửi này. Hãy mở lại phong bì rồi thử lại.")
    policies.demand_sender(actor, "exchange.delivery.resend", row.envelope)
    before = row.state
    row.state = DELIVERY_TABLE.target("resend", row.state)
    row.waiting_since, row.next_try_at, row.claimed_until = at, None, None
    row.refusals, row.cause = 0, ""
    row.save()
    note(
        Subject("exchange.envelope", row.envelope_id), label=row.envelope.code,
        agency_id=row.envelope.sender_agency_id,
        changes={"recipient": row.organ_code, "state": [before, row.state]},
    )  # fmt: skip
    if row.agency_id:
        enqueue("exchange.deliver_here")
    call([row.peer_id])
    return row

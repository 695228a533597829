"""The end of the day: what was left open is closed, so that the next morning begins empty."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotAllowed
from congvu.counter.queue.actions.base import move, ticket_for
from congvu.counter.queue.choices import LEFT_OPEN
from congvu.counter.queue.models import Ticket


@action("queue.ticket.expire")
def expire(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Hết ngày: end a ticket of an earlier day by the table; the system's own verb.

    :raises WrongState: ended already
    :raises NotAllowed: the ticket is of today, or a person asks
    """
    ticket = ticket_for(ticket_id)
    if not actor.is_system or ticket.day >= local_date(at):
        raise NotAllowed("Chỉ hệ thống kết phiếu của những ngày đã qua.")
    return move(ticket, "expire", actor=actor, at=at)


def left_open(at: datetime) -> list[int]:
    """Tickets of earlier days that nobody ended."""
    rows = Ticket.objects.filter(day__lt=local_date(at), state__in=LEFT_OPEN)
    return list(rows.order_by("pk").values_list("pk", flat=True))

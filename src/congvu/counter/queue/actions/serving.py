"""What happens at the counter after the call."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.text import clean_line
from congvu.counter.queue.actions.base import is_busy, move
from congvu.counter.queue.actions.desk import demand_desk
from congvu.counter.queue.actions.lines import open_line
from congvu.counter.queue.actions.tickets import is_favoured
from congvu.counter.queue.choices import TicketState
from congvu.counter.queue.errors import CounterBusy, NotServed
from congvu.counter.queue.models import Counter, ServiceGroup, Ticket


@action("queue.ticket.recall")
def recall(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Gọi lại: once more, or somebody who was not there when called.

    :raises CounterBusy: a missed one, while somebody else is at the counter
    """
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.recall")
    if ticket.state == TicketState.MISSED:
        _demand_free(counter)
    return move(
        ticket, "recall", actor=actor, at=at, ended_at=None, desk=counter,
        calls=min(ticket.calls + 1, 30_000), counter=counter,
    )  # fmt: skip


@action("queue.ticket.serve")
def serve(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Bắt đầu phục vụ: the person has come to the counter."""
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.serve")
    served_at = ticket.served_at or at
    return move(ticket, "serve", actor=actor, at=at, desk=counter, served_at=served_at)


@action("queue.ticket.hold")
def hold(*, actor: Actor, ticket_id: int, reason: str = "", at: datetime) -> Ticket:
    """Tạm dừng: the person fetches something; the counter is free meanwhile."""
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.hold")
    text = clean_line(reason, 300, label="Lý do")
    return move(ticket, "hold", actor=actor, at=at, desk=counter, text=text)


@action("queue.ticket.resume")
def resume(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Phục vụ tiếp, at this counter.

    :raises CounterBusy: somebody else is at the counter
    """
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.resume")
    _demand_free(counter)
    served_at = ticket.served_at or at
    return move(
        ticket, "resume", actor=actor, at=at, desk=counter, served_at=served_at,
        counter=counter,
    )  # fmt: skip


@action("queue.ticket.finish")
def finish(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Xong."""
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.finish")
    return move(ticket, "finish", actor=actor, at=at, desk=counter)


@action("queue.ticket.miss")
def miss(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Không có mặt: called, and nobody came; may be called again later."""
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.miss")
    return move(ticket, "miss", actor=actor, at=at, desk=counter)


@action("queue.ticket.transfer")
def transfer(
    *, actor: Actor, ticket_id: int, group_id: int, reason: str = "", at: datetime
) -> Ticket:
    """Chuyển sang nhóm khác: waits there with the number and the place it has.

    :raises NotServed: the group is not of this hall or not in use
    """
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.transfer")
    group = ServiceGroup.objects.filter(pk=group_id, hall=ticket.hall_id, is_active=True).first()
    if group is None:
        raise NotServed
    open_line(group.pk, local_date(at))
    text = clean_line(reason, 300, label="Lý do")
    return move(
        ticket, "transfer", actor=actor, at=at, desk=counter, text=text,
        counter=None, group=group, favoured=is_favoured(group, ticket.priority),
    )  # fmt: skip


def _demand_free(counter: Counter) -> None:
    if is_busy(counter):
        raise CounterBusy

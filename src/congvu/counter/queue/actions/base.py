"""What the verbs share: locked rows, events, notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from congvu.core.audit.actions import note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert_many, update
from congvu.core.kernel.subject import Subject
from congvu.counter.queue.choices import AT_COUNTER, TICKET, TICKET_KIND, TicketState
from congvu.counter.queue.models import Counter, Ticket, TicketEvent

ENDS = (TicketState.DONE, TicketState.MISSED, TicketState.CANCELLED)
MOVED = (
    "state", "state_at", "ended_at", "counter", "called_at", "served_at", "calls", "group",
    "favoured",
)  # fmt: skip
_TICKET = Prepared(
    lambda pk: (
        Ticket.objects.select_for_update(of=("self",)).select_related("hall", "group").filter(pk=pk)
    ),
    pk=int,
)
_COUNTER = Prepared(
    lambda pk: Counter.objects.select_for_update(of=("self",)).select_related("hall").filter(pk=pk),
    pk=int,
)
_BUSY = Prepared(
    lambda counter_id: Ticket.objects.filter(
        counter_id=counter_id, state__in=AT_COUNTER
    ).values_list("pk")[:1],
    counter_id=int,
)


def ticket_for(ticket_id: int) -> Ticket:
    """The ticket with its hall, under a lock of its own row only.

    :raises NotFound: none
    """
    found = _TICKET(pk=ticket_id)
    if not found:
        raise NotFound
    return found[0]


def counter_for(counter_id: int) -> Counter:
    """:raises NotFound: none"""
    found = _COUNTER(pk=counter_id)
    if not found:
        raise NotFound
    return found[0]


def is_busy(counter: Counter) -> bool:
    """Whether somebody is at the counter; asked under its lock."""
    return bool(_BUSY(counter_id=counter.pk))


def move(
    ticket: Ticket, verb: str, *, actor: Actor, at: datetime, desk: Counter | None = None,
    text: str = "", **values: Any,
) -> Ticket:  # fmt: skip
    """The next state by the table, its event and its note. ``desk`` is whose act it is.

    :raises WrongState: the table has no row
    """
    source = ticket.state
    ticket.state = TICKET.target(verb, source)
    seconds = max(0, int((at - ticket.state_at).total_seconds()))
    ticket.state_at = at
    for name, value in values.items():
        setattr(ticket, name, value)
    if ticket.state in ENDS:
        ticket.ended_at = at
    update([ticket], MOVED)
    record(
        ticket, verb, actor=actor, at=at, source=source, seconds=seconds, counter=desk, text=text
    )
    return ticket


def record(
    ticket: Ticket, verb: str, *, actor: Actor, at: datetime, source: str = "", seconds: int = 0,
    counter: Counter | None = None, text: str = "",
) -> None:  # fmt: skip
    """The event, and what the journal keeps."""
    event = TicketEvent(
        ticket=ticket, hall_id=ticket.hall_id, group_id=ticket.group_id, counter=counter,
        day=ticket.day, at=at, verb=verb, source=source, target=ticket.state, seconds=seconds,
        favoured=ticket.favoured, actor_name=actor.name[:150], text=text,
    )  # fmt: skip
    insert_many([event])
    changes: dict[str, Any] = {"ticket_state": [source or None, ticket.state]}
    if counter is not None:
        changes["ticket_counter"] = counter.number
    if text:
        changes["reason"] = text
    note(
        Subject(TICKET_KIND, ticket.pk), label=ticket.code, agency_id=ticket.hall.agency_id,
        changes=changes,
    )  # fmt: skip

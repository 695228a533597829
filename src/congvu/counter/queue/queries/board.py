"""What the call screen and the counter show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from congvu.counter.queue.choices import AT_COUNTER, IN_LINE, TicketState, TicketVerb
from congvu.counter.queue.models import Counter, Ticket, TicketEvent
from congvu.counter.queue.words import call_sentence

SHOWN = 12
"""Calls on the screen at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """A number and where it goes; ``event`` grows with every call and recall."""

    event: int
    code: str
    counter: int
    at: datetime
    sentence: str
    state: str


def board(hall_id: int, day: date) -> list[Call]:
    """The tickets called or served now, the latest call first; one query."""
    calls = (
        TicketEvent.objects.filter(
            hall_id=hall_id, day=day, verb__in=(TicketVerb.CALL, TicketVerb.RECALL),
            ticket__state__in=AT_COUNTER,
        )
        .order_by("-id")
        .values_list(
            "id", "ticket_id", "at", "ticket__code", "ticket__first_group__prefix",
            "ticket__number", "ticket__counter__number", "ticket__state",
        )[: SHOWN * 4]
    )  # fmt: skip
    found: dict[int, Call] = {}
    for event, ticket, at, code, prefix, number, counter, state in calls:
        if ticket not in found and len(found) < SHOWN:
            found[ticket] = Call(
                event, code, counter, at, call_sentence(prefix, number, counter), state
            )
    return list(found.values())


def current_of(counter: Counter) -> Ticket | None:
    """Who is at the counter now."""
    return (
        Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).select_related("group").first()
    )


def waiting_for(counter: Counter, day: date) -> QuerySet[Ticket]:
    """Who waits for this counter, in the order of their places."""
    return (
        Ticket.objects.filter(group__counters=counter, day=day, state__in=IN_LINE)
        .select_related("group")
        .order_by("place_at", "id")
    )


def aside_for(counter: Counter, day: date) -> QuerySet[Ticket]:
    """On hold or missed today in the counter's groups, the latest first."""
    return (
        Ticket.objects.filter(
            group__counters=counter, day=day, state__in=(TicketState.ON_HOLD, TicketState.MISSED)
        )
        .select_related("group", "counter")
        .order_by("-state_at", "-id")
    )

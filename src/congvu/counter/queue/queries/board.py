"""What the call screen and the counter show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Window

from congvu.core.kernel.prepared import Prepared
from congvu.counter.queue.choices import AT_COUNTER, IN_LINE, TicketState, TicketVerb
from congvu.counter.queue.models import Counter, Ticket, TicketEvent
from congvu.counter.queue.words import call_sentence

SHOWN = 12
"""Calls on the screen at once."""
LISTED = 12
"""People whom a counter sees waiting, and as many put aside."""


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
    return next(iter(_CURRENT(counter_id=counter.pk)), None)


def waiting_for(counter: Counter, day: date) -> QuerySet[Ticket]:
    """Who waits for this counter, in the order of their places."""
    return _waiting(counter.pk, day)


def first_waiting(counter: Counter, day: date) -> tuple[list[Ticket], int]:
    """The first who wait for this counter, and how many wait; one statement."""
    rows: list[Any] = _FIRST_WAITING(counter_id=counter.pk, day=day)
    return rows, rows[0].many if rows else 0


def aside_for(counter: Counter, day: date) -> list[Ticket]:
    """On hold or missed today in the counter's groups, the latest first."""
    return _ASIDE(counter_id=counter.pk, day=day)


def _waiting(counter_id: int, day: date) -> QuerySet[Ticket]:
    return (
        Ticket.objects.filter(group__counters=counter_id, day=day, state__in=IN_LINE)
        .select_related("group")
        .order_by("place_at", "id")
    )


_CURRENT = Prepared(
    lambda counter_id: Ticket.objects.filter(
        counter_id=counter_id, state__in=AT_COUNTER
    ).select_related("group"),
    counter_id=int,
)
_FIRST_WAITING = Prepared(
    lambda counter_id, day: _waiting(counter_id, day).annotate(many=Window(Count("pk")))[
        :LISTED
    ],
    counter_id=int, day=date,
)  # fmt: skip
_ASIDE = Prepared(
    lambda counter_id, day: (
        Ticket.objects.filter(
            group__counters=counter_id, day=day, state__in=(TicketState.ON_HOLD, TicketState.MISSED)
        )
        .select_related("group")
        .order_by("-state_at", "-id")[:LISTED]
    ),
    counter_id=int, day=date,
)  # fmt: skip

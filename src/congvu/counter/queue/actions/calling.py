"""Calling the next one: chosen by the rule under locks, so that nobody is called twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.prepared import Prepared
from congvu.counter.queue.actions.base import is_busy, move, ticket_for
from congvu.counter.queue.actions.desk import demand_seat
from congvu.counter.queue.actions.serving import finish
from congvu.counter.queue.choices import IN_LINE
from congvu.counter.queue.errors import CounterBusy, NobodyWaits
from congvu.counter.queue.models import Counter, DayLine, Ticket
from congvu.counter.queue.rules import Head, Rule, next_streak, pick


def call_next(
    *, actor: Actor, counter_id: int, finishing: int | None = None, at: datetime
) -> Ticket:
    """Gọi số tiếp theo: the one whom the rule names, to the counter at which the actor sits.

    **Locks:** the counter, then the day's lines of its groups in order, then the ticket: two
    counters never get the same one.

    :param finishing: the ticket at the counter, finished first in its own transaction
    :raises CounterBusy: somebody is at the counter
    :raises NobodyWaits: no one to call; what was to be finished is finished all the same
    """
    if finishing is not None:
        finish(actor=actor, ticket_id=finishing, at=at)
    return _call_next(actor=actor, counter_id=counter_id, at=at)


@action("queue.ticket.call")
def _call_next(*, actor: Actor, counter_id: int, at: datetime) -> Ticket:
    counter = demand_seat(actor, counter_id, "queue.ticket.call")
    if is_busy(counter):
        raise CounterBusy
    heads = _heads(counter, at)
    while heads:
        chosen = pick(heads, streak=counter.streak, at=at)
        assert chosen is not None
        ticket = ticket_for(chosen.key)
        if ticket.state in IN_LINE:
            _count(counter, chosen, heads)
            return move(
                ticket, "call", actor=actor, at=at, desk=counter, counter=counter,
                called_at=ticket.called_at or at, calls=min(ticket.calls + 1, 30_000),
            )  # fmt: skip
        heads = _heads(counter, at)  # its holder gave it back a moment ago
    raise NobodyWaits


def _count(counter: Counter, chosen: Head, heads: Sequence[Head]) -> None:
    others = any(not head.favoured for head in heads)
    streak = next_streak(counter.streak, chosen, others_wait=others)
    if streak != counter.streak:
        Counter.objects.filter(pk=counter.pk).update(streak=streak)


def _heads(counter: Counter, at: datetime) -> list[Head]:
    """The first favoured and the first ordinary of every line of the counter."""
    day = local_date(at)
    rules = {line.group_id: rule_of(line) for line in _LINES(counter_id=counter.pk, day=day)}
    heads = []
    for group, *pairs in _FIRSTS(counter_id=counter.pk, day=day) if rules else ():
        for favoured, (key, place) in ((True, pairs[:2]), (False, pairs[2:])):
            if key is not None and group in rules:
                heads.append(Head(key, place, favoured, rules[group]))
    return heads


def rule_of(line: DayLine) -> Rule:
    return Rule(line.group.priority_run, timedelta(minutes=line.group.patience_minutes))


def _first(favoured: bool, name: str) -> Subquery:
    rows: QuerySet[Ticket, Any] = Ticket.objects.filter(
        group_id=OuterRef("group_id"), day=OuterRef("day"), favoured=favoured, state__in=IN_LINE
    ).order_by("place_at", "id")
    return Subquery(rows.values(name)[:1])


_LINES = Prepared(
    lambda counter_id, day: (
        DayLine.objects.select_for_update(of=("self",))
        .filter(group__counters=counter_id, day=day)
        .select_related("group")
        .order_by("pk")
    ),
    counter_id=int, day=date,
)  # fmt: skip
_FIRSTS = Prepared(
    lambda counter_id, day: (
        DayLine.objects.filter(group__counters=counter_id, day=day)
        .annotate(
            favoured=_first(True, "pk"), favoured_at=_first(True, "place_at"),
            ordinary=_first(False, "pk"), ordinary_at=_first(False, "place_at"),
        )
        .values_list("group_id", "favoured", "favoured_at", "ordinary", "ordinary_at")
    ),
    counter_id=int, day=date,
)  # fmt: skip

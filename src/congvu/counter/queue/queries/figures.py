"""Figures of a day, counted from events only."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median

from congvu.counter.queue.choices import IN_LINE, TicketState, TicketVerb
from congvu.counter.queue.models import TicketEvent


@dataclass(frozen=True, slots=True)
class CounterFigure:
    """A counter's day; minutes are the median of its services, None without any."""

    number: int
    served: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A hall's day. Waits are minutes from taking the number to the first call."""

    day: date
    taken: int
    served: int
    missed: int
    cancelled: int
    favoured: int
    wait_p50: float | None
    wait_p95: float | None
    counters: tuple[CounterFigure, ...]


_ENDS: dict[str, str] = {
    TicketState.DONE: "served",
    TicketState.MISSED: "missed",
    TicketState.CANCELLED: "cancelled",
}


def day_figures(hall_id: int, day: date) -> DayFigures:
    """One query of the day's events, in order."""
    rows = (
        TicketEvent.objects.filter(hall_id=hall_id, day=day)
        .order_by("id")
        .values_list(
            "ticket_id", "verb", "source", "target", "seconds", "counter__number", "favoured"
        )
    )
    taken, favoured = 0, 0
    waits: dict[int, int] = {}
    ends: dict[int, str] = {}
    service: dict[int, int] = defaultdict(int)
    done_at: dict[int, int] = {}
    for ticket, verb, source, target, seconds, counter, first in rows.iterator(chunk_size=5000):
        ends[ticket] = target
        if verb == TicketVerb.TAKE:
            taken, favoured = taken + 1, favoured + first
        if verb == TicketVerb.CALL and ticket not in waits and source in IN_LINE:
            waits[ticket] = seconds
        if source == TicketState.SERVING:
            service[ticket] += seconds
        if verb == TicketVerb.FINISH:
            done_at[ticket] = counter
    results = Tally(_ENDS[state] for state in ends.values() if state in _ENDS)
    minutes = sorted(seconds / 60 for seconds in waits.values())
    return DayFigures(
        day, taken, results["served"], results["missed"], results["cancelled"], favoured,
        percentile(minutes, 50), percentile(minutes, 95), _by_counter(done_at, service),
    )  # fmt: skip


def _by_counter(done_at: dict[int, int], service: dict[int, int]) -> tuple[CounterFigure, ...]:
    times: dict[int, list[float]] = defaultdict(list)
    served: Tally[int] = Tally()
    for ticket, counter in done_at.items():
        served[counter] += 1
        if ticket in service:
            times[counter].append(service[ticket] / 60)
    return tuple(
        CounterFigure(
            number, served[number], round(median(times[number]), 1) if times[number] else None
        )
        for number in sorted(served)
    )


def percentile(values: list[float], percent: int) -> float | None:
    """The smallest value that ``percent`` per cent of the sorted values do not exceed."""
    if not values:
        return None
    place = max(0, -(-len(values) * percent // 100) - 1)
    return round(values[place], 1)

"""Sixteen kiosks and sixteen counters at once: no gap, no double, nobody called twice."""

from __future__ import annotations

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from congvu.core.audit.models import Entry
from congvu.counter.queue import actions, errors
from congvu.counter.queue import factories as make
from congvu.counter.queue.factories import AT
from congvu.counter.queue.models import DayLine, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)
MANY, EACH = 16, 10


def test_sixteen_takers_leave_no_gap_and_no_double() -> None:
    hall = make.hall()
    groups = [make.group(hall, "A"), make.group(hall, "B")]

    def taker(number: int) -> list[tuple[str, str]]:
        try:
            taken = []
            for turn in range(EACH):
                group = groups[turn % 2]
                key = f"may-{number}-lan-{turn}"
                first, again = make.ticket(group, key=key), make.ticket(group, key=key)
                taken.append((first.code, again.code))
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as kiosks:
        pairs = [pair for kept in kiosks.map(taker, range(MANY)) for pair in kept]
    assert all(first == again for first, again in pairs)
    half = MANY * EACH // 2
    assert sorted(code for code, _ in pairs) == [
        f"{g}{n:03}" for g in "AB" for n in range(1, half + 1)
    ]
    assert set(DayLine.objects.values_list("last_number", flat=True)) == {half}
    assert Entry.objects.filter(verb="queue.ticket.take").count() == MANY * EACH


def test_one_wish_from_sixteen_hands_is_one_ticket() -> None:
    group = make.group(make.hall())

    def press(_: int) -> int:
        try:
            return make.ticket(group, key="mot-nguoi-bam").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as hands:
        keys = set(hands.map(press, range(MANY)))
    assert len(keys) == 1 == Ticket.objects.count()


def test_sixteen_counters_call_each_ticket_once_while_more_come() -> None:
    hall = make.hall()
    first, second = make.group(hall, "A"), make.group(hall, "B")
    seats = [
        make.manned(hall, number + 1, *((first, second) if number % 2 else (second, first)))
        for number in range(MANY)
    ]
    kinds = ["", "elderly", "", "merit"]
    for number in range(MANY * 2):
        make.ticket((first, second)[number % 2], priority=kinds[number % 4])

    def work(place: int) -> list[int]:
        counter, person = seats[place]
        called: list[int] = []
        try:
            for turn in range(EACH):
                make.ticket((first, second)[turn % 2], priority=kinds[(place + turn) % 4])
                ticket = actions.call_next(
                    actor=person, counter_id=counter.pk, finishing=called[-1] if called else None,
                    at=AT,
                )  # fmt: skip
                called.append(ticket.pk)
        except errors.NobodyWaits:
            pass
        finally:
            connection.close()
        return called

    with ThreadPoolExecutor(MANY) as people:
        called = [key for kept in people.map(work, range(MANY)) for key in kept]
    assert len(called) == len(set(called)) == MANY * EACH
    events = Tally(TicketEvent.objects.filter(verb="call").values_list("ticket_id", flat=True))
    assert set(events.values()) == {1}
    at_counters = Ticket.objects.filter(state="called").values_list("counter_id", flat=True)
    assert sorted(at_counters) == sorted(counter.pk for counter, _ in seats)


def test_a_ticket_given_back_while_it_is_called_has_one_end() -> None:
    hall = make.hall()
    group = make.group(hall)
    seats = [make.manned(hall, number + 1, group) for number in range(4)]
    tickets = [make.ticket(group) for _ in range(8)]

    def cancel(key: int) -> None:
        try:
            actions.cancel(actor=make.SYSTEM, ticket_id=key, at=AT)
        except errors.WrongState:
            pass
        finally:
            connection.close()

    def call(place: int) -> None:
        counter, person = seats[place]
        try:
            actions.call_next(actor=person, counter_id=counter.pk, at=AT)
        except errors.NobodyWaits:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as hands:
        both = [hands.submit(cancel, t.pk) for t in tickets[:4]]
        both += [hands.submit(call, place) for place in range(4)]
        for one in both:
            one.result()
    for ticket in tickets:
        ends = list(
            TicketEvent.objects.filter(ticket=ticket)
            .exclude(verb="take")
            .values_list("verb", flat=True)
        )
        assert ends in ([], ["call"], ["cancel"])
    assert Ticket.objects.filter(state="called").count() == 4

"""A hall at its worst: 400 staff, 60 people a second, kiosks, screens, all over real HTTP.

Somebody takes a number (with the slip) and leaves the kiosk to the next; one of the staff ends the
visit before and calls, says that the person came, and sees who waits every ten seconds; screens ask
for their board every two. A wait counts from the moment at which the request should have gone.
"""

from __future__ import annotations

import multiprocessing
import resource
import secrets
import statistics
from typing import Any
from urllib.parse import urlencode

from django.db import connection, connections, transaction

from bench.caller import Caller
from bench.hallload import Load, run
from bench.hallworld import CSRF, Place, build
from bench.meter import Cost, cost_of
from bench.rush import HOST, _server
from congvu.core.kernel.clock import now
from congvu.counter.queue import factories as make
from congvu.counter.queue.choices import AT_COUNTER
from congvu.counter.queue.models import Ticket

BOUND_MS = 300
STAFF, ARRIVALS = 400, 60
FORM = "application/x-www-form-urlencoded"
SCRIPT = {"X-May-Lay-So": "1", "HX-Request": "true"}
BARE = (
    "DROP TABLE IF EXISTS bench_hall_line",
    "DROP TABLE IF EXISTS bench_hall_ticket",
    "DROP TABLE IF EXISTS bench_hall_event",
    "CREATE TABLE bench_hall_line (id bigint PRIMARY KEY, last bigint NOT NULL)",
    "CREATE TABLE bench_hall_ticket (line bigint, number bigint, state text, counter bigint, "
    "PRIMARY KEY (line, number))",
    "CREATE TABLE bench_hall_event (line bigint, number bigint, verb text)",
    "INSERT INTO bench_hall_line VALUES (1, 0)",
)


def measure(*, quick: bool) -> dict[str, Any]:
    place = build(STAFF)
    costs = _costs(place, repeat=20 if quick else 60)
    each, floor = costs["arrival"], costs["floor"]
    connections.close_all()
    load = Load(
        port=0, seconds=10 if quick else 30, arrivals=ARRIVALS, kiosk=place.kiosk,
        kiosk_cookie=place.kiosk_cookie, board=place.board, csrf=CSRF,
        groups=[group.pk for group in place.groups],
        seats=[(seat.counter_id, seat.cookie) for seat in place.seats],
    )  # fmt: skip
    before = _children()
    with _server() as load.port:
        heard = _apart(load)
    waits = sorted(wait for kind in heard["waits"].values() for wait in kind)
    p95 = _p95(waits)
    misses = [f"p95 {p95:.0f} ms, bound {BOUND_MS}"] if p95 > BOUND_MS else []
    return {
        "name": f"hall, {STAFF} staff, {ARRIVALS} arrivals/s", "host": HOST,
        "seconds": load.seconds, "requests": len(waits), "p50_ms": round(statistics.median(waits)),
        "p95_ms": round(p95), "bound_ms": BOUND_MS, "errors": heard["errors"][:5],
        "p95_by_kind": {name: round(_p95(kept)) for name, kept in heard["waits"].items()},
        "taken": heard["taken"], "called": heard["called"],
        "server_cpu_ms_an_arrival": round(
            (_children() - before - heard["cpu"]) * 1000 / max(1, heard["taken"]), 1
        ),
        "cpu_ms": {name: cost.json() for name, cost in costs.items()},
        "times_bare": round(each.cpu / floor.cpu, 1) if floor.cpu else None,
        "misses": misses + ([f"{len(heard['errors'])} errors"] if heard["errors"] else []),
    }  # fmt: skip


def line(part: dict[str, Any]) -> str:
    """The table's row."""
    cpu = {name: cost["cpu"] for name, cost in part["cpu_ms"].items()}
    return (
        f"{part['name']}: p95 {part['p95_ms']} ms (bound {part['bound_ms']}), p50 "
        f"{part['p50_ms']} ms, {part['requests']} requests, {len(part['errors'])} errors, "
        f"{part['taken']} taken, {part['called']} called; CPU ms {cpu}"
    )


def _costs(place: Place, *, repeat: int) -> dict[str, Cost]:
    """CPU of each request in this process, and of one arrival in all."""
    kiosk, seat = Caller({"Cookie": place.kiosk_cookie}), place.seats[0]
    desk, staff = f"/quay/{seat.counter_id}/", Caller({"Cookie": seat.cookie})
    for turn in range(6 * (repeat + 10)):
        make.ticket(place.groups[turn % 2], key=f"cho-san-{turn:05}", at=now())

    def take() -> None:
        kiosk.send(place.kiosk, place.taking(secrets.token_urlsafe(18), 1), SCRIPT)

    def call() -> None:
        staff.send(f"{desk}goi/", _form(xong=_current(seat.counter_id)), SCRIPT)

    def serve() -> None:
        """Said that the person came, finished, and the next called by itself."""
        staff.send(f"{desk}phuc-vu/", _form(phieu=_current(seat.counter_id)), SCRIPT)
        staff.send(f"{desk}xong/", _form(phieu=_current(seat.counter_id)), SCRIPT)
        staff.send(f"{desk}goi/", _form(), SCRIPT)

    found = {
        "take": cost_of(take, repeat=repeat),
        "kiosk page": cost_of(lambda: kiosk.get(place.kiosk), repeat=repeat),
        "call": cost_of(call, repeat=repeat),
        "serve, finish, call": cost_of(serve, repeat=repeat),
        "poll": cost_of(lambda: staff.get(f"{desk}cho/"), repeat=repeat),
        "board": cost_of(lambda: kiosk.get(place.board), repeat=repeat),
    }
    polls = STAFF / 10 / ARRIVALS
    parts = ((1.0, "take"), (1.0, "kiosk page"), (1.5, "call"), (polls, "poll"))
    found["arrival"] = Cost(
        sum(share * found[name].app for share, name in parts),
        sum(share * found[name].db for share, name in parts),
        sum(share * found[name].wall for share, name in parts),
    )
    with connection.cursor() as cursor:
        for statement in BARE:
            cursor.execute(statement)
    found["floor"] = cost_of(_bare, repeat=10 * repeat)
    return found


def _form(**fields: int | None) -> str:
    kept = {name: value for name, value in fields.items() if value is not None}
    return urlencode({"csrfmiddlewaretoken": CSRF, **kept})


def _current(counter_id: int) -> int | None:
    rows = Ticket.objects.filter(counter_id=counter_id, state__in=AT_COUNTER)
    return rows.values_list("pk", flat=True).first()


def _bare() -> None:
    """A number taken, called, served and finished, as four transactions of bare SQL."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    change = "UPDATE bench_hall_ticket SET state = %s, counter = 1 WHERE line = 1 AND number = %s"
    tell = "INSERT INTO bench_hall_event VALUES (1, %s, %s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT last FROM bench_hall_line WHERE id = 1" + lock)
        number = cursor.fetchone()[0] + 1
        cursor.execute("UPDATE bench_hall_line SET last = %s WHERE id = 1", [number])
        cursor.execute("INSERT INTO bench_hall_ticket VALUES (1, %s, 'waiting', 0)", [number])
        cursor.execute(tell, [number, "take"])
    for state in ("called", "serving", "done"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT last FROM bench_hall_line WHERE id = 1" + lock)
            cursor.execute(change, [state, number])
            cursor.execute(tell, [number, state])


def _apart(load: Load) -> dict[str, Any]:
    """The people in a process of their own, so that they cost the server nothing but their CPU."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    people = fork.Process(target=run, args=(load, theirs))
    people.start()
    theirs.close()
    heard: dict[str, Any] = ours.recv()
    people.join()
    return heard


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else 0.0


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

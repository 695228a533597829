"""T1: sixteen clerks take numbers from one register, beside the bare SQL of doing so."""

from __future__ import annotations

import multiprocessing
import random
import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections, transaction

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.models import Agency
from congvu.office.documents.actions import registers
from congvu.office.documents.choices import OUTGOING_KIND, Direction
from congvu.office.documents.models import Register
from congvu.office.documents.queries.registers import prove

CLERKS = 16
WORKERS = 2
"""Processes, as the web server has in production; each serves half of the clerks."""
BOUND = 300
SERIES = "body-do"
TABLES = (
    "DROP TABLE IF EXISTS bench_number",
    "DROP TABLE IF EXISTS bench_register",
    "CREATE TABLE bench_register (id bigint PRIMARY KEY, last bigint NOT NULL)",
    "CREATE TABLE bench_number (register bigint, value bigint, state text, "
    "PRIMARY KEY (register, value))",
    "INSERT INTO bench_register VALUES (1, 0)",
)


def measure(*, issues: int) -> dict[str, Any]:
    """Issues per second, ours and bare; each is two transactions: reserve, then confirm."""
    before = Register.objects.filter(agency__slug="stttt", series=SERIES).first()
    taken = before.last_number if before else 0
    agency, at, actor = Agency.objects.get(slug="stttt"), now(), system_actor("demo")

    def issue() -> None:
        number = registers.allocate(
            actor=actor, at=at, agency_id=agency.pk, direction=Direction.OUT, series=SERIES,
            subject=Subject(OUTGOING_KIND, random.randrange(10**9, 10**12)),
        )  # fmt: skip
        registers.confirm(actor=actor, at=at, number=number)

    ours, cpu = _rate(issue, issues)
    register = Register.objects.get(agency=agency, series=SERIES)
    whole = prove(register).whole and register.last_number == taken + issues
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
    bare, bare_cpu = _rate(_bare, issues)
    return {
        "name": "numbers, 16 clerks, one register", "issues": issues,
        "per_second": round(ours), "bound_per_second": BOUND, "bare_per_second": round(bare),
        "app_cpu_ms": round(cpu, 2), "bare_app_cpu_ms": round(bare_cpu, 2), "gapless": whole,
        "misses": [] if ours >= BOUND and whole else [f"{ours:.0f}/s, gapless: {whole}"],
    }  # fmt: skip


def _bare() -> None:
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    number = "WHERE register = 1 AND value = %s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT last FROM bench_register WHERE id = 1" + lock)
        value = cursor.fetchone()[0] + 1
        cursor.execute("UPDATE bench_register SET last = %s WHERE id = 1", [value])
        cursor.execute("INSERT INTO bench_number VALUES (1, %s, 'reserved')", [value])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT state FROM bench_number {number}{lock}", [value])
        cursor.execute(f"UPDATE bench_number SET state = 'used' {number}", [value])


def _rate(run: Callable[[], None], issues: int) -> tuple[float, float]:
    """Calls per second over all clerks, and CPU milliseconds of their processes for one."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, left = fork.Barrier(WORKERS + 1), fork.Value("i", issues)
    workers = [fork.Process(target=_worker, args=(run, start, left)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    start.wait()
    begun, cpu = time.perf_counter(), _children_cpu()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begun
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a clerk failed")
    return issues / seconds, (_children_cpu() - cpu) * 1000 / issues


def _worker(run: Callable[[], None], start: Any, left: Any) -> None:
    """One process of clerks, each with its own connection, opened before the clock runs."""
    ready = threading.Barrier(CLERKS // WORKERS + 1)

    def clerk(_: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            ready.wait()
            while _taken(left):
                run()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS // WORKERS) as clerks:
        done = [clerks.submit(clerk, place) for place in range(CLERKS // WORKERS)]
        ready.wait()
        start.wait()
        ready.wait()
        for one in done:
            one.result()


def _taken(left: Any) -> bool:
    with left.get_lock():
        left.value -= 1
        return bool(left.value >= 0)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

"""What a call costs: CPU of this process and of its PostgreSQL backend, wall time, statements."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection

WRITING = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Cost:
    """Milliseconds per call; ``db`` is the CPU of the backend, 0 where it cannot be read."""

    app: float
    db: float
    wall: float
    queries: int = 0

    @property
    def cpu(self) -> float:
        return self.app + self.db

    def json(self) -> dict[str, float]:
        return {"cpu": round(self.cpu, 2)} | {k: round(v, 2) for k, v in asdict(self).items()}


def backend_seconds() -> float:
    """CPU of this connection's server process; 0 on SQLite and when it runs elsewhere."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    try:
        text = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(text.split()[0]) / 1e9


def cost_of(run: Callable[[], object], *, repeat: int, warm: int = 5) -> Cost:
    """The mean over ``repeat`` calls after ``warm`` that do not count."""
    for _ in range(warm):
        run()
    gc.collect()
    backend, app, wall = backend_seconds(), time.process_time(), time.perf_counter()
    for _ in range(repeat):
        run()
    spent = (time.process_time() - app, backend_seconds() - backend, time.perf_counter() - wall)
    each = [max(0.0, seconds) * 1000 / repeat for seconds in spent]
    return Cost(each[0], each[1], each[2], len(statements_of(run)))


def statements_of(run: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements of one call, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    return seen


def bare_reading(run: Callable[[], object], *, repeat: int) -> Cost:
    """The floor of a reading page: its SELECTs again, with nothing of ours around them."""
    reads = [(sql, params) for sql, params in statements_of(run) if sql.startswith("SELECT")]

    def again() -> None:
        with connection.connection.cursor() as cursor:
            for sql, params in reads:
                cursor.execute(sql, params)
                cursor.fetchall()

    if connection.vendor != "postgresql":  # the driver's own cursor knows no %s

        def again() -> None:  # type: ignore[no-redef]
            with connection.cursor() as cursor:
                for sql, params in reads:
                    cursor.execute(sql, params)
                    cursor.fetchall()

    return cost_of(again, repeat=repeat)


@contextmanager
def writing_meter() -> Any:
    """Adds up what the writing and locking statements themselves cost, in seconds of CPU."""
    total = {"seconds": 0.0}

    def add(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not (sql.startswith(WRITING) or "FOR UPDATE" in sql or "COPY" in sql):
            return execute(sql, params, many, context)
        before = time.process_time() + backend_seconds()
        try:
            return execute(sql, params, many, context)
        finally:
            total["seconds"] += time.process_time() + backend_seconds() - before

    with connection.execute_wrapper(add):
        yield total

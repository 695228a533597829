"""What rooms register in their ``jobs.py``: handlers, and handlers that run by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.registry import Registry

F = TypeVar("F", bound=Callable[..., None])

LONGEST_WAIT = timedelta(hours=6)
ORIGIN = datetime(2000, 1, 1, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of job runs.

    ``run(at=..., **args)`` may be called twice for one job (a worker can die after the work
    and before the mark), so it must be idempotent.
    """

    name: str
    run: Callable[..., Any]
    attempts: int
    backoff: timedelta

    def wait(self, attempt: int) -> timedelta:
        """How long to wait after the failure of attempt 1, 2, 3 …: doubling, at most 6 hours."""
        doubled: timedelta = self.backoff * 2 ** min(attempt - 1, 20)
        return min(doubled, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A handler run by the clock, at multiples of ``every`` counted from midnight in Vietnam."""

    name: str
    every: timedelta
    offset: timedelta

    def next_after(self, at: datetime) -> datetime:
        """The first tick later than ``at``."""
        start = ORIGIN + self.offset
        return start + ((at - start) // self.every + 1) * self.every


handlers: Registry[Handler] = Registry("jobs")
schedules: Registry[Schedule] = Registry("schedules")


def job(
    name: str, *, attempts: int = 8, backoff: timedelta = timedelta(seconds=30)
) -> Callable[[F], F]:
    """Register ``handler(*, at: datetime, **args)`` for ``enqueue(name, args=…)``.

    A failed attempt is repeated after ``backoff``, twice that, four times … until ``attempts``
    have failed; then the job is kept as dead with its last error.
    """

    def register(func: F) -> F:
        handlers.add(name, Handler(name=name, run=func, attempts=attempts, backoff=backoff))
        return func

    return register


def periodic(
    name: str,
    *,
    every: timedelta,
    offset: timedelta = timedelta(0),
    attempts: int = 3,
) -> Callable[[F], F]:
    """Register ``handler(*, at: datetime)`` to run once per tick in the whole installation.

    Ticks lie at midnight in Vietnam + ``offset`` + n × ``every``: a daily report at 07:30 is
    ``every=timedelta(days=1), offset=timedelta(hours=7, minutes=30)``. Ticks missed while no
    worker ran are not made up, and a tick is skipped while the job of an earlier one is open.
    """

    def register(func: F) -> F:
        backoff = min(timedelta(seconds=30), every)
        handlers.add(name, Handler(name=name, run=func, attempts=attempts, backoff=backoff))
        schedules.add(name, Schedule(name=name, every=every, offset=offset))
        return func

    return register

"""The steps inside an agency: each has hours or days of its own, all together the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import cast

from congvu.core.kernel.worktime import (
    ONE_STOP_CUTOFF,
    Due,
    WorkCalendar,
    due,
    working_minutes_between,
)
from congvu.counter.dossiers.clock.intervals import Interval
from congvu.counter.dossiers.clock.terms import Term


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the internal process: its name, and how long it may take."""

    name: str
    term: Term


@dataclass(frozen=True, slots=True)
class StepDue:
    """When a planned step begins and must be done, were every step before it done on its date."""

    step: PlannedStep
    begins: datetime
    due: Due


def step_due(
    handed_at: datetime, term: Term, calendar: WorkCalendar, *,
    intervals: Iterable[Interval] = (), as_of: datetime | None = None,
) -> Due:  # fmt: skip
    """When a step is due that was handed over then.

    No hour of receipt inside the house: hours run from the hand-over, and intervals in which the
    dossier waits are left out, for waiting is not the officer's time.
    """
    pauses = [one.pause(restarts=False) for one in intervals]
    return due(handed_at, term.amount, term.unit, calendar, cutoff=None, pauses=pauses, as_of=as_of)


def plan(
    received_at: datetime, steps: Sequence[PlannedStep], calendar: WorkCalendar
) -> list[StepDue]:
    """The steps one after the other from receipt; the first obeys the hour of receipt."""
    planned: list[StepDue] = []
    begins, cutoff = received_at, cast("time | None", ONE_STOP_CUTOFF)
    for step in steps:
        end = due(begins, step.term.amount, step.term.unit, calendar, cutoff=cutoff)
        planned.append(StepDue(step, begins, end))
        begins, cutoff = end.at, None
    return planned


def surplus(planned: Sequence[StepDue], whole: Due) -> int:
    """Working minutes that the steps take beyond the whole; negative is what is to spare."""
    if not planned:
        return 0
    return working_minutes_between(whole.at, planned[-1].due.at, whole.calendar)

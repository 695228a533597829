"""The two clocks of a whole dossier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from congvu.core.kernel.worktime import ONE_STOP_CUTOFF, Due, Extension, Pause, WorkCalendar, due
from congvu.counter.dossiers.clock.intervals import Interval, Why
from congvu.counter.dossiers.clock.terms import Term

ROUNDS_IN_TIME = 1
"""More requests for a supplement than this, and QĐ 766/QĐ-TTg counts the dossier as late."""


@dataclass(frozen=True, slots=True)
class Longer:
    """The one extension (Điều 19.9): granted when, by how many of the term's days, and why.

    In hours they are working days of eight hours, in months calendar days.
    """

    at: datetime
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Readings:
    """Both clocks of a dossier at one moment."""

    legal: Due
    scored: Due
    rounds: int

    @property
    def paused(self) -> bool:
        return self.legal.paused

    def late_by_score(self, ended_at: datetime) -> bool:
        """Whether QĐ 766 counts a dossier that ended then as late."""
        return self.rounds > ROUNDS_IN_TIME or self.scored.is_late(ended_at)


def legal(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    intervals: Iterable[Interval] = (),
    longer: Longer | None = None,
    as_of: datetime | None = None,
    cutoff: time | None = ONE_STOP_CUTOFF,
) -> Due:
    """The date on the receipt: a supplement starts the term anew (Điều 19.4), the rest is a pause.

    :param intervals: in any order
    :param longer: extensions given before a supplement was brought end with the old term
    :param as_of: open intervals are counted up to here; without it, not at all
    """
    pauses = [one.pause(restarts=one.why is Why.SUPPLEMENT) for one in intervals]
    return _due(received_at, term, calendar, pauses, longer, as_of, cutoff)


def scored(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    intervals: Iterable[Interval] = (),
    longer: Longer | None = None,
    as_of: datetime | None = None,
    cutoff: time | None = ONE_STOP_CUTOFF,
) -> Due:
    """The date that QĐ 766/QĐ-TTg scores by: every interval is subtracted, none starts anew."""
    pauses = [one.pause(restarts=False) for one in intervals]
    return _due(received_at, term, calendar, pauses, longer, as_of, cutoff)


def read(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    intervals: Sequence[Interval] = (),
    longer: Longer | None = None,
    as_of: datetime | None = None,
    cutoff: time | None = ONE_STOP_CUTOFF,
) -> Readings:
    """Both at once, and how often a supplement was asked for."""
    first = legal(
        received_at, term, calendar, intervals=intervals, longer=longer, as_of=as_of, cutoff=cutoff
    )
    rounds = sum(one.why is Why.SUPPLEMENT for one in intervals)
    if not rounds:
        return Readings(first, first, 0)
    second = scored(
        received_at, term, calendar, intervals=intervals, longer=longer, as_of=as_of, cutoff=cutoff
    )
    return Readings(first, second, rounds)


def _due(
    received_at: datetime, term: Term, calendar: WorkCalendar, pauses: list[Pause], longer: Longer | None,
    as_of: datetime | None, cutoff: time | None,
) -> Due:  # fmt: skip
    extensions = [Extension(longer.at, longer.days, longer.reason)] if longer else ()
    return due(
        received_at, term.amount, term.unit, calendar, cutoff=cutoff, pauses=pauses,
        extensions=extensions, as_of=as_of,
    )  # fmt: skip

"""When something is due. The computation leaves its steps behind, and the lines tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from congvu.core.kernel.dates import in_vietnam
from congvu.core.kernel.worktime import lines as told
from congvu.core.kernel.worktime.calendar import WorkCalendar
from congvu.core.kernel.worktime.reckoning import Reckoning, Unit, reckoning_for

ONE_STOP_CUTOFF = time(15, 0)
"""Received later: handed over the next working morning (ND 61/2018/NĐ-CP Art. 18)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval that does not count: a supplement asked for, a fee to be paid.

    :param end: ``None`` while it lasts
    :param restarts: the clock begins anew at the end (supplement, ND 61/2018 Art. 19.4) instead
        of going on; scoring under QĐ 766/QĐ-TTg asks for the same interval without restart
    :raises ValueError: the end before the start, or a moment without a zone
    """

    start: datetime
    end: datetime | None
    reason: str
    restarts: bool = False

    def __post_init__(self) -> None:
        in_vietnam(self.start)
        if self.end is not None and in_vietnam(self.end) < self.start:
            raise ValueError("a pause ends before it starts")


@dataclass(frozen=True, slots=True)
class Extension:
    """More time granted at a moment: ``days`` in the unit of the term.

    For a term in hours they are working days of eight hours, for one in months calendar days.

    :raises ValueError: negative days, or a moment without a zone
    """

    at: datetime
    days: int
    reason: str

    def __post_init__(self) -> None:
        in_vietnam(self.at)
        if self.days < 0:
            raise ValueError("an extension shortens the term")


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment and its account; ``paused`` while an open pause keeps it from being final."""

    at: datetime
    calendar: WorkCalendar
    steps: tuple[told.Step, ...] = field(repr=False)
    paused: bool = False

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def lines(self) -> list[str]:
        """The account in Vietnamese, one sentence a line, built when asked for."""
        return told.tell(self.steps, self.calendar)

    def is_late(self, at: datetime) -> bool:
        return at > self.at


def due(
    received_at: datetime,
    amount: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    cutoff: time | None = ONE_STOP_CUTOFF,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    as_of: datetime | None = None,
) -> Due:
    """When a term that began with receipt ends, and why.

    The day of receipt is not counted. Received after ``cutoff`` or, where there is a cutoff, on a
    day off, counts as received on the next working day. Terms in days end when work ends on the
    last day; hours run from the moment of receipt. Pauses that begin after the due moment add
    nothing.

    :param amount: how many of ``unit``; 0 days means the day of receipt
    :param cutoff: pass ``None`` where the law knows none, as for letters
    :param pauses: in any order; overlapping ones are counted once
    :param extensions: each takes effect at its moment
    :param as_of: an open pause is counted up to here; without it, not at all
    :raises ValueError: negative amount, moments without a zone, more than fifty years
    """
    if amount < 0:
        raise ValueError("a negative term")
    start = in_vietnam(received_at)
    clock = reckoning_for(unit, calendar, amount, cutoff)
    steps = clock.begin(start)
    open_pause = False
    if pauses or extensions:
        open_pause = _apply(clock, steps, start, _events(pauses, extensions), as_of)
    steps.append(told.Ends(clock.at))
    return Due(clock.at, calendar, tuple(steps), open_pause)


Event = Pause | Extension


def _events(pauses: Iterable[Pause], extensions: Iterable[Extension]) -> list[Event]:
    """In order of time; at one moment an extension comes first, so that a pause can use it."""
    events: list[tuple[datetime, int, Event]] = [(p.start, 1, p) for p in pauses]
    events += [(e.at, 0, e) for e in extensions]
    return [event for _, _, event in sorted(events, key=lambda row: row[:2])]


def _apply(
    clock: Reckoning,
    steps: list[told.Step],
    resumed: datetime,
    events: list[Event],
    as_of: datetime | None,
) -> bool:
    """Whether an open pause remains. ``resumed`` is the end of what was counted so far."""
    still_open = False
    for event in events:
        if isinstance(event, Extension):
            steps += clock.extend(event.days, event.reason)
            continue
        start = max(in_vietnam(event.start), resumed)
        if start > clock.at:
            steps.append(told.TooLate(start, event.reason))
            continue
        end = event.end or as_of
        still_open = still_open or event.end is None
        if event.end is None:
            steps.append(told.Open(start, event.reason))
        if end is None or end <= start:
            continue
        resumed = in_vietnam(end)
        if event.restarts and event.end is not None:
            steps += clock.restart(resumed, event.reason)
        else:
            steps += clock.pause(start, resumed, event.reason)
    return still_open


def add_working_days(start: datetime, n: int, calendar: WorkCalendar) -> Due:
    """The end of the ``n``-th working day after the day of ``start``; no cutoff."""
    return due(start, n, "working_day", calendar, cutoff=None)


def add_working_hours(start: datetime, n: int, calendar: WorkCalendar) -> Due:
    """The moment when ``n`` hours of work have passed since ``start``; no cutoff."""
    return due(start, n, "working_hour", calendar, cutoff=None)

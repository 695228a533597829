"""The calendar of an agency as plain data: weekends, holidays, make-up days, hours by season."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise

from congvu.core.kernel.clock import VIETNAM

MAX_DAYS = 20_000
"""No term is longer than some fifty years of working days."""

_MMDD = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


def _second(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second


@dataclass(frozen=True, slots=True)
class Hours:
    """Working spans of a day, in a season of the year and on some weekdays.

    :param spans: ``(from, to)`` in order, not overlapping, whole seconds
    :param season_from: first day ``MMDD``; a season may run over the new year (``1016``-``0415``)
    :param season_to: last day ``MMDD``, included
    :param weekdays: Monday is 0; ``None`` means every day
    :raises ValueError: empty, overlapping or reversed spans, or a malformed season
    """

    spans: tuple[tuple[time, time], ...]
    season_from: str = "0101"
    season_to: str = "1231"
    weekdays: frozenset[int] | None = None
    seconds: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)
    """The spans as seconds of the day."""
    length: int = field(init=False, repr=False, compare=False)
    """Seconds of work in a day."""

    def __post_init__(self) -> None:
        spans = tuple((_second(start), _second(end)) for start, end in self.spans)
        flat = [edge for span in spans for edge in span]
        if not spans or any(a > b for a, b in pairwise(flat)):
            raise ValueError("working spans must be in order and not overlap")
        if any(start == end for start, end in spans):
            raise ValueError("a working span is empty")
        if not (_MMDD.fullmatch(self.season_from) and _MMDD.fullmatch(self.season_to)):
            raise ValueError("a season is written MMDD")
        object.__setattr__(self, "seconds", spans)
        object.__setattr__(self, "length", sum(end - start for start, end in spans))

    @property
    def always(self) -> bool:
        return self.weekdays is None and (self.season_from, self.season_to) == ("0101", "1231")

    def apply_on(self, day: date) -> bool:
        if self.weekdays is not None and day.weekday() not in self.weekdays:
            return False
        if self.season_from <= self.season_to:
            return self.season_from <= f"{day:%m%d}" <= self.season_to
        return not self.season_to < f"{day:%m%d}" < self.season_from


STANDARD_HOURS = Hours(((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30))))
"""Eight hours; used on days that no given rule covers."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days and hours are worked. Build once and keep: it is immutable.

    :param holidays: days off with their Vietnamese names, compensatory and swapped days too
    :param make_up: days worked although they fall on a weekend, with their names
    :param hours: the first rule that covers a day decides; ``STANDARD_HOURS`` when none does
    :param weekend: weekly days off, Monday is 0
    :raises ValueError: a day is both off and made up, or the weekend is the whole week
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up: Mapping[date, str] = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()
    weekend: frozenset[int] = frozenset({5, 6})
    _off: frozenset[int] = field(init=False, repr=False, compare=False)
    _made_up: frozenset[int] = field(init=False, repr=False, compare=False)
    _every_day: Hours | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        both = self.holidays.keys() & self.make_up.keys()
        if both:
            raise ValueError(f"off and made up at once: {sorted(both)}")
        if self.weekend >= frozenset(range(7)):
            raise ValueError("a week needs a working day")
        object.__setattr__(self, "_off", frozenset(day.toordinal() for day in self.holidays))
        object.__setattr__(self, "_made_up", frozenset(day.toordinal() for day in self.make_up))
        first = self.hours[0] if self.hours else STANDARD_HOURS
        object.__setattr__(self, "_every_day", first if first.always else None)

    def works_on(self, day: date) -> bool:
        return self._works(day.toordinal())

    def _works(self, ordinal: int) -> bool:
        if ordinal in self._made_up:
            return True
        return ordinal not in self._off and (ordinal + 6) % 7 not in self.weekend

    def why_off(self, day: date) -> str:
        """The name of the day off in Vietnamese, empty for a working day."""
        if self.works_on(day):
            return ""
        return self.holidays.get(day, "nghỉ cuối tuần")

    def hours_on(self, day: date) -> Hours:
        """The hours of a day, were it worked."""
        if self._every_day is not None:
            return self._every_day
        return next((rule for rule in self.hours if rule.apply_on(day)), STANDARD_HOURS)

    def first_working(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        ordinal = day.toordinal()
        while not self._works(ordinal):
            ordinal += 1
        return date.fromordinal(ordinal)

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.add_days(day, 1)

    def add_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it when negative); ``day`` is day zero.

        :raises ValueError: more than ``MAX_DAYS``
        """
        if abs(n) > MAX_DAYS:
            raise ValueError("a term of more than fifty years")
        off, made_up, weekend = self._off, self._made_up, self.weekend
        ordinal, left, step = day.toordinal(), abs(n), 1 if n >= 0 else -1
        while left:
            ordinal += step
            if ordinal in made_up or (ordinal not in off and (ordinal + 6) % 7 not in weekend):
                left -= 1
        return date.fromordinal(ordinal)

    def count_days(self, after: date, until: date) -> int:
        """Working days after ``after`` up to and including ``until``; negative when reversed."""
        if until < after:
            return -self.count_days(until, after)
        return sum(map(self._works, range(after.toordinal() + 1, until.toordinal() + 1)))

    def start_of(self, day: date) -> datetime:
        """The moment work begins on the day."""
        return datetime.combine(day, self.hours_on(day).spans[0][0], VIETNAM)

    def end_of(self, day: date) -> datetime:
        """The moment work ends on the day."""
        return datetime.combine(day, self.hours_on(day).spans[-1][1], VIETNAM)

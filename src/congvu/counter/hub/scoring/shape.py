"""What indices are made of, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol


class Counts(Protocol):
    """Dossiers of a period; ``dossiers.queries.PeriodScore`` is one and says what each counts."""

    @property
    def settled(self) -> int: ...
    @property
    def early(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def late(self) -> int: ...
    @property
    def late_by_score(self) -> int: ...
    @property
    def asked_once(self) -> int: ...
    @property
    def asked_more(self) -> int: ...
    @property
    def online(self) -> int: ...
    @property
    def same_day(self) -> int: ...
    @property
    def open_late(self) -> int: ...
    @property
    def timed(self) -> int: ...
    @property
    def units_early(self) -> int: ...
    @property
    def units_on_time(self) -> int: ...
    @property
    def units_late(self) -> int: ...
    @property
    def papered(self) -> int: ...
    @property
    def scanned(self) -> int: ...
    @property
    def with_scans(self) -> int: ...
    @property
    def used_again(self) -> int: ...
    @property
    def with_result(self) -> int: ...
    @property
    def electronic(self) -> int: ...
    @property
    def charged(self) -> int: ...
    @property
    def paid_online(self) -> int: ...


class Rated(Protocol):
    """Ratings of citizens; ``filing.queries.RatingFigures`` is one. Averages are 0-2."""

    @property
    def count(self) -> int: ...
    @property
    def contacts(self) -> float | None: ...
    @property
    def agencies(self) -> float | None: ...
    @property
    def attitude(self) -> float | None: ...
    @property
    def bad(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Agency:
    """What only an agency has: its level, the services that it offers, and how many of them are
    published with every mandatory part."""

    level: str
    services: int
    online_services: int
    complete: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """Feedback (phản ánh, kiến nghị) that had to be answered within the period: ``in_time`` of
    ``judged``; ``founded`` complaints, ``attitude`` of them about how people were treated."""

    judged: int = 0
    in_time: int = 0
    founded: int = 0
    attitude: int = 0


class Told(NamedTuple):
    """A fact that somebody entered: so many of so many."""

    value: int
    whole: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one agency, unit, officer or procedure is scored by."""

    counts: Counts
    rated: Rated | None = None
    agency: Agency | None = None
    heard: Heard = field(default_factory=Heard)
    told: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure within an account, with the name of its set of dossiers (``dossiers.queries.sets``,
    ``rated`` or ``rated_badly``)."""

    name: str
    label: str
    count: int


class Given(NamedTuple):
    """What a reader found: points before rounding (None: no source, or of nothing), why, and the
    figures whose dossiers can be listed."""

    points: Fraction | None
    account: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One index: the points it gives of those it could, and why. ``points`` None: no source, or
    nothing to count."""

    label: str
    most: float
    points: float | None
    account: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """All indices of one rule for one agency, unit, officer or procedure."""

    rule: str
    marks: tuple[Mark, ...]
    places: int
    verdict: str = ""

    @property
    def total(self) -> float | None:
        """The sum of the points as they are shown."""
        known = [mark.points for mark in self.marks if mark.points is not None]
        return rounded(sum(map(_exact, known), Fraction(0)), self.places) if known else None

    @property
    def most(self) -> float:
        """The points of the indices that have a source."""
        return sum(mark.most for mark in self.marks if mark.points is not None)

    @property
    def lacking(self) -> list[str]:
        return [mark.label for mark in self.marks if mark.points is None]


def rounded(value: Fraction, places: int) -> float:
    """Half goes up, as people round."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _exact(shown: float) -> Fraction:
    return Fraction(str(shown))

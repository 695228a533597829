"""Thử đổi thời hạn: last year's dossiers again, under another limit or other hours of steps.

Nothing is changed. A chunk of dossiers costs six statements however many there are in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import TooLarge
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.queries import calendar_for
from congvu.counter.dossiers.choices import VERBS
from congvu.counter.dossiers.clock import Interval, Longer, Term, Why, legal, step_due
from congvu.counter.dossiers.models import DossierStep, Event, Extension, Wait
from congvu.counter.dossiers.queries.lists import visible_to

MOST, CHUNK, MOST_ROWS = 50_000, 2_000, 500
NO_UNIT = "Chưa giao đơn vị"
COLUMNS = (
    "pk", "code", "title", "agency_id", "received_at", "limit_amount", "limit_unit", "due_at",
    "settled_at", "closed_at", "unit_id", "unit__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """The limit to try (None: each dossier's own), and hours of steps by their codes."""

    term: Term | None = None
    hours: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """A dossier that would have been late: by its new date, and where it lay at that moment."""

    pk: int
    code: str
    title: str
    unit_id: int | None
    unit: str
    due_at: datetime
    ended_at: datetime
    where: str
    was_late: bool


@dataclass
class UnitCount:
    unit_id: int | None
    unit: str
    counted: int = 0
    late_now: int = 0
    late_then: int = 0


@dataclass
class StepCount:
    """Openings of a step whose hours were changed."""

    code: str
    name: str
    counted: int = 0
    late_now: int = 0
    late_then: int = 0


@dataclass
class Replay:
    counted: int = 0
    late_now: int = 0
    late_then: int = 0
    units: dict[int | None, UnitCount] = field(default_factory=dict)
    steps: dict[str, StepCount] = field(default_factory=dict)
    places: Counter[str] = field(default_factory=Counter)
    rows: list[Late] = field(default_factory=list)

    @property
    def by_unit(self) -> list[UnitCount]:
        return sorted(self.units.values(), key=lambda one: (-one.late_then, one.unit))

    @property
    def by_place(self) -> list[tuple[str, int]]:
        """Where they lay when the new date passed, the most first."""
        return self.places.most_common(20)


class _Calendars(dict[int, WorkCalendar]):
    """Each agency's calendar, read once: one replay counts by one calendar."""

    def __missing__(self, agency_id: int) -> WorkCalendar:
        self[agency_id] = calendar_for(agency_id)
        return self[agency_id]


@dataclass(frozen=True, slots=True)
class _One:
    pk: int
    code: str
    title: str
    agency_id: int
    received_at: datetime
    limit_amount: int | None
    limit_unit: str
    due_at: datetime | None
    settled_at: datetime | None
    closed_at: datetime | None
    unit_id: int | None
    unit: str | None

    def ended(self, at: datetime) -> datetime:
        return self.settled_at or self.closed_at or at


def replay(
    actor: Actor, change: Change, *, procedure_code: str, first: date, last: date, at: datetime,
    unit_id: int | None = None,
) -> Replay:  # fmt: skip
    """The dossiers that the actor reads, received from ``first`` to ``last``, counted again.

    :param unit_id: list only this unit's dossiers; the counts stay whole
    :raises TooLarge: more dossiers than are counted at once
    """
    rows = visible_to(actor).filter(
        procedure__procedure__code=procedure_code, received_at__gte=_morning(first),
        received_at__lt=_morning(last + timedelta(days=1)),
    )  # fmt: skip
    if rows.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise TooLarge(f"Có hơn {MOST:,} hồ sơ. Hãy thu hẹp khoảng ngày.".replace(",", "."))
    found, calendars = Replay(), _Calendars()
    for chunk in _chunks(rows.order_by("id")):
        _count(found, chunk, change, at, unit_id, calendars)
    found.rows.sort(key=lambda one: one.due_at - one.ended_at)
    del found.rows[MOST_ROWS:]
    return found


def _chunks(rows: object) -> Iterator[list[_One]]:
    last = 0
    while True:
        values = rows.filter(pk__gt=last).values_list(*COLUMNS)[:CHUNK]  # type: ignore[attr-defined]
        chunk = [_One(*one) for one in values]
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _count(
    found: Replay, chunk: Sequence[_One], change: Change, at: datetime, unit_id: int | None,
    calendars: _Calendars,
) -> None:  # fmt: skip
    ids = [one.pk for one in chunk]
    waits = _waits(ids)
    longer = {
        row.dossier_id: Longer(row.at, row.days, row.reason)
        for row in Extension.objects.filter(dossier__in=ids)
    }
    late: dict[int, tuple[_One, datetime]] = {}
    for one in chunk:
        due = _due(one, change.term, waits.get(one.pk, []), longer.get(one.pk), calendars)
        unit = found.units.setdefault(one.unit_id, UnitCount(one.unit_id, one.unit or NO_UNIT))
        was = one.due_at is not None and one.ended(at) > one.due_at
        would = due is not None and one.ended(at) > due
        for count in (found, unit):
            count.counted += 1
            count.late_now += was
            count.late_then += would
        if would and due is not None:
            late[one.pk] = (one, due)
    _steps(found, ids, change.hours, waits, at, calendars)
    _places(found, late, at, unit_id)


def _due(
    one: _One, term: Term | None, intervals: list[Interval], longer: Longer | None,
    calendars: _Calendars,
) -> datetime | None:  # fmt: skip
    if term is None:
        if one.limit_amount is None:
            return None
        term = Term(one.limit_amount, one.limit_unit)  # type: ignore[arg-type] # one of the choices
    return legal(
        one.received_at, term, calendars[one.agency_id], intervals=intervals, longer=longer
    ).at


def _waits(ids: Sequence[int]) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    rows = Wait.objects.filter(dossier__in=ids).order_by("id")
    for pk, why, start, end in rows.values_list("dossier_id", "why", "started_at", "ended_at"):
        found.setdefault(pk, []).append(Interval(Why(why), start, end))
    return found


def _steps(
    found: Replay, ids: Sequence[int], hours: Mapping[str, int],
    waits: Mapping[int, list[Interval]], at: datetime, calendars: _Calendars,
) -> None:  # fmt: skip
    if not hours:
        return
    for row in DossierStep.objects.filter(dossier__in=ids, code__in=list(hours)):
        count = found.steps.setdefault(row.code, StepCount(row.code, row.name))
        ended = row.closed_at or at
        during = [
            one
            for one in waits.get(row.dossier_id, [])
            if one.end is None or one.end > row.opened_at
        ]
        term = Term(hours[row.code], "working_hour")
        due = step_due(row.opened_at, term, calendars[row.agency_id], intervals=during).at
        count.counted += 1
        count.late_now += row.due_at is not None and ended > row.due_at
        count.late_then += ended > due


def _places(
    found: Replay, late: Mapping[int, tuple[_One, datetime]], at: datetime, unit_id: int | None
) -> None:
    """Where each late dossier lay when its new date passed: the open step, else the last act."""
    where: dict[int, str] = {}
    steps = DossierStep.objects.filter(dossier__in=list(late), leads=True).order_by("id")
    for row in steps:
        if row.opened_at <= late[row.dossier_id][1]:
            where[row.dossier_id] = f"Bước {row.name} ({row.holder_name})"
    others = [pk for pk in late if pk not in where]
    events = Event.objects.filter(dossier__in=others).order_by("id")
    for pk, when, verb, to in events.values_list("dossier_id", "at", "verb", "to_name"):
        if when <= late[pk][1]:
            where[pk] = f"Sau việc {VERBS.get(verb, verb)}" + (f" ({to})" if to else "")
    for pk, (one, due) in late.items():
        place = where.get(pk, "Không rõ")
        found.places[place] += 1
        if unit_id is None or one.unit_id == unit_id:
            found.rows.append(
                Late(
                    pk, one.code, one.title, one.unit_id, one.unit or NO_UNIT, due, one.ended(at),
                    place, one.due_at is not None and one.ended(at) > one.due_at,
                )
            )  # fmt: skip


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


__all__ = ["Change", "Late", "Replay", "StepCount", "UnitCount", "replay"]

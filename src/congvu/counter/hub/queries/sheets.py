"""The statutory sheet (Biểu II.06): columns and cut-off days are dated data in ``sheets/*.json``.

Counted from dossiers by ``dossiers.queries.period_figures`` for days, not months: the sheet's
quarter runs from the 15th. Desks of other installations report months and stand beside it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.collation import sort_key
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.queries import names_and_levels
from congvu.counter.dossiers.queries import PeriodFigures, period_figures, scored_sets, visible_to
from congvu.counter.procedures.queries import field_names

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from congvu.counter.dossiers.models import Dossier

FOLDER = Path(__file__).resolve().parents[1] / "sheets"
Row = dict[str, int]


@dataclass(frozen=True, slots=True)
class Column:
    """``of``: the counters of ``PeriodFigures`` that it sums."""

    number: str
    label: str
    group: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet as a circular has it."""

    code: str
    label: str
    basis: str
    title: str
    unit: str
    first_day: int
    columns: tuple[Column, ...]
    beside: Column
    sets: Mapping[str, str]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Heads of groups of columns with how many they span."""
        found: dict[str, int] = {}
        for column in self.columns:
            found[column.group] = found.get(column.group, 0) + 1
        return list(found.items())

    def quarter(self, year: int, number: int) -> tuple[date, date]:
        """First and last day of a quarter as the sheet cuts it: 15/12 to 14/3 is the first."""
        return self._months(year, number * 3 - 2, number * 3)

    def year(self, year: int) -> tuple[date, date]:
        return self._months(year, 1, 12)

    def _months(self, year: int, first: int, last: int) -> tuple[date, date]:
        if self.first_day == 1:
            return date(year, first, 1), _month(year, last + 1) - timedelta(days=1)
        start = _month(year, first - 1).replace(day=self.first_day)
        return start, date(year, last, self.first_day) - timedelta(days=1)


@dataclass
class Line:
    """One agency (the province's sheet) or one field (an agency's sheet)."""

    name: str
    counts: Row
    agency_id: int | None = None
    field_id: int | None = None
    cells: list[int] = field(default_factory=list)
    beside: int = 0


@dataclass
class Sheet:
    form: Form
    first: date
    last: date
    lines: list[Line]
    sum: Line
    agency: str = ""
    agency_id: int | None = None


@cache
def forms() -> tuple[tuple[date, Form], ...]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        columns = tuple(_column(one) for one in told["columns"])
        made = Form(
            told["code"], told["label"], told["basis"], told["title"], told["unit"],
            told["first_day"], columns, _column(told["beside"]), told["sets"],
        )  # fmt: skip
        found.append((date.fromisoformat(told["valid_from"]), made))
    return tuple(sorted(found, key=lambda one: one[0]))


def form_on(day: date) -> Form:
    """The sheet that holds on a day; before the oldest one, that one."""
    held = [form for since, form in forms() if since <= day]
    return held[-1] if held else forms()[0][1]


def statutory(first: date, last: date, *, at: datetime, agency_id: int | None = None) -> Sheet:
    """The sheet of some days: by agency, or one agency by field."""
    form = form_on(last)
    ids = None if agency_id is None else [agency_id]
    rows = period_figures(first=first, last=last, at=at, agency_ids=ids)
    grouped: dict[int, list[PeriodFigures]] = {}
    for row in rows:
        grouped.setdefault(row.field_id if agency_id else row.agency_id, []).append(row)
    names = _names(set(grouped), fields=agency_id is not None)
    lines = [_line(form, names[key], grouped[key], key, agency_id) for key in names]
    whole = _line(form, "Tổng số", rows, None, agency_id)
    agency = names_and_levels([agency_id]).get(agency_id, ("", ""))[0] if agency_id else ""
    return Sheet(form, first, last, lines, whole, agency, agency_id)


def _names(ids: Collection[int], *, fields: bool) -> dict[int, str]:
    """By id, in Vietnamese order."""
    if fields:
        return field_names(ids)
    names = {pk: name for pk, (name, _) in names_and_levels(ids).items()}
    return dict(sorted(names.items(), key=lambda one: sort_key(one[1])))


def _line(
    form: Form, name: str, rows: list[PeriodFigures], key: int | None, agency_id: int | None
) -> Line:
    counters = {one for column in (*form.columns, form.beside) for one in column.of}
    counts = {one: sum(int(getattr(row, one)) for row in rows) for one in counters}
    agency, field_id = (agency_id, key) if agency_id is not None else (key, None)
    cells = [sum(counts[one] for one in column.of) for column in form.columns]
    beside = sum(counts[one] for one in form.beside.of)
    return Line(name, counts, agency, field_id, cells, beside)


def sheet_behind(
    actor: Actor, number: str, *, first: date, last: date, at: datetime, agency_id: int | None,
    field_id: int | None,
) -> tuple[QuerySet[Dossier], int, str]:  # fmt: skip
    """The dossiers of one cell that the actor reads, how many it counts, and the column's name.

    :raises NotFound: no such column
    """
    form = form_on(last)
    column = next((one for one in form.columns if one.number == number), None)
    if column is None:
        raise NotFound
    ids = None if agency_id is None else [agency_id]
    rows = scored_sets(
        [form.sets[one] for one in column.of], first=first, last=last, at=at, agency_ids=ids,
        field_id=field_id,
    )  # fmt: skip
    seen = rows.filter(pk__in=visible_to(actor).order_by().values("pk"))
    return seen, rows.count(), f"{column.group}: {column.label.lower()}"


def year_quarters(day: date) -> list[tuple[int, int]]:
    """The last eight quarters that began by a day, the newest first, as (year, number)."""
    form = form_on(day)
    found: list[tuple[int, int]] = []
    year, number = day.year + 1, 1
    while len(found) < 8:
        if form.quarter(year, number)[0] <= day:
            found.append((year, number))
        year, number = (year - 1, 4) if number == 1 else (year, number - 1)
    return found


def _month(year: int, number: int) -> date:
    """The first day of a month; 0 is December of the year before, 13 January of the next."""
    return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def _column(told: Mapping[str, Any]) -> Column:
    return Column(told.get("number", ""), told["label"], told.get("group", ""), tuple(told["of"]))

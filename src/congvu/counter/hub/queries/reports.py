"""Reported figures summed: by desk, level and field, over a month, a quarter, a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from congvu.core.organisation.choices import Level
from congvu.counter.hub.choices import Kind
from congvu.counter.hub.models import Desk, Figure
from congvu.counter.hub.shapes import SOLVED, add, share_on_time, solved, total

LEVELS = (Level.PROVINCE, Level.DEPARTMENT, Level.DISTRICT, Level.COMMUNE, Level.OTHER)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, both counted (each named by its first day)."""

    first: date
    last: date

    @property
    def label(self) -> str:
        one, two = self.first, self.last
        if one == two:
            return f"tháng {one:%m/%Y}"
        if (one.year, one.month % 3, two.month - one.month) == (two.year, 1, 2):
            return f"quý {(one.month + 2) // 3}/{one.year}"
        if (one.year, one.month, two.month) == (two.year, 1, 12):
            return f"năm {one.year}"
        return f"từ tháng {one:%m/%Y} đến tháng {two:%m/%Y}"


@dataclass
class Line:
    """One row of a report."""

    name: str
    counts: dict[str, int]
    desk_id: int | None = None
    agency_id: int | None = None
    level: str = ""
    as_of: date | None = None

    @property
    def open(self) -> int:
        return self.counts["open_in_time"] + self.counts["open_late"]

    @property
    def solved(self) -> int:
        return solved(self.counts)

    @property
    def waiting(self) -> int:
        return self.counts["waiting_now"] + self.counts["waiting_before"]

    @cached_property
    def share(self) -> float | None:
        """Tỷ lệ giải quyết đúng hạn, per cent."""
        return share_on_time(self.counts)


@dataclass
class Group:
    """The desks of one level with their sum."""

    level: str
    label: str
    lines: list[Line]
    sum: Line = field(init=False)

    def __post_init__(self) -> None:
        name = f"Cộng {self.label} ({len(self.lines)} đơn vị)"
        self.sum = Line(name, total([line.counts for line in self.lines]))


@dataclass
class Report:
    """Báo cáo tổng hợp: a span by desk, its levels and the province."""

    span: Span
    groups: list[Group]
    by_field: list[Line]
    sum: Line

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def report(span: Span, *, desk_id: int | None = None) -> Report:
    """Two statements whatever the province's size. ``desk_id``: that desk and those below it."""
    rows = _rows(span)
    if desk_id is not None:
        rows = rows.filter(desk__in=Desk.objects.filter(pk=desk_id) | Desk.objects.filter(
            parent_id=desk_id
        ))  # fmt: skip
    months: dict[tuple[int, str], list[dict[str, int]]] = defaultdict(list)
    latest: dict[int, date] = {}
    columns = ("desk_id", "field_code", "counts", "as_of")
    for desk, code, counts, as_of in rows.values_list(*columns):
        months[desk, code].append(counts)
        latest[desk] = max(as_of, latest.get(desk, as_of))
    cells = {key: add(list(found)) for key, found in months.items()}
    lines = _desk_lines(cells, latest)
    groups = [
        Group(level, str(level.label).lower(), found)
        for level in LEVELS
        if (found := [line for line in lines if line.level == level])
    ]
    whole = Line(f"Tổng số ({len(lines)} đơn vị)", total([line.counts for line in lines]))
    return Report(span, groups, _field_lines(cells), whole)


def _rows(span: Span) -> QuerySet[Figure]:
    return Figure.objects.filter(
        kind=Kind.MONTH, period__gte=span.first, period__lte=span.last, replaced_at__isnull=True
    ).order_by("period")


def _desk_lines(
    cells: dict[tuple[int, str], dict[str, int]], latest: dict[int, date]
) -> list[Line]:
    of: dict[int, list[dict[str, int]]] = defaultdict(list)
    for (desk, _), counts in cells.items():
        of[desk].append(counts)
    rows = Desk.objects.filter(pk__in=of) if len(of) <= MOST_NAMED else Desk.objects.all()
    return [
        Line(desk.name, total(list(of[desk.pk])), desk.pk, desk.agency_id, desk.level,
             latest[desk.pk])
        for desk in rows.order_by("sort_key", "pk")
        if desk.pk in of
    ]  # fmt: skip


MOST_NAMED = 500
"""Beyond that the list of keys is longer than the table."""


def _field_lines(cells: dict[tuple[int, str], dict[str, int]]) -> list[Line]:
    of: dict[str, list[dict[str, int]]] = defaultdict(list)
    for (_, code), counts in cells.items():
        of[code].append(counts)
    return [Line(code or "Không ghi lĩnh vực", total(list(of[code]))) for code in sorted(of)]


def months() -> list[date]:
    """The months of which anything was reported, the newest first."""
    rows = Figure.objects.filter(kind=Kind.MONTH, replaced_at__isnull=True).order_by("-period")
    return list(rows.values_list("period", flat=True).distinct())


def last_month() -> date | None:
    """The newest month that was reported."""
    rows = Figure.objects.filter(kind=Kind.MONTH, replaced_at__isnull=True).order_by("-period")
    return rows.values_list("period", flat=True).first()


def trend(last: date, span: int = 12) -> list[tuple[date, Line]]:
    """The province month by month, the oldest first; months without a report are left out."""
    first = date(last.year - (span + 11 - last.month) // 12, (last.month - span) % 12 + 1, 1)
    found: dict[date, list[dict[str, int]]] = defaultdict(list)
    rows = _rows(Span(first, last)).values_list("period", "counts")
    for period, counts in rows:
        found[period].append(counts)
    return [(one, Line(f"{one:%m/%Y}", total(list(found[one])))) for one in sorted(found)]


def standing(desk_id: int | None = None) -> Iterable[Figure]:
    """Reported totals of days, the newest first."""
    rows = Figure.objects.filter(kind=Kind.STANDING, replaced_at__isnull=True)
    rows = rows.filter(desk_id=desk_id) if desk_id else rows
    return rows.select_related("desk").order_by("-period", "desk__sort_key")[:200]


def history(desk_id: int, period: date) -> list[Figure]:
    """Every version of a desk's month, the newest first, with where it came from."""
    rows = Figure.objects.filter(desk_id=desk_id, kind=Kind.MONTH, period=period)
    return list(rows.select_related("batch").order_by("field_code", "-number"))


__all__ = ["LEVELS", "SOLVED", "Group", "Line", "Report", "Span", "history", "last_month",
           "months", "report", "standing", "trend"]  # fmt: skip

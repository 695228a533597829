"""The accounting identities that do not hold, from what is in force now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from congvu.counter.hub.choices import Kind
from congvu.counter.hub.models import Figure
from congvu.counter.hub.queries.reports import Span
from congvu.counter.hub.shapes import SHAPES, Break, breaks


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """One identity that does not hold in one reported row."""

    figure: Figure
    found: Break


def broken_rows(span: Span, kind: str = Kind.MONTH) -> Iterator[BrokenRow]:
    """By desk, field and period; identities over two months are asked where the month before was
    reported. One statement."""
    since = _before(span.first) if kind == Kind.MONTH else span.first
    until = span.last if kind == Kind.MONTH else _end(span.last)
    rows = Figure.objects.filter(
        kind=kind, period__gte=since, period__lte=until, replaced_at__isnull=True
    ).select_related("desk").order_by("desk__sort_key", "desk_id", "field_code", "period")  # fmt: skip
    last: Figure | None = None
    for row in rows.iterator(chunk_size=2000):
        if row.period >= span.first:
            before = last.counts if last is not None and _follows(last, row) else None
            for found in breaks(SHAPES[kind], row.counts, before):
                yield BrokenRow(row, found)
        last = row


def _follows(last: Figure, row: Figure) -> bool:
    same = (last.desk_id, last.field_code) == (row.desk_id, row.field_code)
    return same and last.period == _before(row.period)


def _before(day: date) -> date:
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def _end(month: date) -> date:
    return date(month.year + (month.month == 12), month.month % 12 + 1, 1)

"""Counting ended days once, counting them anew, comparing; no verbs: nothing of a dossier changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.counter.dossiers.models import CountedThrough, DayFigure, Dossier
from congvu.counter.dossiers.queries.figures import live

DAY = timedelta(days=1)
SPAN = 31
"""Days counted in one transaction."""
Line = tuple[date, int, int, str, int]
"""Day, agency, field, what and channel of a figure."""


def count_days(*, at: datetime) -> int:
    """Count every ended day that is not counted yet; how many days. Runs twice without harm."""
    yesterday = local_date(at) - DAY
    counted = 0
    while (first := _next_day()) is not None and first <= yesterday:
        last = min(yesterday, first + (SPAN - 1) * DAY)
        with transaction.atomic():
            mark = CountedThrough.objects.select_for_update().order_by("pk").first()
            if mark is not None and mark.day >= first:
                continue
            _write(first, last)
            if mark is None:
                CountedThrough.objects.create(day=last)
            else:
                CountedThrough.objects.filter(pk=mark.pk).update(day=last)
        counted += (last - first).days + 1
    return counted


def recount(*, first: date, last: date, at: datetime) -> int:
    """Count these days anew, after dossiers were brought in with past moments; how many days.

    Days that are not over, or were never counted, are left to :func:`count_days`.
    """
    mark = CountedThrough.objects.order_by("pk").first()
    if mark is None:
        return count_days(at=at)
    last = min(last, mark.day)
    for start in _starts(first, last):
        with transaction.atomic():
            _write(start, min(last, start + (SPAN - 1) * DAY))
    return max((last - first).days + 1, 0)


def differing_days(*, first: date, last: date) -> list[date]:
    """Counted days whose figures are not those of the dossiers any more; empty is as it should be."""
    mark = CountedThrough.objects.order_by("pk").first()
    if mark is None:
        return []
    last, wrong = min(last, mark.day), set[date]()
    for start in _starts(first, last):
        end = min(last, start + (SPAN - 1) * DAY)
        kept = Counter[Line]()
        for *key, count in DayFigure.objects.filter(day__gte=start, day__lte=end).values_list(
            "day", "agency_id", "field_id", "what", "channel", "count"
        ):
            kept[tuple(key)] = count  # type: ignore[index] # five columns
        found = _counted(start, end)
        wrong |= {key[0] for key in kept.keys() | found.keys() if kept[key] != found[key]}
    return sorted(wrong)


def _starts(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += SPAN * DAY


def _next_day() -> date | None:
    mark = CountedThrough.objects.order_by("pk").first()
    if mark is not None:
        return mark.day + DAY
    rows = Dossier.objects.filter(received_at__isnull=False).order_by("received_at")
    earliest = rows.values_list("received_at", flat=True).first()
    return local_date(earliest) if earliest is not None else None


def _write(first: date, last: date) -> None:
    DayFigure.objects.filter(day__gte=first, day__lte=last).delete()
    DayFigure.objects.bulk_create(
        [
            DayFigure(
                day=day, agency_id=agency, field_id=field, what=what, channel=channel, count=count
            )
            for (day, agency, field, what, channel), count in _counted(first, last).items()
        ],
        batch_size=5000,
    )  # fmt: skip


def _counted(first: date, last: date) -> Counter[Line]:
    start = datetime.combine(first, time(), VIETNAM)
    end = datetime.combine(last + DAY, time(), VIETNAM)
    found = Counter[Line]()
    for rows in live(start, end, by_day=True):
        for *key, count in rows.values_list("day", "agency_id", "field_id", "what", "channel", "n"):
            found[tuple(key)] += count
    return found

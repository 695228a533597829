"""Figures of a period as the statutory reports ask for them (Biểu II.06 of VPCP, TT 01/2020/TT-VPCP):
what was pending, came, was settled early, on its day or late, and what is pending at the end.

Ended days come from ``DayFigure``, younger ones and everything pending from the dossiers. All
counts are of dossiers as they stand: nothing is typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.counter.dossiers.choices import RUNNING, Channel, Counted
from congvu.counter.dossiers.models import CountedThrough, DayFigure, Dossier, Wait

Key = tuple[int, int]
"""Agency and field."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """One agency's dossiers of one field in a period.

    ``pending_before + received = settled + ended + pending``. Early is before the day of the
    appointment, on time on that day and not after the hour. ``ended`` were stopped or withdrawn.
    A dossier counts from its receipt (tiếp nhận); what waits for the applicant is not overdue.
    """

    agency_id: int
    field_id: int
    pending_before: int
    received_online: int
    received_direct: int
    received_post: int
    settled_early: int
    settled_on_time: int
    settled_late: int
    ended: int
    pending_in_time: int
    pending_overdue: int

    @property
    def received(self) -> int:
        return self.received_online + self.received_direct + self.received_post

    @property
    def settled(self) -> int:
        return self.settled_early + self.settled_on_time + self.settled_late

    @property
    def pending(self) -> int:
        return self.pending_in_time + self.pending_overdue


def period_figures(
    *, first: date, last: date, at: datetime, agency_ids: Collection[int] | None = None
) -> list[PeriodFigures]:
    """By agency and field, those without a dossier left out; a handful of statements.

    :param first: first and ``last`` day of the period, both counted; a period that is not over
        ends now
    :param agency_ids: only these; None means every agency of the installation. Whoever shows the
        figures asks for what the reader may see
    """
    until = min(_morning(last + DAY), at)
    within = _flows(first, last, at, agency_ids)
    after = _flows(local_date(until), local_date(at), at, agency_ids) if until < at else Counter()
    now = _pairs(_pending(agency_ids))
    overdue = _overdue(until, at, agency_ids)
    keys = {(a, f) for a, f, *_ in within} | {(a, f) for a, f, *_ in after} | set(now)
    rows = [_row(key, within, after, now[key], overdue[key]) for key in sorted(keys)]
    return [row for row in rows if row.pending or row.received or row.settled or row.ended]


Flows = Counter[tuple[int, int, str, int]]
"""By agency, field, what was counted and channel."""


def _row(key: Key, within: Flows, after: Flows, now: int, overdue: int) -> PeriodFigures:
    came, gone = _came(key, within), _gone(key, within)
    pending = now + sum(_gone(key, after).values()) - sum(_came(key, after).values())
    return PeriodFigures(
        *key,
        pending_before=pending + sum(gone.values()) - sum(came.values()),
        received_online=came[Channel.ONLINE], received_direct=came[Channel.DIRECT],
        received_post=came[Channel.POST], settled_early=gone[Counted.EARLY],
        settled_on_time=gone[Counted.ON_TIME], settled_late=gone[Counted.LATE],
        ended=gone[Counted.ENDED], pending_in_time=pending - overdue, pending_overdue=overdue,
    )  # fmt: skip


def _came(key: Key, flows: Flows) -> dict[int, int]:
    return {one: flows[(*key, str(Counted.RECEIVED), int(one))] for one in Channel}


def _gone(key: Key, flows: Flows) -> dict[str, int]:
    return {
        what: sum(flows[(*key, str(what), int(one))] for one in Channel)
        for what in Counted
        if what != Counted.RECEIVED
    }


def _flows(first: date, last: date, at: datetime, agency_ids: Collection[int] | None) -> Flows:
    """What came and went from the morning of ``first`` to the night of ``last``."""
    found: Flows = Counter()
    if first > last:
        return found
    through = counted_through()
    if through is not None and through >= first:
        kept = DayFigure.objects.filter(day__gte=first, day__lte=min(last, through))
        if agency_ids is not None:
            kept = kept.filter(agency_id__in=list(agency_ids))
        rows: Any = kept.values_list("agency_id", "field_id", "what", "channel").order_by()
        for *key, count in rows.annotate(n=Sum("count")):
            found[tuple(key)] += count
        first = min(last, through) + DAY
    if first <= last:
        start, end = _morning(first), min(_morning(last + DAY), at)
        for rows in live(start, end, agency_ids):
            for *key, count in rows.values_list("agency_id", "field_id", "what", "channel", "n"):
                found[tuple(key)] += count
    return found


def counted_through() -> date | None:
    """The last day whose figures are kept."""
    return CountedThrough.objects.order_by("-day").values_list("day", flat=True).first()


def live(
    start: datetime, end: datetime, agency_ids: Collection[int] | None = None, *,
    by_day: bool = False,
) -> list[QuerySet[Any]]:  # fmt: skip
    """Counted from the dossiers themselves: ``agency_id, field_id, what, channel, n`` (and ``day``)."""
    rows = _of(agency_ids)
    due_day, settled_day = (TruncDate(name, tzinfo=VIETNAM) for name in ("due_at", "settled_at"))
    kept = Case(
        When(settled_at__gt=F("due_at"), then=Value(Counted.LATE.value)),
        When(Q(due_at=None) | Q(due_day=settled_day), then=Value(Counted.ON_TIME.value)),
        default=Value(Counted.EARLY.value), output_field=CharField(),
    )  # fmt: skip
    spans = (
        ("received_at", rows, Value(Counted.RECEIVED.value, output_field=CharField())),
        ("settled_at", rows.annotate(due_day=due_day), kept),
        (
            "closed_at", rows.filter(settled_at=None, received_at__isnull=False),
            Value(Counted.ENDED.value, output_field=CharField()),
        ),
    )  # fmt: skip
    return [
        _grouped(asked.filter(**{f"{name}__gte": start, f"{name}__lt": end}), name, what, by_day)
        for name, asked, what in spans
    ]


def _grouped(rows: QuerySet[Dossier], moment: str, what: Any, by_day: bool) -> QuerySet[Any]:
    columns = ["agency_id", "field_id", "what", "channel"]
    rows = rows.annotate(field_id=F("procedure__field_id"), what=what)
    if by_day:
        rows = rows.annotate(day=TruncDate(moment, tzinfo=VIETNAM))
        columns.append("day")
    grouped: QuerySet[Any] = rows.order_by().values(*columns).annotate(n=Count("pk"))
    return grouped


def _pending(agency_ids: Collection[int] | None) -> QuerySet[Dossier]:
    return _of(agency_ids).filter(state__in=RUNNING, received_at__isnull=False)


def _overdue(until: datetime, at: datetime, agency_ids: Collection[int] | None) -> Counter[Key]:
    """Pending and past their date at a moment: those that still are, and those that ended since."""
    before = Q(received_at__lt=until, due_at__lt=until)
    waiting = Wait.objects.filter(
        dossier=OuterRef("pk"), ended_at__isnull=True, started_at__lt=until
    )
    found = _pairs(_pending(agency_ids).filter(before, ~Exists(waiting)))
    if until < at:
        rows = _of(agency_ids).filter(before)
        found += _pairs(rows.filter(settled_at__gte=until, settled_at__gt=F("due_at")))
        found += _pairs(rows.filter(settled_at=None, closed_at__gte=until))
    return found


def _pairs(rows: QuerySet[Dossier]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    columns = rows.order_by().values_list("agency_id", "procedure__field_id")
    for agency_id, field_id, count in columns.annotate(n=Count("pk")):
        found[agency_id, field_id] = count
    return found


def _of(agency_ids: Collection[int] | None) -> QuerySet[Dossier]:
    rows = Dossier.objects.all()
    return rows if agency_ids is None else rows.filter(agency_id__in=list(agency_ids))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)

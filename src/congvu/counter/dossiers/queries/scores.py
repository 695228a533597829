"""What the scoring rules count of a period's dossiers, by agency, unit, officer or procedure.

Both clocks: the legal date decides TT 01/2018, the scored one (every interval subtracted, more than
one request for a supplement counted as late) decides QĐ 766.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation.queries import calendar_for
from congvu.counter.dossiers.choices import RUNNING, Channel
from congvu.counter.dossiers.clock import Interval, Longer, Why, read
from congvu.counter.dossiers.models import Dossier, Extension, Supplement, Wait

By = Literal["agency", "unit", "officer", "procedure"]
KEYS: dict[str, tuple[str, str]] = {
    "agency": ("agency_id", "agency__name"),
    "unit": ("unit_id", "unit__name"),
    "officer": ("officer_post_id", "officer_name"),
    "procedure": ("procedure__procedure_id", "procedure__name"),
}
"""What groups the dossiers, and how the group is called."""


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """Counts of the dossiers that ended in a period, and of those that ran late at its end.

    ``settled = early + on_time + late`` by the legal date. ``late_by_score`` of ``settled`` by the
    scored one. ``asked_once`` and ``asked_more`` were sent back for a supplement.
    """

    key: int | None
    name: str
    settled: int
    early: int
    on_time: int
    late: int
    late_by_score: int
    asked_once: int
    asked_more: int
    online: int
    same_day: int
    open_late: int


def period_scores(
    *, first: date, last: date, at: datetime, by: By, agency_ids: Collection[int] | None = None
) -> list[PeriodScore]:
    """The groups that settled a dossier or hold a late one; five statements, and the clock is
    asked only of dossiers that waited for a supplement.

    :param agency_ids: only these; whoever shows the scores asks for what the reader may see
    """
    start, end = _morning(first), min(_morning(last + timedelta(days=1)), at)
    rows = Dossier.objects.order_by()
    rows = rows if agency_ids is None else rows.filter(agency_id__in=list(agency_ids))
    settled = rows.filter(settled_at__gte=start, settled_at__lt=end)
    key, name = KEYS[by]
    found = _counted(settled, key, name)
    hard = _late_by_score(settled, key)
    running = rows.filter(state__in=RUNNING, due_at__lt=end).values_list(key, name)
    late = {(one, label): n for one, label, n in running.annotate(n=Count("pk"))}
    return [
        _score(
            group, found.get(group, {}), hard[group[0]] if group in found else 0, late.get(group, 0)
        )
        for group in sorted({*found, *late}, key=lambda one: (one[1] or "", one[0] or 0))
    ]


Group = tuple[int | None, str | None]


def _score(group: Group, counts: dict[str, int], hard: int, late: int) -> PeriodScore:
    names = (
        "settled",
        "early",
        "on_time",
        "late",
        "asked_once",
        "asked_more",
        "online",
        "same_day",
    )
    told = {one: counts.get(one, 0) for one in names}
    plain = counts.get("plain_late", 0)
    return PeriodScore(
        key=group[0],
        name=group[1] or "Chưa giao",
        late_by_score=plain + hard,
        open_late=late,
        **told,
    )


def _counted(settled: QuerySet[Dossier], key: str, name: str) -> dict[Group, dict[str, int]]:
    asked = Supplement.objects.filter(dossier=OuterRef("pk")).order_by().values("dossier")
    rounds = Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")[:1]), 0)
    is_late = Q(settled_at__gt=F("due_at"))
    on_day = ~is_late & (Q(due_at=None) | Q(due_day=F("settled_day")))
    rows = settled.annotate(
        rounds=rounds, due_day=TruncDate("due_at", tzinfo=VIETNAM),
        settled_day=TruncDate("settled_at", tzinfo=VIETNAM),
        received_day=TruncDate("received_at", tzinfo=VIETNAM),
    ).annotate(
        fate=Case(
            When(is_late, then=Value(2)), When(on_day, then=Value(1)), default=Value(0),
            output_field=IntegerField(),
        )
    )  # fmt: skip
    counted = rows.values(key, name).annotate(
        settled=Count("pk"), early=Count("pk", filter=Q(fate=0)),
        on_time=Count("pk", filter=Q(fate=1)), late=Count("pk", filter=Q(fate=2)),
        plain_late=Count("pk", filter=Q(fate=2, rounds=0)),
        asked_once=Count("pk", filter=Q(rounds=1)), asked_more=Count("pk", filter=Q(rounds__gt=1)),
        online=Count("pk", filter=Q(channel=Channel.ONLINE)),
        same_day=Count("pk", filter=Q(settled_day=F("received_day"))),
    )  # fmt: skip
    return {(row[key], row[name]): row for row in counted}


def _late_by_score(settled: QuerySet[Dossier], key: str) -> Counter[int | None]:
    """Of those that were sent back: late by the clock that subtracts, or sent back twice."""
    columns = ("pk", key, "agency_id", "received_at", "limit_amount", "limit_unit", "settled_at")
    asked = settled.filter(pk__in=Supplement.objects.values("dossier"))
    rows = list(asked.values_list(*columns, "due_at"))
    waits: dict[int, list[Interval]] = defaultdict(list)
    for dossier, why, since, until in Wait.objects.filter(
        dossier__in=asked.values("pk")
    ).values_list("dossier_id", "why", "started_at", "ended_at"):
        waits[dossier].append(Interval(Why(why), since, until))
    longer = {
        one.dossier_id: Longer(one.at, one.days, one.reason)
        for one in Extension.objects.filter(dossier__in=asked.values("pk"))
    }
    rounds = Counter(
        Supplement.objects.filter(dossier__in=asked.values("pk")).values_list(
            "dossier_id", flat=True
        )
    )
    found: Counter[int | None] = Counter()
    for pk, group, agency_id, received_at, amount, unit, ended_at, due_at in rows:
        late = rounds[pk] > 1 or (due_at is not None and ended_at > due_at)
        if not late and amount is not None and received_at is not None:
            term = Dossier(limit_amount=amount, limit_unit=unit).term
            assert term is not None
            both = read(
                received_at,
                term,
                calendar_for(agency_id),
                intervals=waits[pk],
                longer=longer.get(pk),
            )
            late = both.late_by_score(ended_at)
        found[group] += late
    return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)

"""What the scoring rules count of a period's dossiers, by agency, unit, officer or procedure.

Both clocks: the legal date decides TT 01/2018, the scored one (every interval subtracted, more than
one request for a supplement counted as late) decides QĐ 766.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.queries import calendar_for
from congvu.counter.dossiers.clock import Interval, Longer, Why, read
from congvu.counter.dossiers.models import Dossier, Extension, Supplement, Wait
from congvu.counter.dossiers.queries import sets

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
    scored one. ``asked_once`` and ``asked_more`` were sent back for a supplement. The rest are sets
    of ``sets.OF_SETTLED``: of ``timed`` (had steps or questions with a time) the slowest unit was
    early, on time or late; of ``papered`` all papers are scanned; of ``with_scans`` one at least was
    taken from the store; of ``with_result`` it is electronic; of ``charged`` paid without cash.
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
    timed: int = 0
    units_early: int = 0
    units_on_time: int = 0
    units_late: int = 0
    papered: int = 0
    scanned: int = 0
    with_scans: int = 0
    used_again: int = 0
    with_result: int = 0
    electronic: int = 0
    charged: int = 0
    paid_online: int = 0


TOGETHER = ("settled", "early", "on_time", "late", "asked_once", "asked_more", "online", "same_day")
"""Counted in one statement."""
APART = ("timed", "units_early", "units_on_time", "units_late", "papered", "scanned", "with_scans",
         "used_again", "with_result", "electronic", "charged", "paid_online")  # fmt: skip
"""Each asks other tables: a statement of its own."""


def period_scores(
    *, first: date, last: date, at: datetime, by: By, agency_ids: Collection[int] | None = None
) -> list[PeriodScore]:
    """The groups that settled a dossier or hold a late one; as many statements whatever the number
    of groups, and the clock is asked only of dossiers that waited for a supplement.

    :param agency_ids: only these; whoever shows the scores asks for what the reader may see
    """
    start, end = moments(first, last, at)
    rows = _of(agency_ids)
    settled = sets.settled(rows, start, end)
    key, name = KEYS[by]
    found = _together(settled, key, name)
    hard = Counter(group for group, late in _sent_back(settled, key) if late)
    apart = {one: _grouped(sets.of(one, rows, start, end), key, name) for one in APART}
    late = _grouped(sets.overdue(rows, end), key, name)
    groups = sorted({*found, *late}, key=lambda one: (one[1] or "", one[0] or 0))
    return [
        PeriodScore(
            key=group[0], name=group[1] or "Chưa giao",
            **{one: found.get(group, {}).get(one, 0) for one in TOGETHER},
            **{one: apart[one].get(group, 0) for one in APART},
            late_by_score=found.get(group, {}).get("plain_late", 0)
            + (hard[group[0]] if group in found else 0),
            open_late=late.get(group, 0),
        )
        for group in groups
    ]  # fmt: skip


def scored_set(
    name: str, *, first: date, last: date, at: datetime, by: By | None = None,
    key: int | None = None, agency_ids: Collection[int] | None = None, field_id: int | None = None,
) -> QuerySet[Dossier]:  # fmt: skip
    """The dossiers that a figure of a period counts; the caller narrows them to what is seen.

    :param by: with ``key``: of this agency, unit, officer or procedure only
    :raises NotFound: no figure of that name
    """
    start, end = moments(first, last, at)
    rows = _of(agency_ids)
    if by is not None:
        rows = rows.filter(**{KEYS[by][0]: key})
    if field_id is not None:
        rows = rows.filter(procedure__field_id=field_id)
    if name == "late_by_score":
        settled = sets.settled(rows, start, end)
        hard = [pk for pk, late in _sent_back(settled, "pk") if late]
        return settled.filter(sets.IS_LATE & Q(rounds=0) | Q(pk__in=hard))
    if name not in sets.OF_SETTLED and name not in sets.OTHERS:
        raise NotFound
    return sets.of(name, rows, start, end)


def scored_sets(names: Collection[str], **asked: Any) -> QuerySet[Dossier]:
    """The dossiers of any of several figures; see :func:`scored_set`."""
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(pk__in=scored_set(name, **asked).order_by().values("pk"))
    return Dossier.objects.filter(wanted)


Group = tuple[int | None, str | None]


def moments(first: date, last: date, at: datetime) -> tuple[datetime, datetime]:
    """The morning of the first day, and the night of the last or now."""
    return _morning(first), min(_morning(last + timedelta(days=1)), at)


def _of(agency_ids: Collection[int] | None) -> QuerySet[Dossier]:
    rows = Dossier.objects.order_by()
    return rows if agency_ids is None else rows.filter(agency_id__in=list(agency_ids))


def _grouped(rows: QuerySet[Dossier], key: str, name: str) -> dict[Group, int]:
    columns = rows.order_by().values_list(key, name).annotate(n=Count("pk"))
    return {(one, label): n for one, label, n in columns}


def _together(settled: QuerySet[Dossier], key: str, name: str) -> dict[Group, dict[str, int]]:
    asked = {one: Count("pk", filter=sets.OF_SETTLED[one]()) for one in TOGETHER[1:]}
    plain = Count("pk", filter=sets.IS_LATE & Q(rounds=0))
    rows = settled.values(key, name).annotate(settled=Count("pk"), plain_late=plain, **asked)
    return {(row[key], row[name]): row for row in rows}


def _sent_back(settled: QuerySet[Dossier], key: str) -> list[tuple[int | None, bool]]:
    """Those that were sent back, each under its group: whether it counts as late, by its date, by
    the clock that subtracts, or for being sent back twice."""
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
    found: list[tuple[int | None, bool]] = []
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
        found.append((group, late))
    return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)

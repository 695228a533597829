"""Indices of a span for whom the reader may see, explained line by line."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.choices import Level
from congvu.core.organisation.queries import names_and_levels
from congvu.counter.dossiers.queries import PeriodScore, period_scores, scored_set, visible_to
from congvu.counter.dossiers.queries.scores import By
from congvu.counter.filing.queries import rated_dossiers, ratings_by
from congvu.counter.hub.models import Desk
from congvu.counter.hub.queries.reports import Span
from congvu.counter.hub.queries.told import heard_in, told_in
from congvu.counter.hub.scoring import Agency, Facts, Heard, Score, score
from congvu.counter.procedures.choices import ONLINE
from congvu.counter.procedures.queries import complete_services, service_counts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from congvu.counter.dossiers.models import Dossier

RULES = ("tt01", "qd766")
LEVEL_OF = {str(label): value for value, label in Level.choices}
RATED = {"rated": False, "rated_badly": True}
"""Sets that citizens' ratings make; whether only the bad ones."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One agency, unit, officer or procedure with its indices by every rule."""

    counts: PeriodScore
    scores: list[Score]

    @property
    def name(self) -> str:
        return self.counts.name

    @property
    def key(self) -> int | None:
        return self.counts.key


def last_day(span: Span) -> date:
    return span.last.replace(day=calendar.monthrange(span.last.year, span.last.month)[1])


def scores(*, span: Span, by: By, at: datetime, agency_ids: Collection[int] | None) -> list[Scored]:
    """As many statements whatever the number of rows.

    :param agency_ids: whose the reader may see; None means all
    """
    last = last_day(span)
    rows = period_scores(first=span.first, last=last, at=at, by=by, agency_ids=agency_ids)
    rated = ratings_by(by, _moments(span, at), agency_ids)
    ids = {row.key for row in rows if row.key} if by == "agency" else set()
    agencies = _agencies(ids, last)
    told = told_in(span.first, span.last, ids)
    heard = heard_in(span.first, last, ids, local_date(at))
    found = []
    for row in rows:
        key = row.key if row.key is not None else 0
        facts = Facts(
            row, rated.get(row.key), agencies.get(key), heard.get(key, Heard()), told.get(key, {})
        )
        made = [score(code, last, facts, officer=by == "officer") for code in RULES]
        found.append(Scored(row, [one for one in made if one is not None]))
    return found


def behind(
    actor: Actor, name: str, *, span: Span, by: By, key: int | None, at: datetime,
    agency_ids: Collection[int] | None,
) -> tuple[QuerySet[Dossier], int]:  # fmt: skip
    """The dossiers that one figure of :func:`scores` counts: those that the actor reads, and how
    many the figure counts in all.

    :raises NotFound: no such figure
    """
    given: dict[str, Any] = {"first": span.first, "last": last_day(span), "at": at}
    if name in RATED:
        start, end = _moments(span, at)
        ids = rated_dossiers((start, end), agency_ids, bad=RATED[name])
        rows = scored_set("received", **given | {"first": date.min.replace(year=1990)}, by=by,
                          key=key, agency_ids=agency_ids).filter(pk__in=ids)  # fmt: skip
    else:
        rows = scored_set(name, **given, by=by, key=key, agency_ids=agency_ids)
    return rows.filter(pk__in=visible_to(actor).order_by().values("pk")), rows.count()


def _moments(span: Span, at: datetime) -> tuple[datetime, datetime]:
    end = datetime.combine(last_day(span) + timedelta(days=1), time(), VIETNAM)
    return datetime.combine(span.first, time(), VIETNAM), min(end, at)


def _agencies(ids: Collection[int], day: date) -> dict[int, Agency]:
    services = service_counts(day=day).by_agency
    complete = complete_services(day=day, agency_ids=ids) if ids else {}
    desks = dict(Desk.objects.filter(agency_id__in=ids).values_list("agency_id", "level"))
    return {
        pk: Agency(
            desks.get(pk, LEVEL_OF.get(level, level)), sum(services.get(pk, {}).values()),
            sum(services[pk].get(one, 0) for one in ONLINE if pk in services),
            complete.get(pk, 0),
        )
        for pk, (_, level) in names_and_levels(ids).items()
    }  # fmt: skip


def agencies_of(actor: Actor) -> list[int] | None:
    """Whose scores the actor reads: the own agency's; an administrator's: all."""
    return [actor.agency_id] if actor.agency_id is not None else None


__all__ = ["Scored", "agencies_of", "behind", "last_day", "scores"]

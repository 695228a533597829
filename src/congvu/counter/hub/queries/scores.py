"""Indices of a span for whom the reader may see, explained line by line."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.kernel.actor import Actor
from congvu.core.organisation.queries import names_and_levels
from congvu.counter.dossiers.queries import PeriodScore, period_scores
from congvu.counter.dossiers.queries.scores import By
from congvu.counter.hub.models import Desk
from congvu.counter.hub.queries.reports import Span
from congvu.counter.hub.scoring import Agency, Score, score
from congvu.counter.procedures.choices import ServiceLevel
from congvu.counter.procedures.queries import service_counts

RULES = ("tt01", "qd766")
ONLINE = (
    ServiceLevel.LEVEL_3, ServiceLevel.LEVEL_4, ServiceLevel.PARTIAL, ServiceLevel.FULL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """One agency, unit, officer or procedure with its indices by every rule."""

    counts: PeriodScore
    scores: list[Score]

    @property
    def name(self) -> str:
        return self.counts.name


def scores(*, span: Span, by: By, at: datetime, agency_ids: Collection[int] | None) -> list[Scored]:
    """:param agency_ids: whose the reader may see; None means all"""
    last = span.last.replace(day=calendar.monthrange(span.last.year, span.last.month)[1])
    rows = period_scores(first=span.first, last=last, at=at, by=by, agency_ids=agency_ids)
    known = _agencies({row.key for row in rows if row.key}, last) if by == "agency" else {}
    found = []
    for row in rows:
        agency = known.get(row.key) if row.key is not None else None
        made = [score(code, last, row, agency) for code in RULES]
        found.append(Scored(row, [one for one in made if one is not None]))
    return found


def _agencies(ids: Collection[int], day: date) -> dict[int | None, Agency]:
    services = service_counts(day=day).by_agency
    levels = dict(Desk.objects.filter(agency_id__in=ids).values_list("agency_id", "level"))
    return {
        pk: Agency(
            levels.get(pk, "department"), sum(services.get(pk, {}).values()),
            sum(services[pk].get(level, 0) for level in ONLINE if pk in services),
        )
        for pk in names_and_levels(ids)
    }  # fmt: skip


def agencies_of(actor: Actor) -> list[int] | None:
    """Whose scores the actor reads: the own agency's; an administrator's: all."""
    return [actor.agency_id] if actor.agency_id is not None else None

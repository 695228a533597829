"""The reading door: find what the actor may see, newest first, exact diacritics above folded."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models.functions import Left

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Card, Subject, cards
from congvu.core.search.ask import Question, parse
from congvu.core.search.engines import Wanted, engine
from congvu.core.search.models import Entry
from congvu.core.search.rank import HIGHEST, LOWEST, after_day, first_rank
from congvu.core.search.registry import indexes
from congvu.core.search.tags import agency_tag, facet_tag, mark_tag

EXCERPT = 2_000
"""Characters of a body that are read for its snippet."""
CURSOR = re.compile(r"([0-9])\.(-?[0-9]{1,19})")


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: all given ones hold at once.

    ``kinds`` empty means every kind; ``agency_ids`` empty means every agency; the days are in
    Vietnam and both included; of one facet any of its values may hold.
    """

    kinds: Collection[str] = ()
    agency_ids: Collection[int] = ()
    since: date | None = None
    until: date | None = None
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One found subject; ``body`` is only its beginning."""

    subject: Subject
    title: str
    code: str
    agency_id: int | None
    at: datetime
    body: str
    facets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; ``next_cursor`` is empty on the last one."""

    hits: list[Hit]
    next_cursor: str
    question: Question


NO_FILTERS = Filters()


def search(
    *, actor: Actor, q: str, filters: Filters = NO_FILTERS, limit: int = 20, cursor: str = ""
) -> Page:
    """What the actor may see and asked for.

    An empty ``q`` finds everything that the filters leave. No ``q`` is an error, and neither is
    a cursor that nobody issued: it starts again at the first page.
    """
    marks = marks_of(actor, kinds=filters.kinds)
    return search_marks(marks=marks, q=q, filters=filters, limit=limit, cursor=cursor)


def marks_of(actor: Actor, *, kinds: Collection[str] = ()) -> dict[str, Collection[str]]:
    """The actor's marks now, per registered kind."""
    return {
        index.kind: index.actor_marks(actor)
        for index in indexes
        if not kinds or index.kind in kinds
    }


def search_marks(
    *,
    marks: Mapping[str, Collection[str]],
    q: str,
    filters: Filters = NO_FILTERS,
    limit: int = 20,
    cursor: str = "",
) -> Page:
    """:func:`search` with the marks given, per kind; without marks nothing is found."""
    question = parse(q)
    found = _ranks(marks, question, filters, limit + 1, cursor)
    more = f"{found[limit - 1][0]}.{found[limit - 1][1]}" if len(found) > limit else ""
    return Page(_hits([rank for _, rank in found[:limit]]), more, question)


def quick(actor: Actor, q: str, limit: int) -> list[Card]:
    """Cards for the command palette (its provider's form); nothing for an empty question."""
    if not q.strip():
        return []
    hits = search(actor=actor, q=q, limit=limit).hits
    shown = cards([hit.subject for hit in hits])
    return [shown[hit.subject] for hit in hits if hit.subject in shown]


def _ranks(
    marks: Mapping[str, Collection[str]],
    question: Question,
    filters: Filters,
    limit: int,
    cursor: str,
) -> list[tuple[int, int]]:
    """``(pass, rank)`` of the results, in order."""
    mark_tags = sorted({mark_tag(kind, mark) for kind, held in marks.items() for mark in held})
    if not mark_tags:
        return []
    low = first_rank(filters.since) if filters.since else LOWEST
    high = after_day(filters.until) if filters.until else HIGHEST
    begin, before = _begin(cursor)
    found: list[tuple[int, int]] = []
    for number, ask in enumerate(question.passes):
        if number < begin or len(found) == limit:
            continue
        wanted = Wanted(
            ask=ask,
            marks=mark_tags,
            tags=_filter_tags(filters),
            low=low,
            high=min(high, before) if number == begin else high,
            limit=limit - len(found),
        )
        found += [(number, rank) for rank in engine().find(wanted)]
    return found


def _filter_tags(filters: Filters) -> Sequence[Collection[str]]:
    groups = [[agency_tag(pk) for pk in filters.agency_ids]] if filters.agency_ids else []
    groups += [
        [facet_tag(name, value) for value in values]
        for name, values in filters.facets.items()
        if values
    ]
    return groups


def _begin(cursor: str) -> tuple[int, int]:
    read = CURSOR.fullmatch(cursor)
    if not read:
        return 0, HIGHEST
    return int(read[1]), max(min(int(read[2]), HIGHEST), LOWEST)


def _hits(ranks: Sequence[int]) -> list[Hit]:
    rows = (
        Entry.objects.filter(rank__in=ranks)
        .defer("body", "marks")
        .annotate(excerpt=Left("body", EXCERPT))
    )
    by_rank = {row.rank: row for row in rows}
    return [_hit(by_rank[rank]) for rank in ranks if rank in by_rank]


def _hit(row: Entry) -> Hit:
    return Hit(
        subject=Subject(row.kind, row.subject_id),
        title=row.title,
        code=row.code,
        agency_id=row.agency_id,
        at=row.at,
        body=str(getattr(row, "excerpt", "")),
        facets=row.facets,
    )

"""The writing door of the index, called by other rooms inside their own verbs.

These are no verbs of their own: whoever changes a subject leaves the journal's note and, in the
same transaction, tells the index. Nothing here checks a right; the marks carry it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.core.search.engines import Posting, engine
from congvu.core.search.models import Entry
from congvu.core.search.rank import rank_of
from congvu.core.search.registry import Item
from congvu.core.search.tags import tags_of
from congvu.core.search.words import MAX_BODY, words

BATCH = 500
KEYS = ["id", "rank", "kind", "subject_id"]
FIELDS = ["rank", "agency_id", "at", "title", "code", "body", "marks", "facets"]


def put(
    *,
    subject: Subject,
    title: str,
    at: datetime,
    marks: Collection[str],
    code: str = "",
    body: str = "",
    agency_id: int | None = None,
    facets: Mapping[str, str] | None = None,
) -> None:
    """Make a subject findable, or replace how it is found. See :class:`registry.Item`.

    Call it inside the transaction that changes the subject; about 1 ms for a letter.

    :raises ValueError: a mark or facet outside ``[a-z0-9_.-]{1,60}``
    :raises RuntimeError: no transaction is open
    """
    put_many(
        [
            Item(
                subject=subject, title=title, at=at, marks=marks, code=code, body=body,
                agency_id=agency_id, facets=facets or {},
            )
        ]
    )  # fmt: skip


def put_many(items: Iterable[Item]) -> int:
    """Put many subjects, each at most once in one call; returns how many.

    :raises RuntimeError: no transaction is open
    """
    _inside_transaction()
    todo = list(items)
    for start in range(0, len(todo), BATCH):
        _put_batch(todo[start : start + BATCH])
    return len(todo)


def remove(subject: Subject) -> None:
    """Forget a subject; one that is not there is no error."""
    _inside_transaction()
    Entry.objects.filter(kind=subject.kind, subject_id=subject.id).delete()


def set_marks(subject: Subject, marks: Collection[str]) -> None:
    """Change who finds a subject, leaving its words; one that is not there is no error."""
    _change(subject, marks=sorted(set(marks)))


def set_facets(subject: Subject, facets: Mapping[str, str]) -> None:
    """Change how a subject is filtered, leaving its words; absent is no error."""
    _change(subject, facets=dict(facets))


@contextmanager
def bulk() -> Iterator[None]:
    """Load very many items fast: PostgreSQL's word index is built once, at the end.

    Searches answer slowly meanwhile; for imports and demos, not for pages.
    """
    with engine().bulk():
        yield


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the index is written inside the transaction of its subject")


def _put_batch(items: Sequence[Item]) -> None:
    known = _known(items)
    new = [item for item in items if item.subject not in known]
    ids = engine().reserve(len(new)) if new else []
    fresh = dict(zip((item.subject for item in new), ids, strict=True))
    entries = [_entry(item, known, fresh) for item in items]
    if known:
        engine().erase([entry.rank for entry in known.values()])
        Entry.objects.bulk_create(
            entries, update_conflicts=True, update_fields=FIELDS, unique_fields=["id"]
        )
    else:
        engine().enter(entries)
    engine().write([_posting(entry) for entry in entries])


def _known(items: Sequence[Item]) -> dict[Subject, Entry]:
    if len(items) == 1:
        subject = items[0].subject
        standing = _ENTRY(kind=subject.kind, subject_id=subject.id)
        return {subject: standing[0]} if standing else {}
    found: dict[Subject, Entry] = {}
    for kind in {item.subject.kind for item in items}:
        ids = [item.subject.id for item in items if item.subject.kind == kind]
        rows = Entry.objects.select_for_update().filter(kind=kind, subject_id__in=ids)
        found |= {Subject(kind, row.subject_id): row for row in rows.only(*KEYS)}
    return found


_ENTRY = Prepared(
    lambda kind, subject_id: (
        Entry.objects.select_for_update().filter(kind=kind, subject_id=subject_id).only(*KEYS)
    ),
    kind=str,
    subject_id=int,
)


def _entry(item: Item, known: Mapping[Subject, Entry], fresh: Mapping[Subject, int]) -> Entry:
    old = known.get(item.subject)
    pk = old.pk if old else fresh[item.subject]
    return Entry(
        pk=pk,
        kind=item.subject.kind,
        subject_id=item.subject.id,
        rank=rank_of(item.at, pk),
        agency_id=item.agency_id,
        at=item.at,
        title=item.title,
        code=item.code[:100],
        body=item.body[:MAX_BODY],
        marks=sorted(set(item.marks)),
        facets=dict(item.facets),
    )


def _posting(entry: Entry) -> Posting:
    head = [words(text) for text in (entry.code, entry.title) if text]
    return Posting(rank=entry.rank, head=head, body=words(entry.body), tags=_tags(entry))


def _tags(entry: Entry) -> list[str]:
    return tags_of(
        kind=entry.kind, agency_id=entry.agency_id, marks=entry.marks, facets=entry.facets
    )


def _change(subject: Subject, **values: Any) -> None:
    _inside_transaction()
    entry = (
        Entry.objects.select_for_update()
        .filter(kind=subject.kind, subject_id=subject.id)
        .defer("title", "body")
        .first()
    )
    if entry is None:
        return
    old = _tags(entry)
    for name, value in values.items():
        setattr(entry, name, value)
    new = _tags(entry)
    if old != new:
        entry.save(update_fields=list(values))
        engine().retag(entry.rank, old, new)

"""The index made again from the rooms, while people go on searching and working."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from congvu.core.search.actions import put_many
from congvu.core.search.models import Entry
from congvu.core.search.registry import Item, indexes

BATCH = 500


def rebuild(kind: str, *, tell: Callable[[int], object] = lambda count: None) -> int:
    """Put every subject of a kind again and drop entries of subjects that are gone.

    Each batch is its own transaction. The entries are locked **before** the room is read, so a
    change made meanwhile is either read here or written after, never overwritten.
    ``tell`` hears the number done so far.
    """
    before = set(Entry.objects.filter(kind=kind).values_list("subject_id", flat=True))
    done = 0
    for ids in _batches(indexes[kind].ids()):
        with transaction.atomic():
            rows = Entry.objects.select_for_update().filter(kind=kind, subject_id__in=ids)
            list(rows.values_list("pk", flat=True))
            done += put_many(indexes[kind].items(ids))
        before.difference_update(ids)
        tell(done)
    for ids in _batches(sorted(before)):
        Entry.objects.filter(kind=kind, subject_id__in=ids).delete()
    return done


def check(kind: str) -> str:
    """What differs between the room and the index, as a Vietnamese sentence; empty when equal."""
    left = set(Entry.objects.filter(kind=kind).values_list("subject_id", flat=True))
    missing = changed = 0
    for ids in _batches(indexes[kind].ids()):
        items = {item.subject.id: item for item in indexes[kind].items(ids)}
        rows = Entry.objects.filter(kind=kind, subject_id__in=ids).defer("body")
        stored = {row.subject_id: row for row in rows}
        missing += len(items.keys() - stored.keys())
        changed += sum(_differs(items[pk], row) for pk, row in stored.items() if pk in items)
        left.difference_update(items)
    if missing or changed or left:
        return f"thiếu {missing}, khác {changed}, thừa {len(left)}"
    return ""


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    walk = iter(ids)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _differs(item: Item, row: Entry) -> bool:
    return (row.title, row.at, row.agency_id, row.marks, row.code, row.facets) != (
        item.title,
        item.at,
        item.agency_id,
        sorted(set(item.marks)),
        item.code[:100],
        dict(item.facets),
    )

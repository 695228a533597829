"""SQLite: one FTS5 row per entry with folded words, exact words and tags as columns.

FTS5 folds neither ``đ`` nor the double marks of ``ế`` reliably, so the columns receive words
that were cut and folded here; its tokenizer only splits at the spaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from congvu.core.search.ask import Term
from congvu.core.search.engines.base import Posting, Wanted
from congvu.core.search.models import Entry
from congvu.core.search.words import Word

FIELD_GAP = " :: "
"""A token no query contains, so that no phrase runs from the code into the title."""


class SqliteEngine:
    def reserve(self, count: int) -> list[int]:
        # The writing transaction is IMMEDIATE: nobody else can take the same ids.
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'search_entry'")
            row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + 1 + count))

    def enter(self, entries: Sequence[Entry]) -> None:
        Entry.objects.bulk_create(entries)

    def write(self, postings: Sequence[Posting]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_fts (rowid, folded, exact, body_folded, body_exact, tags) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [_row(posting) for posting in postings],
            )

    def erase(self, ranks: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_fts WHERE rowid = %s", [(rank,) for rank in ranks]
            )

    def retag(self, rank: int, old: Collection[str], new: Collection[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_fts SET tags = %s WHERE rowid = %s", [" ".join(new), rank]
            )

    def find(self, wanted: Wanted) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_fts WHERE search_fts MATCH %s "
                "AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [match(wanted), wanted.low, wanted.high, wanted.limit],
            )
            return [row[0] for row in cursor.fetchall()]

    @contextmanager
    def bulk(self) -> Iterator[None]:
        yield


def _row(posting: Posting) -> tuple[int, str, str, str, str, str]:
    return (
        posting.rank,
        FIELD_GAP.join(_joined(field, "folded") for field in posting.head),
        FIELD_GAP.join(_joined(field, "exact") for field in posting.head),
        _joined(posting.body, "folded"),
        _joined(posting.body, "exact"),
        " ".join(posting.tags),
    )


def _joined(field: Sequence[Word], pick: str) -> str:
    return " ".join(getattr(word, pick) for word in field)


def match(wanted: Wanted) -> str:
    """The FTS5 expression of the pass with its rights and filters; every part is quoted."""
    parts = [_any(wanted.marks)]
    parts += [_any(tags) for tags in wanted.tags]
    parts += [_term(term, wanted.ask.want.deep) for term in wanted.ask.want.terms]
    expression = " AND ".join(parts)
    for shown in wanted.ask.without:
        unwanted = " AND ".join(_term(term, shown.deep) for term in shown.terms)
        expression = f"({expression}) NOT ({unwanted})"
    return expression


def _any(tags: Collection[str]) -> str:
    return "tags : (" + " OR ".join(f'"{tag}"' for tag in tags) + ")"


def _term(term: Term, deep: bool) -> str:
    column = "exact" if term.exact else "folded"
    columns = f"{{{column} body_{column}}}" if deep else column
    return f'{columns} : "{" ".join(term.words)}"' + (" *" if term.prefix else "")

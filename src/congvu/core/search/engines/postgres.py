"""PostgreSQL: one tsvector per entry holds folded words, exact words and tags; GIN finds them.

The vector is built here, not by ``to_tsvector``, whose parser takes ``647/STTTT`` for a path.
An exact word stands at the same position as its folded one, so phrases may mix both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from congvu.core.search.ask import Term
from congvu.core.search.engines.base import Posting, Wanted

WALK = 8_000
"""Newest rows looked at one by one before the GIN index is asked.

A frequent answer fills a page within them (0.3 µs a row); what does not is rare enough for GIN
to gather and sort. Either way alone takes over 300 ms on some queries of a million rows."""
FIELD_GAP = 8
LAST_POSITION = 16_383
"""PostgreSQL keeps no position beyond."""

RECENT = """
    SELECT rank FROM (
        SELECT rank, vector FROM search_posting WHERE rank >= %s AND rank < %s
        ORDER BY rank DESC LIMIT %s OFFSET 0
    ) newest WHERE vector @@ %s::tsquery ORDER BY rank DESC LIMIT %s
"""
# "+ 0" keeps the planner from walking the key backwards through a million rows.
EVERYTHING = """
    SELECT rank FROM search_posting WHERE vector @@ %s::tsquery AND rank >= %s AND rank < %s
    ORDER BY rank + 0 DESC LIMIT %s
"""

CREATE_INDEX = (
    "CREATE INDEX search_posting_vector ON search_posting USING gin (vector) "
    "WITH (fastupdate = off)"
)


class PostgresEngine:
    def reserve(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('search_entry', 'id')) "
                "FROM generate_series(1, %s)",
                [count],
            )
            return [row[0] for row in cursor.fetchall()]

    def write(self, postings: Sequence[Posting]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_posting (rank, vector) VALUES (%s, %s::tsvector)",
                [(posting.rank, vector(posting)) for posting in postings],
            )

    def erase(self, ranks: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_posting WHERE rank = ANY(%s)", [list(ranks)])

    def retag(self, rank: int, old: Collection[str], new: Collection[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_posting SET vector = ts_delete(vector, %s::text[]) || %s::tsvector "
                "WHERE rank = %s",
                [list(old), " ".join(map(quote, new)), rank],
            )

    def find(self, wanted: Wanted) -> list[int]:
        query = tsquery(wanted)
        with connection.cursor() as cursor:
            cursor.execute(RECENT, [wanted.low, wanted.high, WALK, query, wanted.limit])
            found = [row[0] for row in cursor.fetchall()]
            if len(found) < wanted.limit:
                cursor.execute(EVERYTHING, [query, wanted.low, wanted.high, wanted.limit])
                found = [row[0] for row in cursor.fetchall()]
        return found

    @contextmanager
    def bulk(self) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS search_posting_vector")
            try:
                yield
            finally:
                cursor.execute(CREATE_INDEX)
                cursor.execute("ANALYZE search_posting")


def quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(posting: Posting) -> str:
    """The text form of the entry's tsvector."""
    places: dict[str, list[int]] = {}
    position = 0
    for field in posting.fields:
        for word in field:
            position += 1
            places.setdefault(word.folded, []).append(position)
            if word.is_marked:
                places.setdefault(word.exact, []).append(position)
        position += FIELD_GAP
    parts = [_placed(lexeme, found) for lexeme, found in places.items()]
    parts += map(quote, posting.tags)
    return " ".join(parts)


def _placed(lexeme: str, positions: list[int]) -> str:
    kept = [str(position) for position in positions[:255] if position <= LAST_POSITION]
    return f"{quote(lexeme)}:{','.join(kept)}" if kept else quote(lexeme)


def tsquery(wanted: Wanted) -> str:
    """The text form of the pass with its rights and filters; every part is quoted."""
    parts = [f"({' | '.join(map(quote, wanted.marks))})"]
    parts += [f"({' | '.join(map(quote, tags))})" for tags in wanted.tags]
    parts += [_term(term) for term in wanted.ask.want]
    if wanted.ask.without:
        parts.append(f"!({' & '.join(_term(term) for term in wanted.ask.without)})")
    return " & ".join(parts)


def _term(term: Term) -> str:
    run = " <-> ".join(map(quote, term.words)) + (":*" if term.prefix else "")
    return f"({run})"

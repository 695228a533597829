"""PostgreSQL: one tsvector per entry holds folded words, exact words and tags; GIN finds them.

The vector is built here, not by ``to_tsvector``, whose parser takes ``647/STTTT`` for a path.
An exact word stands at the same position as its folded one, so phrases may mix both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection

from congvu.core.search.ask import Pass, Term
from congvu.core.search.engines.base import Posting, Wanted

WALK = 8_000
"""Newest rows looked at one by one before the GIN index is asked.

A frequent answer fills a page within them (0.3 µs a row); what does not is rare enough for GIN
to gather and sort. Either way alone takes over 300 ms on some queries of a million rows."""
FEW = 80
"""Of the walked rows: with no more, the rows without the unfinished word are few enough to read."""
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

# How many of the newest rows answer without the unfinished word.
PROBE = """
    SELECT count(*) FROM (
        SELECT vector FROM search_posting WHERE rank >= %s AND rank < %s
        ORDER BY rank DESC LIMIT %s OFFSET 0
    ) newest WHERE vector @@ %s::tsquery
"""
# A frequent beginning ("ng") makes GIN gather every row of every word that begins so. Where the
# other words are rare, they alone go to the index; IS TRUE keeps the beginning out of it.
BEGINNING = """
    SELECT rank FROM search_posting
    WHERE vector @@ %s::tsquery AND (vector @@ %s::tsquery) IS TRUE AND rank >= %s AND rank < %s
    ORDER BY rank + 0 DESC LIMIT %s
"""
INSERT = "INSERT INTO search_posting (rank, vector) VALUES (%s, %s::tsvector)"
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
        rows = [(posting.rank, vector(posting)) for posting in postings]
        with connection.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(INSERT, rows[0])
                return
            with cursor.copy("COPY search_posting (rank, vector) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

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
                statement, params = _gathering(cursor, wanted, query)
                cursor.execute(statement, params)
                found = [row[0] for row in cursor.fetchall()]
        return found

    @contextmanager
    def bulk(self) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS search_posting_vector")
            try:
                yield
            finally:
                # Half a minute for a million rows: beyond what a page's statement may take.
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("SET maintenance_work_mem = '256MB'")
                cursor.execute(CREATE_INDEX)
                cursor.execute("ANALYZE search_posting")
                cursor.execute("RESET maintenance_work_mem")
                cursor.execute("RESET statement_timeout")


def _gathering(cursor: Any, wanted: Wanted, query: str) -> tuple[str, list[int | str]]:
    """The statement that finds what is rare among the newest rows, by the cheapest way."""
    span: list[int | str] = [wanted.low, wanted.high]
    loose = without_beginning(wanted)
    if loose:
        cursor.execute(PROBE, [*span, WALK, loose])
        if cursor.fetchone()[0] <= FEW:
            return BEGINNING, [loose, query, *span, wanted.limit]
    return EVERYTHING, [query, *span, wanted.limit]


def without_beginning(wanted: Wanted) -> str:
    """The query without the unfinished last word; empty when no other word is left."""
    last = wanted.ask.want[-1] if wanted.ask.want else None
    if last is None or not last.prefix:
        return ""
    rest = [*wanted.ask.want[:-1]]
    if last.words[:-1]:
        rest.append(Term(last.words[:-1], last.exact))
    return tsquery(replace(wanted, ask=Pass(tuple(rest)))) if rest else ""


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
    # Words first: the walk stops at the first part that a row lacks, and words are rarer.
    parts = [_term(term) for term in wanted.ask.want]
    parts += [f"({' | '.join(map(quote, tags))})" for tags in wanted.tags]
    parts.append(f"({' | '.join(map(quote, wanted.marks))})")
    if wanted.ask.without:
        parts.append(f"!({' & '.join(_term(term) for term in wanted.ask.without)})")
    return " & ".join(parts)


def _term(term: Term) -> str:
    run = " <-> ".join(map(quote, term.words)) + (":*" if term.prefix else "")
    return f"({run})"

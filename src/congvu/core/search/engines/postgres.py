"""PostgreSQL: tsvectors hold folded words, exact words and tags; GIN finds them.

``head`` has title and code, small enough to stay in the row; ``whole`` has them and the body,
long and stored aside. Both have the tags.

The vector is built here, not by ``to_tsvector``, whose parser takes ``647/STTTT`` for a path.
An exact word stands at the same position as its folded one, so phrases may mix both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from congvu.core.kernel.storing import insert
from congvu.core.search.ask import All, Pass, Term
from congvu.core.search.engines.base import Posting, Wanted
from congvu.core.search.models import Entry
from congvu.core.search.rank import LOWEST
from congvu.core.search.words import Word

WALK = 8_000
"""Newest rows looked at one by one before the GIN index is asked.

A frequent answer fills a page within them (0.3 µs a row); what does not is rare enough for GIN
to gather and sort. Either way alone takes over 300 ms on some queries of a million rows."""
FEW = 80
"""Of the walked rows: with no more, the rows without the unfinished word are few enough to read."""
FIELD_GAP = 8
LAST_POSITION = 16_383
"""PostgreSQL keeps no position beyond."""

READABLE = 400
"""Of the walked rows, how many readable bodies are opened: a long vector is stored compressed."""

# "+ 0" keeps the planner from walking the key through a million rows, or through a year.
NEWEST = "ORDER BY rank + 0 DESC LIMIT %s"
# The lower end stands outside the walk: inside, a year is fetched whole and sorted.
HEAD_WALK = """
    SELECT rank FROM (
        SELECT rank, head, whole FROM search_posting WHERE rank < %s
        ORDER BY rank DESC LIMIT %s OFFSET 0
    ) newest WHERE rank >= %s AND head @@ %s::tsquery {without} ORDER BY rank DESC LIMIT %s
"""
DEEP_WALK = """
    SELECT rank FROM (
        SELECT rank, head, whole FROM (
            SELECT rank, head, whole FROM search_posting WHERE rank < %s
            ORDER BY rank DESC LIMIT %s OFFSET 0
        ) newest WHERE rank >= %s AND whole IS NOT NULL AND head @@ %s::tsquery
        ORDER BY rank DESC LIMIT %s OFFSET 0
    ) readable WHERE whole @@ %s::tsquery {without} ORDER BY rank DESC LIMIT %s
"""
GATHER = """
    SELECT rank FROM search_posting
    WHERE {column} @@ %s::tsquery AND rank + 0 >= %s AND rank + 0 < %s {without}
"""
# How many of the newest rows answer without the unfinished word.
PROBE = """
    SELECT count(*) FROM (
        SELECT rank, head FROM search_posting WHERE rank < %s
        ORDER BY rank DESC LIMIT %s OFFSET 0
    ) newest WHERE rank >= %s AND head @@ %s::tsquery
"""
# Whether a span of days has more rows than are walked.
MORE = """
    SELECT 1 FROM search_posting WHERE rank >= %s AND rank < %s ORDER BY rank DESC OFFSET %s LIMIT 1
"""
ENTER = """
    COPY search_entry (id, kind, subject_id, rank, agency_id, at, title, code, body, marks, facets)
    FROM STDIN
"""
INSERT = """
    INSERT INTO search_posting (rank, head, whole) VALUES (%s, %s::tsvector, %s::tsvector)
"""
RETAG = """
    UPDATE search_posting SET head = ts_delete(head, %s::text[]) || %s::tsvector,
    whole = ts_delete(whole, %s::text[]) || %s::tsvector WHERE rank = %s
"""
INDEXES = {
    "search_posting_head": "gin (head) WITH (fastupdate = off)",
    "search_posting_whole": "gin (whole) WITH (fastupdate = off) WHERE whole IS NOT NULL",
}


class PostgresEngine:
    def reserve(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('search_entry', 'id')) "
                "FROM generate_series(1, %s)",
                [count],
            )
            return [row[0] for row in cursor.fetchall()]

    def enter(self, entries: Sequence[Entry]) -> None:
        if len(entries) == 1:
            insert(entries[0])
            return
        with connection.cursor() as cursor, cursor.copy(ENTER) as copy:
            for one in entries:
                copy.write_row(
                    (
                        one.pk, one.kind, one.subject_id, one.rank, one.agency_id, one.at,
                        one.title, one.code, one.body, json.dumps(one.marks),
                        json.dumps(one.facets),
                    )
                )  # fmt: skip

    def write(self, postings: Sequence[Posting]) -> None:
        rows = [(posting.rank, *vectors(posting)) for posting in postings]
        with connection.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(INSERT, rows[0])
                return
            with cursor.copy("COPY search_posting (rank, head, whole) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def erase(self, ranks: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_posting WHERE rank = ANY(%s)", [list(ranks)])

    def retag(self, rank: int, old: Collection[str], new: Collection[str]) -> None:
        added = " ".join(map(quote, new))
        with connection.cursor() as cursor:
            cursor.execute(RETAG, [list(old), added, list(old), added, rank])

    def find(self, wanted: Wanted) -> list[int]:
        with connection.cursor() as cursor:
            for statement in (_walk, _gathering):
                sql, params = statement(wanted)
                cursor.execute(sql, params)
                found = [row[0] for row in cursor.fetchall()]
                if len(found) == wanted.limit or _is_walked(wanted):
                    break
        return found

    @contextmanager
    def bulk(self) -> Iterator[None]:
        with connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                # Half a minute for a million rows: beyond what a page's statement may take.
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("SET maintenance_work_mem = '256MB'")
                for name, definition in INDEXES.items():
                    cursor.execute(f"CREATE INDEX {name} ON search_posting USING {definition}")
                cursor.execute("ANALYZE search_posting")
                cursor.execute("RESET maintenance_work_mem")
                cursor.execute("RESET statement_timeout")


Statement = tuple[str, list[int | str]]


def _is_walked(wanted: Wanted) -> bool:
    """Whether the walk has seen every head of the days asked for."""
    if wanted.ask.want.deep or wanted.low == LOWEST:
        return False
    with connection.cursor() as cursor:
        cursor.execute(MORE, [wanted.low, wanted.high, WALK])
        return cursor.fetchone() is None


def _walk(wanted: Wanted) -> Statement:
    """The newest rows one by one: finds what is frequent."""
    without, excluded = _without(wanted.ask)
    span: list[int | str] = [wanted.high, WALK, wanted.low]
    if not wanted.ask.want.deep:
        return HEAD_WALK.format(without=without), [*span, tsquery(wanted), *excluded, wanted.limit]
    params = [*span, tag_query(wanted), READABLE, word_query(wanted.ask.want), *excluded]
    return DEEP_WALK.format(without=without), [*params, wanted.limit]


def _gathering(wanted: Wanted) -> Statement:
    """The GIN index: finds what is rare among the newest rows."""
    without, excluded = _without(wanted.ask)
    query: list[int | str] = [tsquery(wanted)]
    loose = without_beginning(wanted)
    if loose and _is_rare(wanted, loose):
        # A frequent beginning ("ng") makes GIN gather every row of every word that begins so.
        # Here the other words alone go to the index; IS TRUE keeps the beginning out of it.
        without = f"AND (head @@ %s::tsquery) IS TRUE {without}"
        query, excluded = [loose], [*query, *excluded]
    column = "whole" if wanted.ask.want.deep else "head"
    sql = GATHER.format(column=column, without=without) + NEWEST
    return sql, [*query, wanted.low, wanted.high, *excluded, wanted.limit]


def _without(ask: Pass) -> Statement:
    """The condition that leaves out what earlier passes have shown."""
    columns = ["whole" if shown.deep else "head" for shown in ask.without]
    sql = " ".join(f"AND ({column} @@ %s::tsquery) IS NOT TRUE" for column in columns)
    return sql, [word_query(shown) for shown in ask.without]


def _is_rare(wanted: Wanted, loose: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(PROBE, [wanted.high, WALK, wanted.low, loose])
        return bool(cursor.fetchone()[0] <= FEW)


def without_beginning(wanted: Wanted) -> str:
    """The query without the unfinished last word; empty when no other word is left."""
    terms = wanted.ask.want.terms
    if not terms or not terms[-1].prefix:
        return ""
    rest = [*terms[:-1]]
    if terms[-1].words[:-1]:
        rest.append(Term(terms[-1].words[:-1], terms[-1].exact))
    return tsquery(replace(wanted, ask=Pass(All(tuple(rest))))) if rest else ""


def quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vectors(posting: Posting) -> tuple[str, str | None]:
    """The text forms of the head's tsvector and of the whole's; None without a body."""
    tags = [quote(tag) for tag in posting.tags]
    head = vector(posting.head, tags)
    return head, vector([*posting.head, posting.body], tags) if posting.body else None


def vector(fields: Sequence[Sequence[Word]], tags: Sequence[str]) -> str:
    places: dict[str, list[int]] = {}
    position = 0
    for field in fields:
        for word in field:
            position += 1
            places.setdefault(word.folded, []).append(position)
            if word.is_marked:
                places.setdefault(word.exact, []).append(position)
        position += FIELD_GAP
    return " ".join([*(_placed(lexeme, found) for lexeme, found in places.items()), *tags])


def _placed(lexeme: str, positions: list[int]) -> str:
    kept = [str(position) for position in positions[:255] if position <= LAST_POSITION]
    return f"{quote(lexeme)}:{','.join(kept)}" if kept else quote(lexeme)


def tsquery(wanted: Wanted) -> str:
    """Words, filters and rights in one text form; every part is quoted.

    Words first: the walk stops at the first part that a row lacks, and words are rarer.
    """
    words = word_query(wanted.ask.want)
    return f"{words} & {tag_query(wanted)}" if words else tag_query(wanted)


def word_query(want: All) -> str:
    return " & ".join(_term(term) for term in want.terms)


def tag_query(wanted: Wanted) -> str:
    return " & ".join(
        f"({' | '.join(map(quote, any_of))})" for any_of in (*wanted.tags, wanted.marks)
    )


def _term(term: Term) -> str:
    run = " <-> ".join(map(quote, term.words)) + (":*" if term.prefix else "")
    return f"({run})"

"""Questions asked on every request, whose SQL is built once.

Django builds the SQL of a query anew at each use. For a question of four tables that is 3 ms,
several times what the database needs to answer it. A prepared question keeps the SQL and puts
the values of each call in the places of the marks it was built with. PostgreSQL keeps its own
reading of it too (a prepared statement), which saves half of the database's work.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, Self, TypeVar

from django import db
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.sql import UpdateQuery
from django.db.transaction import mark_for_rollback_on_error
from psycopg import RawCursor
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader

from congvu.core.kernel.rows import builder

Row = TypeVar("Row")


MOST_KEPT = 250
"""Statements that the server keeps for one connection; the driver's own limit, 100, is soon
passed by the questions of all rooms, and then each new one throws out another."""


class Small(int):
    """Kind of a value that goes into a column of small numbers."""


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_100_000_001 + place,
    Small: lambda place: 32_001 + place,
    str: lambda place: f"\x01{place}",
    date: lambda place: date(9001, 1, 1 + place),
    datetime: lambda place: datetime(9001, 2, 1 + place, tzinfo=UTC),
}
Bind = list[tuple[str, Callable[[Any], Any] | None, Any]]


@dataclass(frozen=True, slots=True)
class Kept(Generic[Row]):
    """What is kept of a question for one kind of database."""

    sql: str
    bind: Bind
    rows: Callable[[list[tuple[Any, ...]]], list[Row]]


class Prepared(Generic[Row]):
    """``ask = Prepared(build, user_id=int, at=datetime)``, then ``ask(user_id=3, at=now)``.

    ``build`` is called once per kind of database, with marks for the values; it must put them
    into the query as they are (a date from a moment is a value of its own), and the query may
    not depend on them otherwise. It answers instances or, by ``values_list``, tuples; nothing is
    prefetched. Kinds: ``int``, ``Small``, ``str``, ``date``, ``datetime``.

    :raises ValueError: a value that the query does not hold
    :raises TypeError: a query for other rows
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, Kept[Row]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        connection = db.connections[db.DEFAULT_DB_ALIAS]
        kept = self._kept.get(connection.vendor) or self._compile(connection)
        with _cursor(connection) as cursor:
            cursor.execute(kept.sql, _bound(connection, kept.bind, values))
            return kept.rows(cursor.fetchall())

    def _compile(self, connection: BaseDatabaseWrapper) -> Kept[Row]:
        rows = self._build(**self._marks)
        if rows._prefetch_related_lookups or rows._known_related_objects:  # type: ignore[attr-defined]
            raise TypeError("a prepared question loads rows by one statement")
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        kept = Kept(*_bind(connection, sql, params, self._marks), _reader(rows, compiler))
        self._kept[connection.vendor] = kept
        return kept


def _reader(rows: QuerySet[Any, Row], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Makes of the driver's rows what the query's own iteration would."""
    columns = compiler.select[: compiler.col_count]
    converters = compiler.get_converters([column for column, _, _ in columns])
    kind = rows._iterable_class
    make: Callable[[Any], Any]
    if kind is ModelIterable:
        make = builder(compiler.klass_info, compiler.select, db.DEFAULT_DB_ALIAS)
        if compiler.annotation_col_map:
            make = _annotated(make, compiler.annotation_col_map)
    elif kind is ValuesListIterable:
        make = tuple
    else:
        raise TypeError("a prepared question answers instances or tuples")
    if converters:
        return lambda found: [make(row) for row in compiler.apply_converters(found, converters)]
    return lambda found: [make(row) for row in found]


def _annotated(make: Callable[[Any], Any], places: dict[str, int]) -> Callable[[Any], Any]:
    def build(row: Any) -> Any:
        one = make(row)
        for name, place in places.items():
            setattr(one, name, row[place])
        return one

    return build


class PreparedNumber:
    """The same for a query that ends in a number: ``build`` calls ``count()`` itself."""

    def __init__(self, build: Callable[..., int], **kinds: type) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, tuple[str, Bind]] = {}

    def __call__(self, **values: Any) -> int:
        connection = db.connections[db.DEFAULT_DB_ALIAS]
        sql, bind = self._kept.get(connection.vendor) or self._compile(connection)
        with _cursor(connection) as cursor:
            cursor.execute(sql, _bound(connection, bind, values))
            return int(cursor.fetchone()[0])

    def _compile(self, connection: BaseDatabaseWrapper) -> tuple[str, Bind]:
        # The statement goes nowhere, so it is not one of those that a log or a test counts.
        logged, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            with connection.execute_wrapper(_catch):
                self._build(**self._marks)
        except _Caught as caught:
            sql, params = caught.args
        finally:
            connection.force_debug_cursor = logged
        kept = self._kept[connection.vendor] = _bind(connection, sql, params, self._marks)
        return kept


class PreparedUpdate:
    """A change of rows: ``build`` answers the rows and what ``update`` would be given for them.

    ``give = PreparedUpdate(lambda pk, last: (rows.filter(pk=pk), {"last": last}), pk=int, last=int)``
    """

    def __init__(
        self, build: Callable[..., tuple[QuerySet[Any, Any], dict[str, Any]]], **kinds: type
    ) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, tuple[str, Bind]] = {}

    def __call__(self, **values: Any) -> int:
        """How many rows were changed."""
        connection = db.connections[db.DEFAULT_DB_ALIAS]
        sql, bind = self._kept.get(connection.vendor) or self._compile(connection)
        with mark_for_rollback_on_error(connection.alias), _cursor(connection) as cursor:
            cursor.execute(sql, _bound(connection, bind, values))
            return int(cursor.rowcount)

    def _compile(self, connection: BaseDatabaseWrapper) -> tuple[str, Bind]:
        rows, changes = self._build(**self._marks)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        query.clear_ordering(force=True)
        sql, params = query.get_compiler(connection=connection).as_sql()
        kept = self._kept[connection.vendor] = _bind(connection, sql, params, self._marks)
        return kept


class _Caught(Exception):
    """Carries a statement out instead of to the database."""


def _catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise _Caught(sql, params)


def _bind(
    connection: BaseDatabaseWrapper, sql: str, params: Any, marks: dict[str, Any]
) -> tuple[str, Bind]:
    """The statement, and of each of its places the name of its value with the type it goes in,
    or the constant itself.

    PostgreSQL reads constants in the statement: of an index over the rows of one state it would
    not know that it fits a state that is said later, and walk a whole register for one number.
    """
    names = {_adapted(mark): name for name, mark in marks.items()}
    given, bind = iter(params), Bind()
    inside = connection.vendor == "postgresql"

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(given)
        name = names.get(param, "") if isinstance(param, int | str | date) else ""
        if isinstance(param, Enum):
            param = param.value
        if inside and not name:
            return Literal(param).as_string(connection.connection).replace("%", "%%")
        # The driver's own number types tell PostgreSQL how wide the column is.
        bind.append((name, type(param) if name and isinstance(param, int) else None, param))
        return "%s"

    sql = re.sub("%[s%]", place, sql)
    lost = set(marks) - {name for name, _, _ in bind}
    if lost:
        raise ValueError(f"the query does not hold {', '.join(sorted(lost))}")
    return sql, bind


def _bound(connection: Any, bind: Bind, values: dict[str, Any]) -> tuple[Any, ...]:
    given = values
    if connection.vendor != "postgresql":  # its driver takes moments and days as they are
        given = {name: _adapted(value) for name, value in values.items()}
    return tuple(
        [
            (kind(given[name]) if kind and given[name] is not None else given[name])
            if name
            else constant
            for name, kind, constant in bind
        ]
    )


def _adapted(value: Any) -> Any:
    """As the database's driver is given it."""
    if isinstance(value, datetime):
        return db.connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return db.connection.ops.adapt_datefield_value(value)
    return value


def statement_cursor(connection: Any) -> Any:
    """For statements that differ in which values are missing: the server keeps those that come
    often, where a prepared question is kept at once."""
    return _cursor(connection, _Sending)


def _cursor(connection: Any, kind: type[RawCursor[Any]] | None = None) -> Any:
    """A cursor of Django's; on PostgreSQL one that leaves the values to the server."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.connection.prepared_max = MOST_KEPT
    return connection._prepare_cursor((kind or _Keeping)(connection.connection))


class _Sending(RawCursor[Any]):
    """Moments come in UTC by the driver's own reader, which is in C; Django's is not."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(_numbered(query), params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        super().executemany(_numbered(query), params_seq, **options)


class _Keeping(_Sending):
    """PostgreSQL reads the statement at its first use on a connection and keeps its plan."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **options, prepare=True)


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """The statement with its places as the server counts them: ``%s`` is ``$1``, ``$2`` …"""
    places = itertools.count(1)
    return re.sub("%[s%]", lambda m: f"${next(places)}" if m[0] == "%s" else "%", sql).encode()

"""Questions asked on every request, whose SQL is built once.

Django builds the SQL of a query anew at each use. For a question of four tables that is 3 ms,
several times what the database needs to answer it. A prepared question keeps the SQL and puts
the values of each call in the places of the marks it was built with. PostgreSQL keeps its own
reading of it too (a prepared statement), which saves half of the database's work.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Generic, Self, TypeVar

from django import db
from django.db.models import QuerySet
from psycopg import Cursor

Row = TypeVar("Row")


class Small(int):
    """Kind of a value that goes into a column of small numbers."""


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_100_000_001 + place,
    Small: lambda place: 32_001 + place,
    str: lambda place: f"\x01{place}",
    date: lambda place: date(9001, 1, 1 + place),
    datetime: lambda place: datetime(9001, 2, 1 + place, tzinfo=UTC),
}
Kept = tuple[QuerySet[Any, Any], Any, dict[int, Any], str, "Bind"]
Bind = list[tuple[str, Callable[[Any], Any] | None, Any]]


class Prepared(Generic[Row]):
    """``ask = Prepared(build, user_id=int, at=datetime)``, then ``ask(user_id=3, at=now)``.

    ``build`` is called once per kind of database, with marks for the values; it must put them
    into the query as they are (a date from a moment is a value of its own), and the query may
    not depend on them otherwise. Kinds: ``int``, ``Small``, ``str``,
    ``date``, ``datetime``.

    :raises ValueError: a value that the query does not hold
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, Kept] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        connection = db.connection
        kept = self._kept.get(connection.vendor) or self._compile()
        rows, compiler, converters, sql, bind = kept
        with _cursor() as cursor:
            cursor.execute(sql, _bound(bind, values))
            found = cursor.fetchall()
        mine = copy.copy(compiler)
        mine.connection = connection
        mine.execute_sql = lambda *args, **kwargs: (found,)
        mine.get_converters = lambda expressions: converters
        fresh = rows.all()
        fresh.query.get_compiler = lambda *args, **kwargs: mine  # type: ignore[method-assign]
        return list(fresh)

    def _compile(self) -> Kept:
        rows = self._build(**self._marks)
        compiler = rows.query.get_compiler(connection=db.connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        kept = (rows, compiler, converters, sql, _bind(params, self._marks))
        self._kept[db.connection.vendor] = kept
        return kept


class PreparedNumber:
    """The same for a query that ends in a number: ``build`` calls ``count()`` itself."""

    def __init__(self, build: Callable[..., int], **kinds: type) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, tuple[str, Bind]] = {}

    def __call__(self, **values: Any) -> int:
        sql, bind = self._kept.get(db.connection.vendor) or self._compile()
        with _cursor() as cursor:
            cursor.execute(sql, _bound(bind, values))
            return int(cursor.fetchone()[0])

    def _compile(self) -> tuple[str, Bind]:
        connection = db.connection
        # The statement goes nowhere, so it is not one of those that a log or a test counts.
        logged, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            with connection.execute_wrapper(_catch):
                self._build(**self._marks)
        except _Caught as caught:
            sql, params = caught.args
        finally:
            connection.force_debug_cursor = logged
        kept = self._kept[db.connection.vendor] = (sql, _bind(params, self._marks))
        return kept


class _Caught(Exception):
    """Carries a statement out instead of to the database."""


def _catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise _Caught(sql, params)


def _bind(params: Any, marks: dict[str, Any]) -> Bind:
    """Of each parameter the name of its value and the type it goes in, or the constant itself."""
    names = {_adapted(mark): name for name, mark in marks.items()}
    bind: Bind = []
    for param in params:
        name = names.get(param, "") if isinstance(param, int | str | date) else ""
        # The driver's own number types tell PostgreSQL how wide the column is.
        bind.append((name, type(param) if name and isinstance(param, int) else None, param))
    lost = set(marks) - {name for name, _, _ in bind}
    if lost:
        raise ValueError(f"the query does not hold {', '.join(sorted(lost))}")
    return bind


def _bound(bind: Bind, values: dict[str, Any]) -> tuple[Any, ...]:
    given = {name: _adapted(value) for name, value in values.items()}
    return tuple(
        (kind(given[name]) if kind else given[name]) if name else constant
        for name, kind, constant in bind
    )


def _adapted(value: Any) -> Any:
    """As the database's driver is given it."""
    if isinstance(value, datetime):
        return db.connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return db.connection.ops.adapt_datefield_value(value)
    return value


def _cursor() -> Any:
    """A cursor of Django's; on PostgreSQL one that leaves the values to the server."""
    connection = db.connection
    if connection.vendor != "postgresql":
        return connection.cursor()
    postgres: Any = connection
    postgres.close_if_health_check_failed()
    postgres.ensure_connection()
    return postgres._prepare_cursor(_Keeping(postgres.connection))


class _Keeping(Cursor[Any]):
    """PostgreSQL reads the statement at its first use on a connection and keeps its plan."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **options, prepare=True)

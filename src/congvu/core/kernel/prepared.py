"""Questions asked on every request, whose SQL is built once.

Django builds the SQL of a query anew at each use. For a question of four tables that is 3 ms,
several times what the database needs to answer it. A prepared question keeps the SQL and puts
the values of each call in the places of the marks it was built with.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

Row = TypeVar("Row")
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_100_000_001 + place,
    date: lambda place: date(9001, 1, 1 + place),
    datetime: lambda place: datetime(9001, 2, 1 + place, tzinfo=UTC),
}


class Prepared(Generic[Row]):
    """``ask = Prepared(build, user_id=int, at=datetime)``, then ``ask(user_id=3, at=now)``.

    ``build`` is called once per kind of database, with marks for the values; it must put them
    into the query as they are (a date from a moment is a value of its own), and the query may
    not depend on them otherwise.

    :raises ValueError: a value that the query does not hold
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._build = build
        self._marks = {
            name: _MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._kept: dict[str, tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        if connection.vendor not in self._kept:
            self._kept[connection.vendor] = self._compile()
        rows, compiler, sql, params = self._kept[connection.vendor]
        wanted = {_adapted(mark): _adapted(values[name]) for name, mark in self._marks.items()}
        bound = tuple(
            type(param)(wanted[param]) if isinstance(param, int) and param in wanted
            else wanted.get(param, param)
            for param in params
        )  # fmt: skip
        mine = copy.copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda *args, **kwargs: (sql, bound)
        fresh = rows.all()
        fresh.query.get_compiler = lambda *args, **kwargs: mine  # type: ignore[method-assign]
        return list(fresh)

    def _compile(self) -> tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        rows = self._build(**self._marks)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        lost = [name for name, mark in self._marks.items() if _adapted(mark) not in params]
        if lost:
            raise ValueError(f"the query does not hold {', '.join(lost)}")
        return rows, compiler, sql, tuple(params)


def _adapted(value: Any) -> Any:
    """As the database's driver is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

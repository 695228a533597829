"""Rows into tables as fast as the database takes them: COPY on PostgreSQL, many at once on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db import connection, models

Row = Mapping[str, Any]
RESERVING = 0x67726F77
"""Advisory lock: between reading a sequence and moving it on, nobody else reads it."""


class Table:
    """A model's table; columns a row leaves out get the field's default."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.names = [field.attname for field in self.fields]
        self.defaults = {
            field.attname: None if field.null and not field.has_default() else field.get_default()
            for field in self.fields
        }

    def reserve(self, count: int) -> int:
        """The first of ``count`` ids that nobody else will get (PostgreSQL moves the sequence)."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_lock(%s)", [RESERVING])
            try:
                return self._reserved(cursor, table, count)
            finally:
                if connection.vendor == "postgresql":
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [RESERVING])

    def _reserved(self, cursor: Any, table: str, count: int) -> int:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
        first = int(cursor.fetchone()[0]) + 1
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT GREATEST(%s, nextval(pg_get_serial_sequence(%s, 'id')))",
                [first, self.model._meta.db_table],
            )
            first = int(cursor.fetchone()[0])
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [self.model._meta.db_table, first + count],
            )
        return first

    def write(self, rows: Iterable[Row]) -> None:
        """Write rows with their ids; constraints and foreign keys hold as ever."""
        filled = ([{**self.defaults, **row}[name] for name in self.names] for row in rows)
        columns = ", ".join(connection.ops.quote_name(str(f.column)) for f in self.fields)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for values in filled:
                        copy.write_row(self._plain(values))
            else:
                marks = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                    [self._prepared(values) for values in filled],
                )

    def _prepared(self, values: list[Any]) -> list[Any]:
        return [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self.fields, values, strict=True)
        ]

    def _plain(self, values: list[Any]) -> list[Any]:
        """Enumerations by their value, JSON as text; everything else PostgreSQL's driver knows."""
        return [_told(value) for value in values]


def _told(value: Any) -> Any:
    if isinstance(value, models.Choices):
        return value.value
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value

"""Rows written by statements that are put together once.

``Model.save`` and ``bulk_create`` build the statement of every row anew, at half a millisecond a
row; registering one letter writes nine. These write what those would write: values pass through
the fields, the database gives the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django import db
from django.db.models import Field, Model
from django.db.transaction import mark_for_rollback_on_error

from congvu.core.kernel.prepared import statement_cursor

Made = TypeVar("Made", bound=Model)

FEW = 50
"""Rows whose statement is kept; with more of them building it is no longer what costs."""


def insert(row: Model, *, unless_known: bool = False) -> bool:
    """What ``row.save(force_insert=True)`` does; related rows are stored already.

    :param unless_known: a row that breaks a uniqueness is left out, after waiting for whoever is
        just storing the other one; without it that is an ``IntegrityError`` as usual
    :returns: whether the row was stored
    """
    fields, sql, key = _statement(type(row), row.pk is not None, unless_known, 1)
    connection = db.connections[db.DEFAULT_DB_ALIAS]
    with mark_for_rollback_on_error(connection.alias), statement_cursor(connection) as cursor:
        cursor.execute(sql + key, _values(row, fields, connection))
        stored = cursor.fetchone()
    if stored is None:
        return False
    row.pk = stored[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def insert_many(rows: Sequence[Model], *, unless_known: bool = False) -> None:
    """What ``bulk_create`` does for rows of one model whose keys nobody asks for."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) > FEW:
        model._base_manager.bulk_create(rows, batch_size=500, ignore_conflicts=unless_known)
        return
    connection = db.connections[db.DEFAULT_DB_ALIAS]
    fields, sql, _ = _statement(model, rows[0].pk is not None, unless_known, len(rows))
    values = [value for row in rows for value in _values(row, fields, connection)]
    with mark_for_rollback_on_error(connection.alias), statement_cursor(connection) as cursor:
        cursor.execute(sql, values)


def insert_keyed(rows: Sequence[Made]) -> Sequence[Made]:
    """What ``bulk_create`` does for rows of one model: each has its key afterwards.

    :raises IntegrityError: a constraint forbids a row
    """
    if not rows:
        return rows
    model, with_key = type(rows[0]), rows[0].pk is not None
    if len(rows) > FEW or with_key:
        return model._base_manager.bulk_create(rows, batch_size=500)
    connection = db.connections[db.DEFAULT_DB_ALIAS]
    fields, sql, key = _statement(model, with_key, False, len(rows))
    values = [value for row in rows for value in _values(row, fields, connection)]
    with mark_for_rollback_on_error(connection.alias), statement_cursor(connection) as cursor:
        cursor.execute(sql + key, values)
        keys = cursor.fetchall()
    for row, found in zip(rows, keys, strict=True):
        row.pk = found[0]
        row._state.adding, row._state.db = False, connection.alias
    return rows


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model that exist, one after the other in one go.

    Each row is found by its key; one that is gone is left out. Locks and versions are the
    caller's matter.
    """
    if not rows:
        return
    connection = db.connections[db.DEFAULT_DB_ALIAS]
    fields, sql = _change(type(rows[0]), tuple(names))
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields),
         row.pk]
        for row in rows
    ]  # fmt: skip
    with mark_for_rollback_on_error(connection.alias), statement_cursor(connection) as cursor:
        if len(values) == 1:
            cursor.execute(sql, values[0])
        else:
            cursor.executemany(sql, values)


@lru_cache(maxsize=256)
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[list[Field[Any, Any]], str]:
    """The fields in the order of their values, and the statement, which ends with the key."""
    quote = db.connection.ops.quote_name
    meta = model._meta
    by_name = {field.name: field for field in meta.local_concrete_fields}
    fields = [by_name[name] for name in names]
    told = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    where = f"WHERE {quote(str(meta.pk.column))} = %s"
    return fields, f"UPDATE {quote(meta.db_table)} SET {told} {where}"  # noqa: S608 - names of ours


@lru_cache(maxsize=256)
def _statement(
    model: type[Model], with_key: bool, unless_known: bool, rows: int
) -> tuple[list[Field[Any, Any]], str, str]:
    """The fields in the order of their values, the statement, and the end that asks for the key."""

    def quote(name: str | None) -> str:
        return db.connection.ops.quote_name(str(name))

    meta = model._meta
    if meta.parents:
        raise TypeError(f"{model.__name__} lies in several tables")
    fields = [
        field
        for field in meta.local_concrete_fields
        if (with_key or not field.primary_key) and not field.generated
    ]
    columns = ", ".join(quote(field.column) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    ignoring = " ON CONFLICT DO NOTHING" if unless_known else ""
    begin = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of ours
    statement = begin + ", ".join([places] * rows) + ignoring
    return fields, statement, f" RETURNING {quote(meta.pk.column)}"


def _values(row: Model, fields: Sequence[Field[Any, Any]], connection: Any) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]

"""The floor of letters: the very rows they left, written again by bare statements.

Tables of the same columns and indexes, without foreign keys and with nothing of ours around them:
what a letter's sending writes in one transaction a letter, what its arrival writes in one
transaction for as many letters as the worker takes at once, and the file hashed, written and
synced.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bench.figures import _bare_file
from bench.meter import Cost, backend_seconds

SENT = ("files_blob", "files_file", "exchange_envelope", "exchange_envelopefile",
        "exchange_delivery", "jobs_job", "audit_entry")  # fmt: skip
ARRIVED = ("documents_incoming", "search_entry", "notifications_notice", "exchange_statusentry")
"""Tables in which a letter leaves rows, by the transaction; what the arrival adds to tables of the
first kind (files, journal) is written there too, as rows are rows."""
CHANGED = ("exchange_delivery", "documents_recipient", "documents_outgoing")
"""Rows that change on the way."""


@dataclass
class Marks:
    """Where the tables stood before the letters."""

    keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def now(cls, tables: Sequence[str] = (*SENT, *ARRIVED)) -> Marks:
        with connection.cursor() as cursor:
            keys = {}
            for table in tables:
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
                keys[table] = cursor.fetchone()[0]
        return cls(keys)


def cost(marks: Marks, *, letters: int, together: int) -> Cost:
    """Milliseconds a letter for the rows left since, ``letters`` of them, and a file of 100 kB."""
    every = (*SENT, *ARRIVED)
    with connection.cursor() as outer:
        for table in {*every, *CHANGED}:
            outer.execute(f"DROP TABLE IF EXISTS bare_{table}")
            outer.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING INDEXES)")
    cursor = connection.connection.cursor()
    writes = {table: _rows(cursor, table, marks.keys[table]) for table in every}
    for table in CHANGED:
        if table not in writes:
            cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} ORDER BY id DESC LIMIT %s",
                           [letters])  # fmt: skip
    changed = {table: _ids(cursor, table, letters) for table in CHANGED}
    begun = time.process_time(), backend_seconds(), time.perf_counter()
    for number in range(letters):
        _bare_file()
        with connection.connection.transaction():
            for table in SENT:
                _write(cursor, writes[table], number, letters)
            for table in ("documents_outgoing", "documents_recipient"):
                _change(cursor, table, changed[table], number)
        if number % together == together - 1 or number == letters - 1:
            with connection.connection.transaction():
                for one in range(number - number % together, number + 1):
                    for table in ARRIVED:
                        _write(cursor, writes[table], one, letters)
                    for table in ("exchange_delivery", "documents_recipient"):
                        _change(cursor, table, changed[table], one)
    ended = time.process_time(), backend_seconds(), time.perf_counter()
    cursor.close()
    each = [1000 * (end - start) / letters for start, end in zip(begun, ended, strict=True)]
    return Cost(each[0], each[1], each[2])


def rows_cost(marks: Marks, tables: Sequence[str], *, count: int, files: int) -> Cost:
    """Milliseconds for the rows that each of ``count`` acts left, in one transaction an act, and
    so many files of 100 kB hashed, written and synced."""
    with connection.cursor() as outer:
        for table in tables:
            outer.execute(f"DROP TABLE IF EXISTS bare_{table}")
            outer.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING INDEXES)")
    cursor = connection.connection.cursor()
    writes = [_rows(cursor, table, marks.keys[table]) for table in tables]
    begun = time.process_time(), backend_seconds(), time.perf_counter()
    for number in range(count):
        for _ in range(files):
            _bare_file()
        with connection.connection.transaction():
            for rows in writes:
                _write(cursor, rows, number, count)
    ended = time.process_time(), backend_seconds(), time.perf_counter()
    cursor.close()
    each = [1000 * (end - start) / count for start, end in zip(begun, ended, strict=True)]
    return Cost(each[0], each[1], each[2])


@dataclass(frozen=True)
class _Rows:
    statement: str
    values: list[tuple[Any, ...]]


def _rows(cursor: Any, table: str, after: int) -> _Rows:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER' AND table_schema = 'public' ORDER BY ordinal_position", [table],
    )  # fmt: skip
    names = [name for (name,) in cursor.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(f"SELECT {columns} FROM {table} WHERE id > %s ORDER BY id", [after])
    marks = ", ".join(["%s"] * len(names))
    return _Rows(f"INSERT INTO bare_{table} ({columns}) VALUES ({marks})", cursor.fetchall())


def _ids(cursor: Any, table: str, letters: int) -> list[int]:
    cursor.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT %s", [letters])
    return [pk for (pk,) in cursor.fetchall()]


def _write(cursor: Any, rows: _Rows, number: int, letters: int) -> None:
    """This letter's part of the rows."""
    start, end = (len(rows.values) * place // letters for place in (number, number + 1))
    for values in rows.values[start:end]:
        cursor.execute(rows.statement, values, prepare=True)


def _change(cursor: Any, table: str, ids: list[int], number: int) -> None:
    statement = f"UPDATE bare_{table} SET state = %s WHERE id = %s"
    if number < len(ids):
        cursor.execute(statement, ["arrived", ids[number]], prepare=True)

"""A migrated database kept as a template, so that a run need not migrate it again.

The first run migrates as ever and leaves a copy; while no migration, setting or locked package
has changed, the next ones begin with it and ``migrate`` finds nothing to do. Deleting the copies
(a folder in the system's temporary folder; databases named ``congvu_template_…``) costs one slow
start and nothing else.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.utils import Error

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """What a migrated database is made of."""
    told = hashlib.sha256()
    sources = [
        ROOT / "requirements" / "base.txt", ROOT / "src/congvu/project/settings.py",
        *sorted((ROOT / "src").glob("congvu/*/*/migrations/*.py")),
    ]  # fmt: skip
    for path in sources:
        told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


class Template:
    """The copy for this state of the migrations, on the database that the tests run on."""

    def __init__(self) -> None:
        mark = fingerprint()
        self.database = f"congvu_template_{mark}"
        folder = Path(tempfile.gettempdir()) / f"congvu-templates-{getpass.getuser()}"
        self.file = folder / f"{mark}.sqlite3"
        self.used = False

    def use(self) -> None:
        """Let the test database begin as the copy, when there is one. Nothing is migrated yet."""
        if connection.vendor == "postgresql":
            self.used = self._ask("SELECT 1 FROM pg_database WHERE datname = %s", [self.database])
            if self.used:
                connection.settings_dict["TEST"]["TEMPLATE"] = self.database
        elif self.file.is_file():
            self.used = True
            self._begin_with_the_file()

    def keep(self) -> None:
        """Leave the copy for the next run; of two that try at once, one does."""
        if self.used:
            return
        if connection.vendor == "postgresql":
            name = connection.settings_dict["NAME"]
            connection.close()
            self._ask(f'CREATE DATABASE "{self.database}" TEMPLATE "{name}"', [])
            return
        self.file.parent.mkdir(mode=0o700, exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}")
        connection.ensure_connection()
        with sqlite3.connect(part) as copy:
            connection.connection.backup(copy)
        copy.close()
        part.replace(self.file)

    def _begin_with_the_file(self) -> None:
        creation: Any = connection.creation
        empty = creation._create_test_db

        def filled(*args: Any, **kwargs: Any) -> str:
            name: str = empty(*args, **kwargs)
            connection.close()
            connection.settings_dict["NAME"] = name
            connection.ensure_connection()
            with sqlite3.connect(self.file) as template:
                template.backup(connection.connection)
            template.close()
            return name

        creation._create_test_db = filled

    def _ask(self, statement: str, values: list[str]) -> bool:
        """Whether the cluster, asked outside the test database, answers with a row."""
        with connection._nodb_cursor() as cursor:
            try:
                cursor.execute(statement, values or None)
            except Error:  # another run has just made it
                return False
            return cursor.description is not None and cursor.fetchone() is not None

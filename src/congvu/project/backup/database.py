"""The database as one file: SQLite's own backup, or ``pg_dump``; both see one moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from congvu.project.backup.errors import BackupRefused

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def dump(folder: Path) -> str:
    """Write the database as it is at one moment, while others go on working; the file's name."""
    name = NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / name)
    else:
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges",
                         f"--file={folder / name}"])  # fmt: skip
    return name


def restore(folder: Path) -> None:
    """Fill the empty database from a backup."""
    source = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        _restore_sqlite(source)
    else:
        _run("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error",
                            "--single-transaction", f"--dbname={_name()}", str(source)])  # fmt: skip
    connection.close()


def is_empty() -> bool:
    return not connection.introspection.table_names()


def applied() -> list[str]:
    """The migrations applied to the database, ``app.name``."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
    finally:
        copy.close()
    if verdict != "ok":
        raise BackupRefused(f"Cơ sở dữ liệu bị hỏng: {verdict}. Hãy báo người quản trị kỹ thuật.")


def _restore_sqlite(source: Path) -> None:
    connection.close()
    target = Path(_name())
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(source, partial)
    partial.chmod(0o600)
    partial.replace(target)


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, arguments: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs; the password travels in the environment only."""
    settings = connection.settings_dict
    env = {
        **os.environ,
        "PGHOST": str(settings["HOST"]),
        "PGPORT": str(settings["PORT"] or 5432),
        "PGUSER": str(settings["USER"]),
        "PGPASSWORD": str(settings["PASSWORD"]),
        "PGDATABASE": str(settings["NAME"]),
    }
    done = subprocess.run(  # noqa: S603  fixed programs, no shell
        [str(_program(program)), *arguments],
        env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise BackupRefused(
            f"Chương trình {program} báo lỗi: {done.stderr.strip()[-500:]} "
            "Hãy xử lý lỗi này rồi chạy lại lệnh."
        )


def _program(name: str) -> Path:
    """The newest installed one: a client may be newer than its server, never older."""
    folders = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    versions = sorted(folders, key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which(name)
    if not found:
        raise BackupRefused(
            f"Không tìm thấy chương trình {name}. Hãy cài gói postgresql-client rồi chạy lại."
        )
    return Path(found)


@transaction.atomic
def probe() -> None:
    """Ask the restored database one question, so that a broken one is noticed at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        cursor.fetchone()

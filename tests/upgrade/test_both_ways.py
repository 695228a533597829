"""Migrations go forward on an empty place, back to nothing, and forward again.

Nothing is released yet; from the first release on, its database is kept here as a backup and
upgraded by the same test.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = """
from django.db import connection
print("TABLES", *connection.introspection.table_names())
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty installation on the kind of database under test."""
    name = f"congvu_upgrade_{uuid.uuid4().hex[:12]}"
    url = f"sqlite:///{tmp_path}/congvu.sqlite3"
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        login = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
        url = f"postgresql://{login}/{name}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    yield {
        **os.environ,
        "CONGVU_MODE": "test",
        "CONGVU_DATA": str(tmp_path),
        "CONGVU_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "congvu.project.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def congvu(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "congvu.project.cli", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(env: dict[str, str], after: str = "") -> set[str]:
    """What there is, after a piece of Python that runs first."""
    return set(congvu(env, "shell", "-c", after + TABLES).partition("TABLES")[2].split())


BACK = """
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ours = [c.label for c in apps.get_app_configs() if c.name.startswith("congvu.")]
executor.migrate([(label, None) for label in ours if label in executor.loader.migrated_apps])
"""
"""One plan for all rooms, which is far quicker than room after room."""


@pytest.mark.slow
def test_forward_back_and_forward_again(place: dict[str, str]):
    congvu(place, "migrate", "--verbosity", "0")
    whole = tables(place)
    ours = {model._meta.db_table for model in apps.get_models() if
            model.__module__.startswith("congvu.") and model._meta.managed}  # fmt: skip
    assert ours <= whole
    assert not ours & tables(place, after=BACK)
    congvu(place, "migrate", "--verbosity", "0")
    assert tables(place) == whole
    assert "No migrations to apply" in congvu(place, "migrate", "--verbosity", "1", "--no-color")

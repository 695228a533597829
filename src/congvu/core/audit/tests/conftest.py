"""The journal's notes file in a folder of its own, and the triggers on demand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def heads_file(settings, tmp_path: Path) -> Path:
    settings.CONGVU_AUDIT_HEADS = tmp_path / "heads.txt"
    return settings.CONGVU_AUDIT_HEADS


@pytest.fixture
def guarded(transactional_db) -> Iterator[None]:
    """The triggers as every installation has them, and off again so that tables can be emptied."""
    guard = import_module("congvu.core.audit.migrations.0002_append_only")
    run(guard.create(connection.vendor))
    yield
    run(guard.drop(connection.vendor))


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

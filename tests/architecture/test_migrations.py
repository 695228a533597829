"""Migrations are named, can be taken back, and stand on nothing of ours but each other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.architecture.house import PACKAGE, is_upward, room_of, tree, where

FILES = sorted(p for p in PACKAGE.rglob("migrations/*.py") if p.name != "__init__.py")
OURS = {
    config.label: room_of(config.name)
    for config in apps.get_app_configs()
    if config.name.startswith("congvu.")
}


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def test_every_app_with_tables_has_migrations(loader: MigrationLoader):
    bare = [
        label
        for label in OURS
        if any(apps.get_app_config(label).get_models()) and label not in loader.migrated_apps
    ]
    assert not bare


def test_they_are_named_after_what_they_do():
    bad = [p.name for p in FILES if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]*", p.stem)]
    assert not bad
    assert not [p for p in FILES if "_auto_" in p.name]


def imports(path: Path) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            found.append((node, node.module or ""))
        elif isinstance(node, ast.Import):
            found += [(node, alias.name) for alias in node.names]
    return found


def test_they_import_nothing_of_ours():
    """Code changes, a migration must not: it would do something else next year."""
    ours = [
        f"{where(path, node)}: {name}"
        for path in FILES
        for node, name in imports(path)
        if name.startswith("congvu")
    ]
    assert not ours


def test_they_stand_on_rooms_below(loader: MigrationLoader):
    upward = [
        f"{label}.{name} → {needed[0]}.{needed[1]}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OURS
        for needed in migration.dependencies
        if needed[0] in OURS and is_upward(OURS[label], OURS[needed[0]])
    ]
    assert not upward


def test_they_can_be_taken_back(loader: MigrationLoader):
    one_way = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OURS
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert not one_way

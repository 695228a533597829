"""Rooms know each other through doors only."""

from __future__ import annotations

import ast
import re
from functools import cache

import grimp
import pytest

from tests.architecture.house import (
    PACKAGE,
    height,
    is_upward,
    module_of,
    room_of,
    sources,
    tree,
    where,
)

DOORS = frozenset({"actions", "queries", "policies", "errors", "choices"})
FREE = frozenset({"core.kernel"})
"""Plain Python without tables: every file may be imported."""
FURNISHERS = frozenset({"project.demo", "project.settings", "project.test_settings"})
"""Rooms of the roof that fill or wire other rooms' insides."""


@cache
def told(room: str) -> frozenset[str]:
    """Further doors that the room's README names between backticks; tables are never one."""
    readme = PACKAGE.joinpath(*room.split("."), "README.md")
    text = readme.read_text("utf-8") if readme.is_file() else ""
    names = re.findall(r"`([a-z_]+)(?:\.[A-Za-z_]\w*[^`]*)?`", text)
    return frozenset(names) - {"models", "views", "forms", "migrations"} | (
        frozenset({"forms"}) if room == "core.ui" else frozenset()
    )


def is_door(module: str) -> bool:
    room, *rest = room_of(module), *module.split(".")[3:]
    return (
        module == "congvu"
        or room in FREE
        or (bool(rest) and (rest[0] in DOORS or rest[0] in told(room)))
    )


def inside_tests(module: str) -> bool:
    return bool({"tests", "factories", "testing"} & set(module.split(".")))


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("congvu", exclude_type_checking_imports=True, cache_dir=None)


def test_the_plan_is_read_from_the_contracts():
    assert not is_upward("office.documents", "core.audit")
    assert is_upward("core.audit", "office.documents")
    assert is_upward("core.kernel", "core.jobs")
    assert is_upward("office.documents", "project.desk")
    assert not is_upward("core.jobs", "core.jobs")


def test_no_room_goes_in_by_a_side_door(graph: grimp.ImportGraph):
    side_doors = {
        (source, target)
        for source in graph.modules
        for target in graph.find_modules_directly_imported_by(source)
        if room_of(source) != room_of(target)
        and room_of(source) not in FURNISHERS
        and not inside_tests(source)
        and not is_door(target)
    }
    found = sorted(f"{a} → {b}" for a, b in side_doors)
    assert not found, "\n" + "\n".join(found)


def test_nobody_imports_what_only_tests_may(graph: grimp.ImportGraph):
    borrowed = [
        f"{source} → {target}"
        for source in sorted(graph.modules)
        if not inside_tests(source)
        for target in sorted(graph.find_modules_directly_imported_by(source))
        if inside_tests(target) and room_of(source) not in FURNISHERS
    ]
    assert not borrowed


def test_imports_stand_at_the_top():
    """A lazy import hides a circle; inside our rooms there is none to hide."""
    lazy = [
        where(path, node)
        for path in sources()
        if path.name != "apps.py"  # registrations at start-up, when all models are there
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready"
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("congvu"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("congvu") for a in node.names))
    ]
    assert not lazy


def test_every_room_has_a_place_in_the_plan():
    unknown = []
    for path in sources():
        room = room_of(module_of(path))
        if "." not in room:
            continue
        try:
            height(room.removesuffix(".__init__"))
        except KeyError:
            unknown += [] if room.endswith("__init__") else [room]
    assert not unknown

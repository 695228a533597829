"""Upward edges that no import shows: foreign keys, migrations, addresses, templates, signals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.house import (
    PACKAGE,
    ROOT,
    calls,
    first_text,
    is_upward,
    module_of,
    room_of,
    sources,
    tree,
    where,
)

ASKING = frozenset({"reverse", "reverse_lazy", "redirect", "resolve_url"})
URL_TAG = re.compile(r"{%\s*url\s+['\"]([^'\"]+)['\"]")
TEMPLATE_TAG = re.compile(r"{%\s*(?:include|extends)\s+['\"]([^'\"]+)['\"]")
TEMPLATES = {
    path.relative_to(folder).as_posix(): room_of(module_of(folder.parent))
    for folder in PACKAGE.rglob("templates")
    for path in folder.rglob("*.html")
}
"""Template name to the room that owns it."""


def our_models() -> Iterator[type]:
    yield from (m for m in apps.get_models(include_auto_created=True)
                if m.__module__.startswith("congvu."))  # fmt: skip


def test_foreign_keys_point_down():
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        and field.related_model.__module__.startswith("congvu.")
        and is_upward(room_of(model.__module__), room_of(field.related_model.__module__))
    ]  # fmt: skip
    assert not upward


def addresses(
    patterns: list[URLPattern | URLResolver], namespace: str = "", module: str = ""
) -> Iterator[tuple[str, str]]:
    """Every full address name with the room that answers it."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from addresses(pattern.url_patterns, inner)
        elif pattern.name:
            owner = getattr(pattern.callback, "view_class", pattern.callback)
            if owner.__module__.startswith("congvu."):
                yield ":".join(filter(None, [namespace, pattern.name])), room_of(owner.__module__)


def owners() -> dict[str, str]:
    return dict(addresses(get_resolver().url_patterns))


def asked_in_python() -> Iterator[tuple[str, str, str]]:
    for path in sources():
        for name, call in calls(path):
            if name in ASKING and first_text(call):
                yield room_of(module_of(path)), first_text(call), where(path, call)


def asked_in_templates() -> Iterator[tuple[str, str, str]]:
    for path, room in template_files():
        for name in URL_TAG.findall(path.read_text("utf-8")):
            yield room, name, str(path.relative_to(ROOT))


def template_files() -> Iterator[tuple[Path, str]]:
    for folder in PACKAGE.rglob("templates"):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path, room_of(module_of(folder.parent))


def test_addresses_are_asked_of_rooms_below():
    owner = owners()
    assert owner, "the scan found no address at all"
    upward = [
        f"{place}: {name} of {owner[name]}"
        for room, name, place in [*asked_in_python(), *asked_in_templates()]
        if name in owner and is_upward(room, owner[name])
    ]
    assert not upward


def test_templates_include_and_extend_rooms_below():
    upward = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, room in template_files()
        for name in TEMPLATE_TAG.findall(path.read_text("utf-8"))
        if name in TEMPLATES and is_upward(room, TEMPLATES[name])
    ]
    assert not upward


def test_python_names_templates_of_rooms_below():
    upward = [
        f"{where(path, node)}: {node.value}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value in TEMPLATES
        and is_upward(room_of(module_of(path)), TEMPLATES[node.value])
    ]
    assert not upward


def test_templates_lie_under_the_name_of_their_room():
    """Otherwise two rooms could overwrite each other's pages; error pages belong to the frame."""
    stray = [
        name
        for name, room in TEMPLATES.items()
        if "/" in name and name.split("/")[0] != room.split(".")[1] and room != "core.ui"
        and not name.startswith(("account/", "mfa/", "usersessions/", "socialaccount/", "allauth/"))
    ]  # fmt: skip
    assert not stray


def test_no_signals_between_our_rooms():
    """A signal is a call nobody sees; sign-in of the framework is the one thing heard."""
    found = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                names = {alias.name for alias in node.names} - {"class_prepared"}
                found += [f"{where(path, node)}: {sorted(names)}"]
            if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
                found += [f"{where(path, node)}: Signal" for a in node.names if a.name == "Signal"]
    assert not found


def test_no_drawer_for_everything():
    drawers = [p for p in PACKAGE.rglob("*") if p.stem in {"utils", "util", "helpers", "misc"}]
    assert not drawers

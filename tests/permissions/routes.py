"""Every address of the installation, walked from the resolver, with the operations of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from congvu.core.organisation.views.people import VERBS as PERSON_VERBS
from congvu.counter.queue.views.desk import VERBS as DESK_VERBS
from congvu.office.documents.views.incoming_verbs import VERBS as INCOMING_VERBS
from congvu.office.documents.views.outgoing_verbs import VERBS as OUTGOING_VERBS
from congvu.office.work.pages.bulk import BULK as TASK_BULK
from congvu.office.work.pages.tasks import VERBS as TASK_VERBS
from congvu.project.api.root import api

API = "api/v1"
ADMIN = "quan-tri-ky-thuat/"
VERBS = {
    "van-ban-den/<int:pk>/<slug:slug>/": ("<slug:slug>", INCOMING_VERBS),
    "van-ban-di/<int:pk>/<slug:slug>/": ("<slug:slug>", OUTGOING_VERBS),
    "to-chuc/nguoi/<int:user_id>/<slug:verb>": ("<slug:verb>", PERSON_VERBS),
    "cong-viec/<int:pk>/<slug:slug>/": ("<slug:slug>", TASK_VERBS),
    "quay/<int:counter_id>/<slug:verb>/": ("<slug:verb>", DESK_VERBS),
    "cong-viec/hang-loat/<slug:slug>/": ("<slug:slug>", TASK_BULK),
}
"""Addresses whose last part is one of a table of verbs: each verb is an address of its own."""


def patterns() -> list[str]:
    """What the resolver knows, without the API, whose methods :func:`operations` tells apart."""
    found = dict.fromkeys(_walk(get_resolver().url_patterns, ""))
    return [route for route in found if not route.startswith(f"{API}/") or "." in route]


def pages() -> Iterator[tuple[str, str]]:
    """``(method, address)`` of every page: each is asked with GET and with POST."""
    for route in patterns():
        part, verbs = VERBS.get(route, ("", {"": None}))
        for verb in verbs:
            address = route.replace(part, verb) if part else route
            yield "GET", address
            yield "POST", address


def operations() -> Iterator[tuple[str, str]]:
    """``(method, address)`` of every operation of the API."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, f"{API}{prefix}{path}"


def bodies() -> dict[tuple[str, str], dict[str, Any]]:
    """The schemas of each operation's body and form parts, by method and address."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    found[method, f"{API}{prefix}{path}"] = _body(operation)
    return found


def _body(operation: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {"multipart": False, "schemas": []}
    for model in operation.models:
        source, schema = model.__ninja_param_source__, model.model_json_schema()
        if source in {"form", "file"}:
            parts["multipart"] = True
        if source == "body":
            (inner,) = schema["properties"].values()
            schema = {**inner, "$defs": schema.get("$defs", {})}
        if source in {"body", "form", "file"}:
            parts["schemas"].append(schema)
    return parts


def _walk(entries: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        else:
            yield route

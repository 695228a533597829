"""Derived columns: sort keys, search keys and paths, filled in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from congvu.core.kernel.collation import sort_key
from congvu.core.kernel.text import fold, nfc
from congvu.core.organisation.models import Agency, Territory, Unit

Node = TypeVar("Node", Agency, Unit)


def fill_agency(agency: Agency) -> Agency:
    """Normal form, order and search words of an agency; the path needs its id (``path_of``)."""
    agency.name = " ".join(nfc(agency.name).split())
    agency.short_name = " ".join(nfc(agency.short_name).split())
    agency.sort_key = sort_key(agency.name)[:800]
    words = fold(f"{agency.name} {agency.short_name} {agency.notation}")
    agency.search_key = words[:320]
    return agency


def fill_territory(territory: Territory) -> Territory:
    territory.name = " ".join(nfc(territory.name).split())
    territory.sort_key = sort_key(territory.name)[:400]
    return territory


def path_of(node: Node, parent: Node | None) -> str:
    """``/1/15/``: the parent's path and the node's own id."""
    return f"{parent.path if parent else '/'}{node.pk}/"


def fill_paths(nodes: Sequence[Node]) -> list[Node]:
    """Paths of saved nodes whose parents are among them or already have a path."""
    by_id = {node.pk: node for node in nodes}
    done: dict[int, str] = {}

    def path(node: Node) -> str:
        if node.pk not in done:
            parent = by_id.get(node.parent_id) if node.parent_id else None
            above = path(parent) if parent else (node.parent.path if node.parent else "/")
            done[node.pk] = f"{above}{node.pk}/"
        return done[node.pk]

    for node in nodes:
        node.path = path(node)
    return list(nodes)


def moved(nodes: Iterable[Node], old: str, new: str) -> list[Node]:
    """The same nodes with the head of their path exchanged."""
    changed = list(nodes)
    for node in changed:
        node.path = new + node.path.removeprefix(old)
    return changed

"""Saved filters: a named query string of one person for one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from congvu.core.kernel.actor import Actor
from congvu.core.ui.frame import Slot


@dataclass(frozen=True, slots=True)
class SavedFilter:
    id: int
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """``of(actor, list_name)``; ``save_url`` and ``delete_url`` are URL names that take a POST."""

    of: Callable[[Actor, str], Sequence[SavedFilter]]
    save_url: str
    delete_url: str


saved_filters: Slot[SavedFilters] = Slot("saved filters")

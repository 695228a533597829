"""Indexes: what a room registers so that its things are found, rebuilt and shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Item:
    """One subject as it is to be found.

    ``at`` (aware) orders the results, newest first. ``marks`` are short strings of
    ``[a-z0-9_.-]`` naming **nodes** that may read: ``a12`` an agency's clerks and leaders,
    ``u34`` a unit, ``p56`` an appointment. They are compared with the actor's marks at the
    moment of asking, so moving a person or opening a node rewrites no entry. ``facets`` are
    short values for filtering, such as ``{"state": "directed"}``; an empty value is left out.
    Of ``body`` the first 20,000 characters are indexed.
    """

    subject: Subject
    title: str
    at: datetime
    marks: Collection[str]
    code: str = ""
    body: str = ""
    agency_id: int | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter on the search page: its Vietnamese label and the labels of its values."""

    name: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """How one kind of subject is found.

    ``actor_marks`` returns every mark the actor holds for this kind **now** (empty: finds
    nothing); it runs once per search and should cost no more than one cheap query.
    ``ids`` names every subject that is to be found, ``items`` builds some hundreds of them in a
    few queries; ``manage.py search rebuild`` and ``check`` use them.
    """

    kind: str
    label: str
    actor_marks: Callable[[Actor], Collection[str]]
    ids: Callable[[], Iterable[int]]
    items: Callable[[Collection[int]], Iterable[Item]]
    facets: tuple[Facet, ...] = ()


indexes: Registry[Index] = Registry("search indexes")


def register_index(index: Index) -> Index:
    """Register from ``AppConfig.ready``; a kind registered twice is a programming error."""
    return indexes.add(index.kind, index)

"""``Subject``: a reference ``(kind, id)`` by which lower rooms point at things of higher rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry


class Subject(NamedTuple):
    """``kind`` is a registered name such as ``documents.incoming``; ``id`` its primary key."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Card:
    """How a subject is shown on another room's page; without ``url`` it is named, not linked."""

    subject: Subject
    title: str
    url: str
    code: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """What a room registers so that lower rooms can show and authorise its things.

    ``cards`` takes many ids at once (lists never loop into the database) and leaves out the
    ones that do not exist; ``readable`` returns the ids that ``actor`` may read.
    """

    name: str
    label: str
    cards: Callable[[Collection[int]], Mapping[int, Card]]
    readable: Callable[[Actor, Collection[int]], set[int]]


kinds: Registry[SubjectKind] = Registry("subject kinds")


def register_kind(kind: SubjectKind) -> None:
    """Register from ``AppConfig.ready``; a name registered twice is a programming error."""
    kinds.add(kind.name, kind)


def cards(subjects: Collection[Subject]) -> dict[Subject, Card]:
    """Cards of many subjects, one query batch per kind; unknown kinds are left out."""
    found: dict[Subject, Card] = {}
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    for name, ids in by_kind.items():
        kind = kinds.get(name)
        if kind is not None:
            found.update({Subject(name, key): card for key, card in kind.cards(ids).items()})
    return found

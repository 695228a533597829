"""A room of letters as the index knows it: subjects, marks of three people, cards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import pytest

from congvu.core.kernel import subject as subjects
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Card, Subject, SubjectKind
from congvu.core.search import actions, forms, queries, rebuild, registry, views
from congvu.core.search.factories import KIND
from congvu.core.search.management.commands import search as command
from congvu.core.search.registry import Facet, Index, Item

CLERK = Actor(user_id=1, username="vanthu", name="Nguyễn Thị Vân", agency_id=1)
OTHER = Actor(user_id=2, username="chuyenvien", name="Trần Văn Bình", agency_id=2)


@dataclass
class Room:
    """Letters of a pretended room; ``marks`` are what each person holds now."""

    items: dict[int, Item] = field(default_factory=dict)
    marks: dict[int | None, list[str]] = field(default_factory=dict)

    def put(self, *items: Item) -> None:
        self.items |= {item.subject.id: item for item in items}
        actions.put_many(items)

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            pk: Card(Subject(KIND, pk), self.items[pk].title, f"/van-ban/{pk}")
            for pk in ids
            if pk in self.items
        }


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    made = Room(marks={1: ["a1"], 2: ["a2"]})
    indexes: Registry[Index] = Registry("test indexes")
    for module in (registry, queries, rebuild, command, forms, views):
        monkeypatch.setattr(module, "indexes", indexes)
    monkeypatch.setattr(subjects, "kinds", Registry("test kinds"))
    subjects.register_kind(SubjectKind(KIND, "Văn bản", made.cards, lambda actor, ids: set(ids)))
    registry.register_index(
        Index(
            kind=KIND,
            label="Văn bản đến",
            actor_marks=lambda actor: made.marks.get(actor.user_id, []),
            ids=lambda: iter(made.items),
            items=lambda ids: [made.items[pk] for pk in ids if pk in made.items],
            facets=(Facet("state", "Trạng thái", {"new": "Mới", "done": "Đã xong"}),),
        )
    )
    yield made

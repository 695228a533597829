"""Rights are of nodes and are weighed when the question is asked."""

from __future__ import annotations

import pytest

from congvu.core.kernel.subject import Subject
from congvu.core.search import queries
from congvu.core.search.factories import KIND, item
from congvu.core.search.models import Entry
from congvu.core.search.tests.conftest import CLERK, OTHER, Room

pytestmark = pytest.mark.django_db


def found(actor: object, q: str = "kế hoạch") -> list[int]:
    return [hit.subject.id for hit in queries.search(actor=actor, q=q).hits]


def test_everybody_finds_only_what_the_own_marks_open(room: Room) -> None:
    room.put(item(1, "Kế hoạch", marks=["a1"]), item(2, "Kế hoạch", marks=["a1", "a2"]))
    assert found(CLERK) == [2, 1]
    assert found(OTHER) == [2]


def test_a_kind_without_registration_is_never_shown(room: Room) -> None:
    room.put(item(1, "Kế hoạch"))
    room.put(item(2, "Kế hoạch", kind="test.unknown"))
    assert found(CLERK) == [1]


def test_opening_a_node_is_effective_at_once_and_rewrites_no_entry(
    room: Room, django_assert_num_queries: object
) -> None:
    """T10: the permission of one agency node changes for all its documents."""
    room.put(*(item(pk, "Kế hoạch", marks=["a1", f"u{pk}"]) for pk in range(1, 301)))
    assert found(OTHER) == []
    before = list(Entry.objects.order_by("pk").values())
    with django_assert_num_queries(0):
        room.marks[2] = ["a2", "a1"]
    assert len(found(OTHER)) == 20
    room.marks[2] = ["a2"]
    assert found(OTHER) == []
    assert list(Entry.objects.order_by("pk").values()) == before


def test_the_palette_shows_cards_in_the_order_of_the_search(room: Room) -> None:
    room.put(item(1, "Lục Ngạn"), item(2, "Lục ngân"), item(3, "Lục Ngạn", marks=["a2"]))
    cards = queries.quick(CLERK, "lục ngạn", 6)
    assert [card.subject for card in cards] == [Subject(KIND, 1), Subject(KIND, 2)]
    assert queries.quick(CLERK, "  ", 6) == []

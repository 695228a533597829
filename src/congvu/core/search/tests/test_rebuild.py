"""The index can always be made again from the rooms."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from congvu.core.search import queries
from congvu.core.search.factories import KIND, item
from congvu.core.search.models import Entry
from congvu.core.search.rebuild import check, rebuild
from congvu.core.search.tests.conftest import CLERK, Room

pytestmark = pytest.mark.django_db


def test_an_index_that_differs_is_named(room: Room) -> None:
    room.put(item(1, "Kế hoạch"), item(2, "Báo cáo"), item(3, "Tờ trình"))
    assert check(KIND) == ""
    Entry.objects.filter(subject_id=1).delete()
    room.items[2] = replace(room.items[2], marks=["a9"])
    del room.items[3]
    assert check(KIND) == "thiếu 1, khác 1, thừa 1"
    with pytest.raises(CommandError, match="search rebuild"):
        call_command("search", "check", stdout=StringIO())


def test_rebuild_puts_everything_right(room: Room) -> None:
    room.put(*(item(pk, f"Kế hoạch {pk}") for pk in range(1, 8)))
    room.items[5] = replace(room.items[5], title="Thông báo")
    del room.items[6]
    Entry.objects.filter(subject_id=7).delete()
    said = StringIO()
    call_command("search", "rebuild", stdout=said)
    assert "6 mục" in said.getvalue()
    assert check(KIND) == ""
    hits = queries.search(actor=CLERK, q="thông báo").hits
    assert [hit.subject.id for hit in hits] == [5]


def test_rebuild_works_in_batches(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("congvu.core.search.rebuild.BATCH", 4)
    room.put(*(item(pk, "Kế hoạch") for pk in range(1, 11)))
    Entry.objects.all().delete()
    told: list[int] = []
    assert rebuild(KIND, tell=told.append) == 10
    assert told == [4, 8, 10]

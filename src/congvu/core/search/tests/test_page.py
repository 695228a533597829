"""The search page: what it refuses, what it shows, and that text stays text."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from prometheus_client import REGISTRY

from congvu.core.audit.models import Entry as JournalEntry
from congvu.core.organisation.models import Agency
from congvu.core.search.factories import item
from congvu.core.search.tests.conftest import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, room: Room) -> Client:
    user = get_user_model().objects.create_user(
        "vanthu", password="x", full_name="Nguyễn Thị Vân", password_changed_at="2026-01-01T00:00Z"
    )
    room.marks[user.pk] = ["a1"]
    client.force_login(user)
    return client


def text(client: Client, **asked: str) -> str:
    answer = client.get("/tim-kiem", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/tim-kiem", {"q": "a"}).status_code == 302


def test_only_reading(clerk: Client) -> None:
    assert clerk.post("/tim-kiem", {"q": "a"}).status_code == 405


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "a" * 301},
        {"q": "a\x00b"},
        {"q": "a\x07b"},
        {"q": "a", "loai": "documents.secret"},
        {"q": "a", "tu": "31/02/2026"},
        {"q": "a", "tu": "02/03/2026", "den": "01/03/2026"},
        {"q": "a", "tiep": "1; drop"},
        {"q": "a", "loc-state": "x"},
        {"q": "a", "coquan": "Không có cơ quan này"},
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(clerk: Client, asked: dict) -> None:
    answer = clerk.get("/tim-kiem", asked)
    assert answer.status_code == 400
    assert "Hãy" in answer.content.decode()


def test_nothing_asked_shows_no_results(clerk: Client, room: Room) -> None:
    room.put(item(1, "Kế hoạch"))
    assert "Nhập từ cần tìm" in text(clerk)


def test_foreign_things_are_not_shown(clerk: Client, room: Room) -> None:
    room.put(item(1, "Kế hoạch của mình"), item(2, "Kế hoạch của người", marks=["a2"]))
    shown = text(clerk, q="ke hoach")
    assert "của mình" in shown
    assert "của người" not in shown
    assert "Không tìm thấy" in text(clerk, q="của người")


def test_found_words_are_marked_and_text_stays_text(clerk: Client, room: Room) -> None:
    room.put(
        item(
            1,
            "Kế hoạch <script>alert(1)</script> năm",
            code="647/<b>STTTT",
            body="Mở đầu. " * 60 + "Căn cứ <i>kế hoạch</i> của tỉnh. " + "Kết thúc. " * 60,
        )
    )
    shown = text(clerk, q="kế hoạch stttt")
    assert "<mark>Kế</mark> <mark>hoạch</mark> &lt;script&gt;alert(1)" in shown
    assert "647/&lt;b&gt;<mark>STTTT</mark>" in shown
    assert "&lt;i&gt;<mark>kế</mark> <mark>hoạch</mark>&lt;/i&gt; của tỉnh" in shown
    assert "<script>alert" not in shown


def test_filters_narrow(clerk: Client, room: Room) -> None:
    agency = Agency.objects.create(
        name="Sở Thông tin và Truyền thông", slug="stttt", level="department",
        search_key="so thong tin va truyen thong stttt",
    )  # fmt: skip
    room.put(
        item(1, "Kế hoạch một", facets={"state": "new"}, agency_id=agency.pk),
        item(2, "Kế hoạch hai", facets={"state": "done"}, agency_id=None),
    )
    both = text(clerk, q="kế hoạch")
    assert "một" in both
    assert "hai" in both
    assert "Sở Thông tin và Truyền thông" in both
    for asked in ({"loc-state": "new"}, {"coquan": "so thong tin"}):
        shown = text(clerk, q="kế hoạch", **asked)
        assert "<mark>Kế</mark> <mark>hoạch</mark> một" in shown
        assert "<mark>Kế</mark> <mark>hoạch</mark> hai" not in shown
    assert "Không tìm thấy" in text(clerk, q="kế hoạch", den="01/01/2020")
    assert "Đã xong" in both


def test_pages_follow_each_other(clerk: Client, room: Room) -> None:
    room.put(*(item(pk, f"Kế hoạch số {pk}") for pk in range(1, 46)))
    seen: list[str] = []
    href = "/tim-kiem?q=k%E1%BA%BF+ho%E1%BA%A1ch"
    while href:
        shown = clerk.get(href).context["found"]
        seen += [result.card.url for result in shown.results]
        href = "/tim-kiem" + shown.next_href if shown.next_href else ""
    assert seen == [f"/van-ban/{pk}" for pk in range(45, 0, -1)]


def test_what_was_asked_is_counted_and_kept_nowhere(clerk: Client, room: Room) -> None:
    before = REGISTRY.get_sample_value("congvu_searches_total") or 0
    journal = JournalEntry.objects.count()
    text(clerk, q="chuyện riêng")
    assert REGISTRY.get_sample_value("congvu_searches_total") == before + 1
    assert JournalEntry.objects.count() == journal


def test_queries_of_a_page_do_not_grow(
    clerk: Client, room: Room, django_assert_max_num_queries: object
) -> None:
    def count(rows: int) -> int:
        room.put(*(item(pk, "Kế hoạch") for pk in range(1, rows + 1)))
        with django_assert_max_num_queries(30) as captured:
            text(clerk, q="kế hoạch ")
        return len(captured)

    text(clerk, q="x")
    assert count(5) >= count(60) - 1  # a short page also asks the later passes

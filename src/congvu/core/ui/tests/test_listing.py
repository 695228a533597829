"""List pages: bad parameters refused, every order complete, counting that stops."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.template.loader import render_to_string

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, Invalid
from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import (
    COUNT_CAP,
    Column,
    Count,
    FilterForm,
    Listing,
    Tab,
    capped_count,
    forget_filter,
    save_filter,
    saved_filters,
)

pytestmark = pytest.mark.django_db
User = get_user_model()


class UnitFilter(FilterForm):
    """Its choices are each agency's own."""

    dv = forms.ChoiceField(label="Đơn vị")

    def __init__(self, *args: Any, units: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dv"].choices = [("", "Tất cả"), *((unit, unit) for unit in units)]  # type: ignore[attr-defined]


class PeopleFilter(FilterForm):
    wide = ("q",)
    q = SafeCharField(label="Tên", max_length=20)
    tu = VietDateField(label="Từ ngày")
    den = VietDateField(label="Đến ngày")
    tt = forms.ChoiceField(choices=[("", "Tất cả"), ("khoa", "Đã khóa")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


PEOPLE: Listing[Any] = Listing(
    name="test.people",
    label="Người",
    noun="người",
    default="ten",
    size=20,
    tab="tt",
    columns=(
        Column("ten", "Họ và tên", "full_name"),
        Column("gan-nhat", "Gần nhất", "last_seen_at", nulls=True, first_descending=True),
        Column("lan", "Lần sai", "failed_sign_ins", css="num"),
        Column("viec", "Việc", css="acts", hidden_label=True),
    ),
    filter_form=PeopleFilter,
    apply=lambda rows, cleaned: (
        rows.filter(full_name__icontains=cleaned["q"]) if cleaned["q"] else rows
    ),
)


@pytest.fixture
def people() -> None:
    first = datetime(2026, 11, 23, 1, tzinfo=UTC)
    User.objects.bulk_create(
        User(
            username=f"u{place:03}",
            full_name=f"Người {place % 10:03}",
            failed_sign_ins=place % 3,
            last_seen_at=None if place % 4 == 0 else first + timedelta(hours=place // 2),
        )
        for place in range(95)
    )


def walk(ask: Callable[..., HttpRequest], query: str) -> list[int]:
    """Primary keys in the order in which “Sau” shows them."""
    seen: list[int] = []
    url = f"/?{query}"
    for _ in range(30):
        page = PEOPLE.page(ask(url), User.objects.all())
        seen += [row.pk for row in page]
        if not page.next_href:
            return seen
        url = "/" + page.next_href
    raise AssertionError("the list does not end")


@pytest.mark.parametrize("sort", ["ten", "-ten", "gan-nhat", "-gan-nhat", "lan", "-lan"])
@pytest.mark.parametrize("cap", [COUNT_CAP, 20], ids=["numbers", "cursor"])
def test_every_row_is_shown_once_in_every_order(
    people: None,
    ask: Callable[..., HttpRequest],
    monkeypatch: pytest.MonkeyPatch,
    sort: str,
    cap: int,
) -> None:
    monkeypatch.setattr("congvu.core.ui.listing.listing.COUNT_CAP", cap)
    seen = walk(ask, f"sap={sort}")
    page = PEOPLE.page(ask(f"/?sap={sort}"), User.objects.all())
    assert seen == list(
        User.objects.order_by(*[key.order() for key in page.keys]).values_list("pk", flat=True)
    )
    assert len(seen) == len(set(seen)) == 95


@pytest.mark.parametrize("sort", ["-ten", "gan-nhat", "-gan-nhat"])
def test_one_can_go_back_by_cursor(
    people: None, ask: Callable[..., HttpRequest], monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr("congvu.core.ui.listing.listing.COUNT_CAP", 20)
    pages = [PEOPLE.page(ask(f"/?sap={sort}"), User.objects.all())]
    while pages[-1].next_href:
        pages.append(PEOPLE.page(ask("/" + pages[-1].next_href), User.objects.all()))
    assert len(pages) == 5
    for later, earlier in zip(pages[:0:-1], pages[-2::-1], strict=True):
        back = PEOPLE.page(ask("/" + later.previous_href), User.objects.all())
        assert [row.pk for row in back] == [row.pk for row in earlier]


def test_nulls_come_last_both_ways(people: None, ask: Callable[..., HttpRequest]) -> None:
    for sort in ("gan-nhat", "-gan-nhat"):
        page = PEOPLE.page(ask(f"/?sap={sort}&so-dong=100"), User.objects.all())
        values = [row.last_seen_at for row in page]
        assert values[-24:] == [None] * 24 and None not in values[:-24]


@pytest.mark.parametrize(
    "query",
    ["sap=password", "sap=--ten", "sap=viec", "sap=full_name", "trang=-1", "trang=0", "trang=x", "trang=9",
     "trang=99999999999999999999", "trang=²", "so-dong=1000000", "so-dong=-5", "sau=", "tt=khac"],
)  # fmt: skip
def test_strange_parameters_fall_back(
    people: None, ask: Callable[..., HttpRequest], query: str
) -> None:
    page = PEOPLE.page(ask(f"/?{query}"), User.objects.all())
    assert page.size == 20 and page.sort == "ten"
    assert len(page) <= 20


@pytest.mark.parametrize(
    "values",
    [
        "x",
        [],
        [1],
        ["a", 1, 2],
        [None, 1],
        [{"a": 1}, 1],
        [["a"], 1],
        ["a", "b"],
        ["a", 10**30],
        [True, 1],
        ["a\x00", 1],
    ],
)
def test_a_cursor_made_by_hand_is_refused(ask: Callable[..., HttpRequest], values: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    with pytest.raises(Invalid, match="trang đầu"):
        PEOPLE.page(ask(f"/?sau={cursor}"), User.objects.all())


@pytest.mark.parametrize("cursor", ["%", "á", "AAAA", "=" * 9, "a" * 700])
def test_a_cut_cursor_is_refused(ask: Callable[..., HttpRequest], cursor: str) -> None:
    with pytest.raises(Invalid):
        PEOPLE.page(ask("/?" + f"truoc={cursor}"), User.objects.all())


@pytest.mark.parametrize(
    "query", ["q=" + "a" * 21, "tu=31/02/2026", "tu=02/02/2026&den=01/02/2026"]
)
def test_a_wrong_filter_shows_its_error_and_no_rows(
    people: None, ask: Callable[..., HttpRequest], query: str
) -> None:
    page = PEOPLE.page(ask(f"/?{query}"), User.objects.all())
    assert len(page) == 0
    assert "error-text" in render_to_string("ui/components/filters.html", {"page": page})


def test_a_list_page_costs_two_queries(
    people: None, ask: Callable[..., HttpRequest], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2) as queries:
        page = PEOPLE.page(ask("/"), User.objects.all())
        assert str(page.count) == "95"
        render_to_string("ui/components/table_head.html", {"page": page})
        render_to_string("ui/components/pagination.html", {"page": page})
    assert all("LIMIT" in query["sql"] for query in queries.captured_queries)


def test_a_list_on_one_page_is_not_counted(
    people: None, ask: Callable[..., HttpRequest], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert PEOPLE.page(ask("/?q=003"), User.objects.all()).count == Count(10)


def test_counting_stops(people: None) -> None:
    assert capped_count(User.objects.all(), cap=50) == Count(50, capped=True)
    assert str(Count(1000, capped=True)) == "1.000+"
    assert capped_count(User.objects.all(), cap=95) == Count(95)
    assert not Count(0)


def test_sorting_links_turn_the_order_round(ask: Callable[..., HttpRequest]) -> None:
    heads = PEOPLE.page(ask("/?sap=ten&q=a&trang=3"), User.objects.all()).heads
    assert (heads[0].sorted, heads[0].href) == ("ascending", "?sap=-ten&q=a")
    assert (heads[1].sorted, heads[1].href) == ("", "?sap=-gan-nhat&q=a")
    assert heads[3].href == ""


def test_tabs_and_filters_keep_each_other(people: None, ask: Callable[..., HttpRequest]) -> None:
    page = PEOPLE.page(
        ask("/?sap=-ten&so-dong=50&tt=khoa&q=a"),
        User.objects.all(),
        tabs=[Tab("", "Tất cả"), Tab("khoa", "Đã khóa", 3, hot=True)],
    )
    assert [(href, current) for _, href, current in page.tabs] == [
        ("?sap=-ten&so-dong=50&q=a", False),
        ("?sap=-ten&so-dong=50&tt=khoa&q=a", True),
    ]
    assert page.kept == [("sap", "-ten"), ("so-dong", "50")]
    assert page.clear_href == "?sap=-ten&so-dong=50"


def test_a_list_without_a_sorted_default_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuntimeError, match="no sorted column"):
        Listing(name="x", label="x", columns=[Column("a", "A")], default="a")


def test_filters_are_ones_own(clerk: Actor) -> None:
    other = Actor(user_id=8, username="b", name="B")
    mine = save_filter(actor=clerk, listing="test.people", label="Khẩn", query="tt=khan")
    save_filter(actor=clerk, listing="test.people", label="Khẩn", query="tt=hoa-toc")
    assert [one.query for one in saved_filters(clerk, "test.people")] == ["tt=hoa-toc"]
    assert saved_filters(other, "test.people") == []
    forget_filter(actor=other, key=mine.pk)
    assert len(saved_filters(clerk, "test.people")) == 1
    forget_filter(actor=clerk, key=mine.pk)
    assert saved_filters(clerk, "test.people") == []


def test_filters_have_an_end(clerk: Actor) -> None:
    for place in range(20):
        save_filter(actor=clerk, listing="x", label=str(place), query="")
    with pytest.raises(Conflict):
        save_filter(actor=clerk, listing="x", label="một nữa", query="")
    save_filter(actor=clerk, listing="x", label="3", query="a=1")


def test_the_filter_bar_offers_to_save_what_is_filtered(
    people: None, ask: Callable[..., HttpRequest], clerk: Actor
) -> None:
    save_filter(actor=clerk, listing="test.people", label="Của tôi", query="q=003")
    request = ask("/?q=003")
    html = render_to_string(
        "ui/components/filters.html",
        {"page": PEOPLE.page(request, User.objects.all())},
        request=request,
    )
    assert "Lưu bộ lọc này" in html and 'href="?q=003" aria-current="true"' in html


UNITS: Listing[Any] = Listing(
    name="test.units",
    label="Người",
    default="ten",
    columns=(Column("ten", "Họ và tên", "full_name"),),
)


@pytest.mark.parametrize(
    "query", [{"q": "Người"}, {"tu": "01/01/2026"}, {"tu": "31/02/2026"}, {"q": ""}]
)
def test_a_bar_with_something_typed_is_nobody_elses(query: dict[str, str]) -> None:
    assert PeopleFilter(query).blank_key == ""
    assert PeopleFilter({"tt": "khoa"}).blank_key == PeopleFilter({}).blank_key != ""


def test_the_bar_offers_everybody_their_own_choices(ask: Callable[..., HttpRequest]) -> None:
    for units in (["Phòng CNTT"], ["Văn phòng", "Thanh tra"], ["Phòng CNTT"]):
        request = ask()
        page = UNITS.page(request, User.objects.all(), form=UnitFilter(request.GET, units=units))
        shown = render_to_string("ui/components/filters.html", {"page": page}, request)
        assert [unit for unit in ("Phòng CNTT", "Văn phòng", "Thanh tra") if unit in shown] == units


def test_what_is_typed_is_shown_only_to_who_typed_it(ask: Callable[..., HttpRequest]) -> None:
    def bar(query: str) -> str:
        request = ask(f"/?{query}")
        page = PEOPLE.page(request, User.objects.all())
        return render_to_string("ui/components/filters.html", {"page": page}, request)

    assert 'value="Bí mật"' in bar("q=Bí mật")
    assert "Bí mật" not in bar("")
    assert '<details class="more" open>' in bar("tu=01/01/2026")
    assert "01/01/2026" not in bar("")
    assert bar("tt=khoa").count('name="tt"') == 1

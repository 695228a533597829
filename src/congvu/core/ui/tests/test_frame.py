"""The frame shows what rooms register, to those who may see it, and costs nothing to fragments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Unavailable
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Card, Subject
from congvu.core.ui import frame, menu, palette, panels
from congvu.core.ui.display import Display, display_of


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Registries of one pretended office; yields how often its counts were asked for."""
    for module, name in (
        (menu, "sections"),
        (menu, "items"),
        (menu, "counters"),
        (panels, "panels"),
        (frame, "user_links"),
    ):
        monkeypatch.setattr(module, name, Registry(name))
    for name in ("bell", "places", "search_page", "home_page"):
        monkeypatch.setattr(frame, name, frame.Slot(name))
    asked = {"counts": 0}

    def counts(actor: Actor) -> dict[str, int]:
        asked["counts"] += 1
        return {"den.cho": 1234, "den.han": 0}

    menu.register_item(
        "den",
        menu.Item(
            "cho",
            "Chờ vào sổ",
            "ui:palette",
            query="tt=cho",
            count="den.cho",
            hot=True,
            keywords="đăng ký văn bản",
        ),
    )
    menu.register_item("den", menu.Item("so", "Sổ văn bản đến", "ui:palette", count="den.han"))
    menu.register_item(
        "den",
        menu.Item("mat", "Chỉ giám đốc", "ui:palette", visible=lambda actor: actor.has("director")),
    )
    menu.register_item("den", menu.Item("thieu", "Trang chưa có", "nowhere:list"))
    menu.register_section(menu.Section("den", "Văn bản đến", "inbox", 10))
    menu.register_section(menu.Section("rong", "Mục rỗng", "file", 5))
    menu.register_counts("den", counts)
    yield asked


def labels(branches: list[menu.Branch]) -> list[str]:
    return [line.item.label for branch in branches for line in branch.lines]


def test_lines_without_right_or_address_are_not_shown(rooms: dict[str, int], clerk: Actor) -> None:
    branches = menu.tree(clerk)
    assert labels(branches) == ["Chờ vào sổ", "Sổ văn bản đến"]
    assert [branch.section.name for branch in branches] == ["den"]


def test_rights_show_more(rooms: dict[str, int]) -> None:
    director = Actor(user_id=1, username="gd", name="A", roles=frozenset({"director"}))
    assert "Chỉ giám đốc" in labels(menu.tree(director))


def test_counts_are_asked_for_once(rooms: dict[str, int], clerk: Actor) -> None:
    lines = menu.tree(clerk)[0].lines
    assert [line.count for line in lines] == [1234, 0]
    assert rooms["counts"] == 1


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/tim-nhanh?tt=cho", "Chờ vào sổ"),
        ("/tim-nhanh?tt=khac", "Sổ văn bản đến"),
        ("/tim-nhanh/5", "Sổ văn bản đến"),
        ("/khac", None),
    ],
)
def test_the_current_line_is_the_best_fit(
    rooms: dict[str, int],
    clerk: Actor,
    ask: Callable[..., HttpRequest],
    path: str,
    current: str | None,
) -> None:
    lines = menu.tree(clerk, ask(path))[0].lines
    assert [line.item.label for line in lines if line.current] == ([current] if current else [])


def test_a_name_registered_twice_is_a_mistake_of_ours(rooms: dict[str, int]) -> None:
    with pytest.raises(RuntimeError):
        menu.register_item("den", menu.Item("cho", "Lại", "ui:palette"))
    frame.bell.fill(frame.Bell("ui:palette", lambda actor: 1))
    with pytest.raises(RuntimeError):
        frame.bell.fill(frame.Bell("ui:palette", lambda actor: 1))


@pytest.mark.django_db
def test_the_whole_frame(rooms: dict[str, int], signed_in: None, client: Client) -> None:
    frame.bell.fill(frame.Bell("ui:palette", lambda actor: 3))
    frame.places.fill(
        frame.Places(
            "ui:display",
            lambda actor: [
                frame.Place("1", "Sở TTTT", current=True),
                frame.Place("2", "UBND tỉnh"),
            ],
        )
    )
    frame.register_user_link(frame.Link("out", "Đăng xuất", "ui:display", "logout", post=True))
    text = client.get("/tim-nhanh?tt=cho").content.decode()
    assert '<html lang="vi"' in text
    assert text.index('class="skip"') < text.index("<header")
    assert "1.234" in text and 'aria-current="page"' in text
    assert "Lưu Thị Hường" in text and "Sở TTTT" in text and "UBND tỉnh" in text
    assert 'class="bubble">3<' in text
    assert re.search(
        r'<form method="post" action="/hien-thi"><input type="hidden" name="csrfmiddlewaretoken"',
        text,
    )
    assert len(re.findall(r"<h1\b", text)) == 1
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_a_fragment_asks_for_no_counts(
    rooms: dict[str, int], signed_in: None, client: Client
) -> None:
    text = client.get("/tim-nhanh?q=so", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text and 'role="option"' in text
    assert rooms["counts"] == 0


@pytest.mark.django_db
def test_a_stranger_finds_nothing(stranger: None, client: Client) -> None:
    assert client.get("/tim-nhanh?q=so").status_code == 404
    assert client.get("/giao-dien").status_code == 404
    assert (
        client.post("/bo-loc/luu", {"listing": "a", "label": "b", "query": ""}).status_code == 404
    )
    assert client.post("/bo-loc/1/xoa").status_code == 404


@pytest.mark.django_db
def test_the_palette_finds_menu_lines_without_their_marks(
    rooms: dict[str, int], signed_in: None, client: Client
) -> None:
    found = client.get("/tim-nhanh?q=dang+ky").content.decode()
    assert "Chờ vào sổ" in found.split('class="card palette-page"')[1]
    nothing = client.get("/tim-nhanh?q=khong-the-co").content.decode()
    assert "Không tìm thấy" in nothing


def away(actor: Actor, q: str, limit: int) -> list[Card]:
    raise Unavailable


def test_groups_of_the_palette_are_ordered_and_limited(
    monkeypatch: pytest.MonkeyPatch, clerk: Actor
) -> None:
    monkeypatch.setattr(palette, "providers", Registry("palette"))
    many = [Card(Subject("x", n), f"Văn bản {n}", f"/{n}") for n in range(50)]
    palette.register_palette(palette.Provider("b", "Sau", lambda actor, q, limit: many, order=20))
    palette.register_palette(
        palette.Provider("a", "Trước", lambda actor, q, limit: many[:limit], order=10)
    )
    palette.register_palette(palette.Provider("c", "Rỗng", lambda actor, q, limit: []))
    palette.register_palette(palette.Provider("d", "Vắng", away))
    groups = palette.find(clerk, "van")
    assert [(group.provider.label, len(group.cards)) for group in groups] == [
        ("Trước", 6),
        ("Sau", 6),
    ]


def test_panels_stay_away_when_they_have_nothing_to_say(
    rooms: dict[str, int], ask: Callable[..., HttpRequest]
) -> None:
    panels.register_panel(
        panels.Panel("b", "B", lambda request, subject: f"<p>{subject}</p>", order=20)
    )
    panels.register_panel(
        panels.Panel(
            "a", "A", lambda request, subject: "<p>a</p>", kinds=frozenset({"x.y"}), order=10
        )
    )
    panels.register_panel(panels.Panel("c", "C", lambda request, subject: "  "))
    panels.register_panel(panels.Panel("d", "D", lambda request, subject: "<p>d</p>", slot="main"))
    request = ask("/")
    assert [shown.name for shown in panels.panels_for(request, Subject("x.y", 1))] == ["a", "b"]
    assert [shown.html for shown in panels.panels_for(request, Subject("z.z", 4))] == [
        "<p>z.z:4</p>"
    ]


@pytest.mark.parametrize("cookie", ["", "....", "compact.<script>", "x" * 500, "compact compact"])
def test_a_strange_display_cookie_is_ignored(ask: Callable[..., HttpRequest], cookie: str) -> None:
    request = ask("/")
    request.COOKIES["hien-thi"] = cookie
    assert display_of(request).css in {"", "is-compact"}


@pytest.mark.django_db
def test_display_switches_without_script(signed_in: None, client: Client) -> None:
    answer: Any = client.post("/hien-thi", {"doi": "compact", "next": "/tim-nhanh?q=a"})
    assert (answer.status_code, answer["Location"]) == (302, "/tim-nhanh?q=a")
    client.post("/hien-thi", {"doi": "contrast"})
    client.post("/hien-thi", {"doi": "vô nghĩa"})
    assert client.cookies["hien-thi"].value == "compact.contrast"
    assert 'class="is-compact is-contrast"' in client.get("/tim-nhanh").content.decode()
    client.post("/hien-thi", {"doi": "compact"})
    assert client.cookies["hien-thi"].value == "contrast"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_one_is_never_sent_to_another_host(signed_in: None, client: Client, target: str) -> None:
    answer: Any = client.post("/hien-thi", {"doi": "large", "next": target})
    assert answer["Location"] == "/"


def test_words_of_the_display() -> None:
    assert Display(frozenset({"en"})).language == "en"
    assert Display(frozenset()).toggled("large").large

"""The style guide in a real browser: keys, calendar, palette, preview, phones, WCAG 2.2 AA."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CONGVU_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


Open = Callable[..., Page]


@pytest.fixture
def guide(chromium: Browser, site: str) -> Iterator[Open]:
    """``guide(width, cookie)`` opens the style guide; any console message or policy breach fails."""
    complaints: list[str] = []
    contexts = []

    def open_guide(
        width: int = 1366, cookie: str = "", path: str = "/giao-dien", **options: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 768},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        contexts.append(context)
        if cookie:
            context.add_cookies([{"name": "hien-thi", "value": cookie, "url": site}])
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        return page

    yield open_guide
    for context in contexts:
        context.close()
    assert complaints == []


def calm(page: Page) -> None:
    """A fresh page of no field in focus, so that keys belong to the list."""
    page.locator("h1").click()


@pytest.mark.parametrize(
    ("width", "cookie"),
    [(1366, ""), (1366, "compact.preview"), (1366, "contrast.large"), (375, ""), (375, "large")],
)
def test_axe_finds_nothing(guide: Open, width: int, cookie: str) -> None:
    found = Axe().run(guide(width, cookie), options={"runOnly": WCAG}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize("width", [320, 375, 768, 1024, 1366])
def test_nothing_runs_out_sideways(guide: Open, width: int) -> None:
    page = guide(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main .card, main .notice, main .field, .topbar')]
            .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"""
    )
    assert wide == []


def test_targets_can_be_hit(guide: Open) -> None:
    """Boxes of 20 pixels stand apart (axe checks the 24-pixel circles of WCAG 2.5.8)."""
    for width in (375, 1366):
        small = guide(width).evaluate(
            """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]
                .filter(one => { const box = (one.closest('label') || one).getBoundingClientRect();
                    return box.width && !one.closest('p, td.main, .vh, .skip, caption, li:not(.tree li, .tabs li, .pager li)')
                        && Math.min(box.width, box.height) < 20; })
                .map(one => one.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_a_list_is_worked_by_keys_alone(guide: Open) -> None:
    page = guide()
    calm(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.cursor")).to_contain_text("1838")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.keyboard.press("k")
    expect(page.locator("tr.cursor")).to_contain_text("1839")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#240$"))
    page.keyboard.press("p")
    expect(page.locator("#xem-nhanh")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#loc-q")).to_be_focused()


def test_keys_are_letters_while_one_types(guide: Open) -> None:
    page = guide()
    page.locator("#loc-q").click()
    page.keyboard.type("jx?p")
    expect(page.locator("#loc-q")).to_have_value("jx?p")
    expect(page.locator("tr.cursor")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_help_names_the_keys_of_the_page(guide: Open) -> None:
    page = guide()
    calm(page)
    page.keyboard.press("?")
    expect(page.locator("#phim-tat")).to_contain_text("Vào sổ văn bản")
    page.keyboard.press("Escape")
    expect(page.locator("#phim-tat")).not_to_be_visible()


def test_a_range_is_picked_with_shift(guide: Open) -> None:
    page = guide()
    boxes = page.locator("td.pick input")
    boxes.nth(0).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("5")
    page.locator("[data-check-all]").check()
    expect(page.locator("[data-picked]")).to_have_text("24")
    page.locator("[data-unpick]").click()
    expect(page.locator("[data-bulk]")).not_to_be_visible()


def test_a_day_is_typed_or_chosen(guide: Open) -> None:
    page = guide()
    box = page.locator("#id_issued").first
    box.click()
    page.keyboard.type("05112026")
    expect(box).to_have_value("05/11/2026")
    page.get_by_role("button", name="Mở lịch chọn ngày: Ngày ban hành").first.click()
    expect(page.locator(".calendar")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(box).to_have_value("13/11/2026")
    page.get_by_role("button", name="Mở lịch chọn ngày: Ngày ban hành").first.click()
    expect(page.locator(".calendar")).to_be_visible()
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    expect(box).to_have_value("13/11/2026")
    expect(page.locator(".calendar")).to_have_count(0)


def test_the_palette_opens_finds_and_closes(guide: Open) -> None:
    page = guide()
    page.keyboard.press("Control+k")
    expect(page.locator("#tim-nhanh-q")).to_be_focused()
    page.keyboard.type("khongthecothu")
    expect(page.locator("#tim-nhanh-kq")).to_contain_text("Không tìm thấy")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#tim-nhanh")).not_to_be_visible()


def test_a_long_picker_is_filtered_without_marks(guide: Open) -> None:
    page = guide()
    picker = page.locator("[data-checks]").first
    picker.locator(".checks-find").fill("buu chinh")
    expect(picker.locator("label:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(picker.locator("input:checked")).to_have_count(1)


def test_a_grave_verb_asks_first_and_sends_once(guide: Open) -> None:
    page = guide()
    sent: list[str] = []
    page.route(
        "**/giao-dien",
        lambda route: (sent.append(route.request.method), route.fulfill(status=204))[1],
    )
    page.get_by_role("button", name="Trình lãnh đạo").first.click()
    expect(page.locator("#xac-nhan")).to_contain_text("Trình lãnh đạo văn bản này?")
    page.get_by_role("button", name="Để xem lại").click()
    expect(page.locator("#xac-nhan")).not_to_be_visible()
    assert sent == []
    page.get_by_role("button", name="Trình lãnh đạo").first.click()
    with page.expect_event("requestfailed"):  # 204 leads nowhere: the browser stays
        page.get_by_role("button", name="Đồng ý").click()
    assert sent == ["POST"]


def test_full_names_show_on_focus_and_go_with_escape(guide: Open) -> None:
    page = guide()
    page.locator("abbr[data-tip]").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_have_text("Ủy ban nhân dân")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_switches_work_at_once_and_stay(guide: Open) -> None:
    page = guide()
    page.locator("summary[data-tip='Hiển thị']").click()
    page.get_by_role("button", name="Tương phản cao").click()
    expect(page.locator("html")).to_have_class(re.compile("is-contrast"))
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("is-contrast"))


def test_without_script_nothing_is_out_of_reach(chromium: Browser, site: str) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 1366, "height": 768}
    )
    page = context.new_page()
    page.goto(site + "/giao-dien")
    expect(page.locator("[data-bulk]").get_by_role("button", name="Phân công")).to_be_visible()
    expect(page.locator("#id_attached").first).to_be_visible()
    page.locator("summary[data-tip='Hiển thị']").click()
    page.get_by_role("button", name="Dòng dày").click()
    expect(page.locator("html")).to_have_class("is-compact")
    context.close()


def test_more_rows_than_the_mock(guide: Open) -> None:
    """The first mock showed 7 rows at 1366 × 768; compact shows at least twice that."""
    rows = guide(cookie="compact").evaluate(
        "() => [...document.querySelectorAll('tbody tr')].filter(r => r.getBoundingClientRect().bottom <= 768).length"
    )
    assert rows >= 15

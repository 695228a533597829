"""A form that is data in a real browser: live rules, rows, phones, WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from congvu.core.ui.tests.test_browser import CHROMIUM, FLAGS, WCAG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture
def browser(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


def look(page: Page, width: int) -> None:
    page.wait_for_load_state()  # with its styles
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_form_is_filled(browser: Browser, site: str) -> None:
    for width in (1366, 375):
        complaints: list[str] = []
        page = browser.new_page(viewport={"width": width, "height": 768}, locale="vi-VN")
        page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
        page.on("console", lambda line, said=complaints: said.append(line.text))
        page.goto(site + "/to-khai/moi-loai")
        page.wait_for_selector("[data-live]")
        look(page, width)
        page.goto(site + "/to-khai/tro-cap")
        page.wait_for_selector("[data-live]")
        expect(page.locator("[data-section=chi]")).to_be_hidden()
        page.get_by_text("Cá nhân").click()
        page.fill("#f-ngay_sinh", "2020")
        expect(page.locator("[data-path=giam_ho]")).to_be_visible()
        page.click("text=Thêm dòng")
        page.fill("#f-khoan-1-ten", "Giấy")
        page.fill("#f-khoan-1-gia", "100000")
        page.fill("#f-khoan-1-luong", "2,5")
        page.fill("#f-nguong", "300000")
        expect(page.locator("#f-tong")).to_have_text("250.000")
        expect(page.locator("[data-path=nguong] [data-check]")).to_be_visible()
        look(page, width)
        page.click("text=Gửi")
        expect(page.locator(".form-errors")).to_contain_text("Hãy điền “Người giám hộ”.")
        expect(page.locator("#f-khoan-0-ten")).to_have_value("Giấy")
        look(page, width)
        page.get_by_role("button", name="Xóa dòng 1 của Khoản chi").click()
        expect(page.locator("#f-tong")).to_have_text("0")
        assert complaints == []
        page.close()


def test_a_form_is_filled_without_scripts(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + "/to-khai/tro-cap")
    expect(page.locator("[data-path=giam_ho]")).to_contain_text("Chỉ điền khi “Tuổi” nhỏ hơn 18.")
    page.get_by_label("Tổ chức").check()
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator("#f-khoan-0-ten")).to_be_visible()
    page.fill("#f-khoan-0-ten", "Xe")
    page.fill("#f-ma_so", "0100109106")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#da-nhan")).to_contain_text('"ma_so": "0100109106"')

"""People at real browsers: every page they pass is looked at, every complaint is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from congvu.core.accounts.models import User

CHROMIUM = os.environ.get("CONGVU_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 375, 768, 1366)
HEIGHT = 768
STICKING_OUT = """() => [...document.querySelectorAll(
        'main .card, main .notice, main .field, main .form-actions, main .verb-buttons, .topbar')]
    .filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.className)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()
    finally:
        if before is None:
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


class Office:
    """Opens a browser for each person and keeps what went wrong anywhere."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.complaints: list[str] = []
        self.expected_refusals = 0
        self._seen: set[str] = set()
        self._contexts: list[BrowserContext] = []

    def person(self, username: str, **options: Any) -> Page:
        """A page of somebody who is signed in."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        page = self.visitor(**options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])
        return page

    def visitor(self, **options: Any) -> Page:
        """A page of somebody whom nobody knows."""
        context = self.browser.new_context(
            viewport={"width": 1366, "height": HEIGHT}, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", **options,
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self._heard(said.type, said.text, page))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._requested)
        return page

    def _heard(self, kind: str, text: str, page: Page) -> None:
        if kind == "error" and "status of 409" in text and self.expected_refusals:
            self.expected_refusals -= 1
        elif kind == "error" or "Content Security Policy" in text:
            self.complaints.append(f"{page.url}: {text}")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws"} and parts.hostname != "127.0.0.1":
            self.complaints.append(f"a request leaves the machine: {request.url}")

    def look(self, page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
        """Look at a page once under a name: rules of access, and its shape at some widths."""
        if name in self._seen:
            return
        self._seen.add(name)
        page.wait_for_load_state()  # a text may be there before the styles are
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.complaints.append(f"{name}: {wide} px wide on a screen of {width}")
            self.complaints += [
                f"{name}: {one!r} overflows at {width}" for one in page.evaluate(STICKING_OUT)
            ]
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        self.complaints += [
            f"{name}: {one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found
        ]

    def read_without_script(self, username: str, path: str, *texts: str) -> None:
        """The same page says the same to somebody whose browser runs no script."""
        page = self.person(username, java_script_enabled=False)
        page.goto(self.site + path)
        shown = page.locator("main").inner_text()
        self.complaints += [
            f"{path} without script lacks {text!r}" for text in texts if text not in shown
        ]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

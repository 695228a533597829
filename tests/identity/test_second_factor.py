"""Second factors in a real browser: a security key, an app and a recovery code."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now

CHROMIUM = os.environ.get("CONGVU_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(sign|login|password|submit|cancel|account|security|recovery|authenticat\w*|enter|please|"
    r"required|invalid|your|this)\b",
    re.IGNORECASE,
)
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


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """At the name ``localhost``: an address of numbers is no party that a key may serve."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def lan(transactional_db: None) -> User:
    cache.clear()
    return user("lan.nt", "Nguyễn Thị Lan", password=PASSWORD)


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A tab in which a console error, a breach of the policy or a word of English fails."""
    complaints: list[str] = []
    context = chromium.new_context(
        base_url=site, locale="vi-VN", viewport={"width": 1366, "height": 768}
    )
    context.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " event => console.error('CSP ' + event.violatedDirective))"
    )
    tab = context.new_page()

    def seen(request: Any) -> None:
        if urlsplit(request.url).hostname not in {"localhost", None}:
            complaints.append(request.url)

    def read() -> None:
        words = ENGLISH.findall(tab.locator("main").inner_text())
        if words or tab.locator("html").get_attribute("lang") != "vi":
            complaints.append(f"{tab.url}: {words}")

    tab.on("request", seen)
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.read = read  # type: ignore[attr-defined]
    yield tab
    context.close()
    assert complaints == []


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)
    page.read()  # type: ignore[attr-defined]


def signed_in(page: Page) -> None:
    """Where no second factor is asked for: wait until the door has opened."""
    sign_in(page)
    heading(page, "Tài khoản của tôi")


def sign_in(page: Page) -> None:
    page.goto("/dang-nhap?next=/tai-khoan/")
    heading(page, "Đăng nhập")
    page.get_by_label("Tên đăng nhập").fill("lan.nt")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def sign_out(page: Page) -> None:
    page.locator("form[action='/dang-xuat']").first.evaluate("form => form.submit()")
    heading(page, "Đăng nhập")
    page.goto("/tai-khoan/")
    expect(page).to_have_url(re.compile("/dang-nhap"))


def confirmed(page: Page, title: str) -> None:
    """Pass the page that asks once more who it is, when it comes, to the page of this title."""
    asks = "Xác nhận lại là ông/bà"
    expect(page.locator("h1")).to_have_text(re.compile(f"^({asks}|{title})$"))
    if page.locator("h1").inner_text() == asks:
        confirm(page)
    heading(page, title)


def confirm(page: Page) -> None:
    heading(page, "Xác nhận lại là ông/bà")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def virtual_key(page: Page) -> tuple[Any, str]:
    """A security key in the browser: CTAP2, touched and unlocked at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, key["authenticatorId"]


@pytest.fixture
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half minute of codes does not end between reading one and typing it."""
    stands = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: stands))


def code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def methods() -> list[str]:
    entries = Entry.objects.filter(verb="accounts.sign_in.succeed").order_by("id")
    return [entry.changes["method"] for entry in entries]


def test_a_security_key_is_registered_and_signs_in(page: Page, lan: User) -> None:
    session, key = virtual_key(page)
    signed_in(page)
    page.get_by_role("link", name="Xác thực hai lớp").click()
    heading(page, "Xác thực hai lớp")
    page.get_by_role("link", name="Thêm khóa").click()
    confirmed(page, "Thêm khóa bảo mật")
    page.get_by_label("Tên khóa").fill("Khóa USB ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    heading(page, "Mã khôi phục")
    held = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [one["rpId"] for one in held] == ["localhost"]
    page.goto("/tai-khoan/xac-thuc/khoa")
    heading(page, "Khóa bảo mật")
    expect(page.locator("table")).to_contain_text("Khóa USB ở cơ quan")
    sign_out(page)

    sign_in(page)
    heading(page, "Xác thực hai lớp")
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    heading(page, "Tài khoản của tôi")
    assert methods() == ["password", "password+mfa"]
    held = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert held[0]["signCount"] > 1
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None
    sign_out(page)

    sign_in(page)
    heading(page, "Xác thực hai lớp")
    User.objects.update(locked_until=now() + timedelta(hours=1))
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page.locator("main")).to_contain_text("Tài khoản tạm khóa")
    assert methods() == ["password", "password+mfa"]


def test_a_strange_key_does_not_sign_in(page: Page, lan: User) -> None:
    session, key = virtual_key(page)
    signed_in(page)
    page.goto("/tai-khoan/xac-thuc/khoa/them")
    confirmed(page, "Thêm khóa bảo mật")
    page.get_by_role("button", name="Thêm khóa").click()
    heading(page, "Mã khôi phục")
    sign_out(page)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    virtual_key(page)
    sign_in(page)
    heading(page, "Xác thực hai lớp")
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page.locator("[data-key-error]")).to_be_visible()
    page.goto("/tai-khoan/")
    expect(page).to_have_url(re.compile("/dang-nhap"))
    assert methods() == ["password"]


def test_an_app_is_turned_on_and_a_recovery_code_stands_in_for_it(
    page: Page, lan: User, half_minute: None
) -> None:
    signed_in(page)
    page.goto("/tai-khoan/xac-thuc/")
    page.get_by_role("link", name="Bật ứng dụng xác thực").click()
    confirmed(page, "Bật ứng dụng xác thực")
    page.wait_for_load_state()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("strong.secret").inner_text()
    page.get_by_label("Mã trên ứng dụng xác thực").fill(code(secret))
    page.get_by_role("button", name="Bật").click()
    heading(page, "Mã khôi phục")
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10
    sign_out(page)

    sign_in(page)
    heading(page, "Xác thực hai lớp")
    cache.clear()  # a code works once, and here no half minute passes
    page.get_by_label("Mã xác thực").fill(code(secret))
    page.get_by_role("button", name="Xác nhận").click()
    heading(page, "Tài khoản của tôi")
    sign_out(page)

    sign_in(page)
    page.get_by_label("Mã xác thực").fill(codes[0])
    page.get_by_role("button", name="Xác nhận").click()
    heading(page, "Tài khoản của tôi")
    page.goto("/tai-khoan/xac-thuc/")
    heading(page, "Xác thực hai lớp")
    expect(page.locator("main")).to_contain_text("Còn 9 mã chưa dùng")
    sign_out(page)

    sign_in(page)
    page.get_by_label("Mã xác thực").fill(codes[0])
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator("main")).to_contain_text("Mã xác thực không đúng")
    heading(page, "Xác thực hai lớp")
    assert methods() == ["password", "password+mfa", "password+mfa"]

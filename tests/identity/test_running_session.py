"""A running session as time passes: the clock is moved, not the session's own note of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from congvu.core.accounts import middleware
from congvu.core.accounts.actions import reset_password
from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/"


@pytest.fixture
def lan() -> User:
    cache.clear()
    return user("lan.nt", "Nguyễn Thị Lan", password=PASSWORD)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``passes(minutes)`` moves the clock of the session rules on."""

    class Clock:
        ahead = 0.0

        def time(self) -> float:
            return time.time() + self.ahead

    clock = Clock()
    monkeypatch.setattr(middleware, "time", clock)

    def move(minutes: float) -> None:
        clock.ahead += minutes * 60

    return move


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/dang-nhap", {"username": "lan.nt", "password": password})


def test_work_keeps_a_session_open_and_a_quarter_of_an_hour_closes_it(
    lan: User, passes: Callable[[float], None]
) -> None:
    client = Client()
    sign_in(client)
    for _ in range(6):
        passes(13)
        assert client.get(PAGE).status_code == 200
    passes(15)
    answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain == [("/dang-nhap?next=%2Ftai-khoan%2F", 302)]
    assert "Phiên làm việc đã khóa vì không thao tác." in answer.content.decode()
    assert Entry.objects.get(verb="accounts.sign_out").changes["reason"] == "idle"
    assert client.get(PAGE).status_code == 302
    sign_in(client)
    assert client.get(PAGE).status_code == 200


def test_an_idle_fragment_sends_the_whole_page_to_the_door(
    lan: User, passes: Callable[[float], None]
) -> None:
    client = Client()
    sign_in(client)
    passes(15)
    answer = client.post("/tai-khoan/phien/dang-xuat", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/dang-nhap?next=%2F")
    assert client.get(PAGE).status_code == 302


def test_an_unchanged_temporary_password_opens_nothing_but_its_page(lan: User) -> None:
    password = reset_password(actor=system_actor(), user=lan, at=now())
    client = Client()
    sign_in(client, password)
    assert client.post(PAGE, {"full_name": "Tên khác"})["Location"] == "/tai-khoan/mat-khau"
    again = {"old_password": password, "new_password": password, "again": password}
    assert client.post("/tai-khoan/mat-khau", again).status_code == 422
    assert client.get(PAGE)["Location"] == "/tai-khoan/mat-khau"
    lan.refresh_from_db()
    assert lan.full_name == "Nguyễn Thị Lan"
    assert "mật khẩu tạm" in client.get("/tai-khoan/mat-khau").content.decode()


def test_the_lock_after_five_failures_holds_for_every_device(lan: User) -> None:
    assert [sign_in(Client(REMOTE_ADDR=f"10.0.0.{n}"), "sai").status_code for n in range(5)] == [
        401, 401, 401, 401, 423,
    ]  # fmt: skip
    fresh = Client(REMOTE_ADDR="10.0.1.1")
    answer = sign_in(fresh)
    assert answer.status_code == 423
    assert "Tài khoản tạm khóa" in answer.content.decode()
    assert fresh.get(PAGE).status_code == 302


def test_another_device_is_signed_out_from_the_list_of_sessions(lan: User) -> None:
    desk = Client(headers={"user-agent": "Máy bàn ở cơ quan"})
    phone = Client(headers={"user-agent": "Điện thoại"}, REMOTE_ADDR="10.9.8.7")
    sign_in(desk)
    sign_in(phone)
    page = desk.get("/tai-khoan/phien").content.decode()
    assert "Điện thoại" in page and "10.9.8.7" in page and page.count("Phiên này") == 1
    row = UserSession.objects.get(user_agent="Điện thoại")
    answer = desk.post(f"/tai-khoan/phien/{row.pk}/dang-xuat", follow=True)
    text = answer.content.decode()
    assert "Đã đăng xuất 1 phiên." in text and "10.9.8.7" not in text
    assert phone.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 200

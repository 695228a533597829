"""Signing in through a national identity: only the linked, signed, fresh, own token opens."""

from __future__ import annotations

import http.client
import importlib
import re
import runpy
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches

from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now
from tests.identity.provider import CLIENT, SECRET, Provider, signed, unsigned

pytestmark = pytest.mark.django_db
SETTINGS = Path(importlib.import_module("congvu.project").__path__[0]) / "settings.py"
LOGIN = "/dinh-danh/oidc/dinh-danh/login/"
READ = (
    "CONGVU_OIDC_NAME", "CONGVU_OIDC_ISSUER", "SOCIALACCOUNT_PROVIDERS", "CONTENT_SECURITY_POLICY"
)  # fmt: skip


def reload_addresses() -> None:
    for name in ("congvu.core.accounts.entrance", "congvu.project.urls"):
        importlib.reload(importlib.import_module(name))
    clear_url_caches()


@pytest.fixture
def national(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider, and an installation whose environment names it."""
    provider = Provider()
    for name, value in (
        ("NAME", "VNeID"), ("ISSUER", provider.issuer), ("CLIENT_ID", CLIENT), ("SECRET", SECRET)
    ):  # fmt: skip
        monkeypatch.setenv(f"CONGVU_OIDC_{name}", value)
    told = runpy.run_path(str(SETTINGS))
    for name in READ:
        setattr(settings, name, told[name])
    cache.clear()
    reload_addresses()
    yield provider
    provider.stop()
    settings.CONGVU_OIDC_NAME = ""
    reload_addresses()


@pytest.fixture
def lan() -> User:
    return user("lan.nt", "Nguyễn Thị Lan", password=PASSWORD, email="lan@bacgiang.example")


def link(account: User, sub: str = "024080001234") -> SocialAccount:
    return SocialAccount.objects.create(user=account, provider="dinh-danh", uid=sub)


def leave(client: Client, query: str = "") -> str:
    """Ask to sign in; the address at the provider."""
    assert "Tiếp tục" in client.get(LOGIN + query).content.decode()
    answer = client.post(LOGIN + query)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def prove(address: str) -> str:
    """The browser at the provider; the path by which it comes back."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=20)
    connection.request("GET", f"{url.path}?{url.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return back.removeprefix("http://testserver")


def come_in(client: Client, query: str = "") -> Any:
    return client.get(prove(leave(client, query)))


def refused(
    client: Client, answer: Any, title: str = "Không đăng nhập được bằng định danh"
) -> None:
    text = answer.content.decode()
    assert f"<h1>{title}</h1>" in text
    assert 'lang="vi"' in text
    assert not re.search(r"\b(error|token|invalid|sign)\b", re.sub(r"<[^>]*>", " ", text), re.I)
    assert client.get("/tai-khoan/").status_code == 302
    assert not Entry.objects.filter(verb="accounts.sign_in.succeed").exists()
    assert Entry.objects.filter(verb="accounts.sign_in.fail").exists()


def test_the_linked_person_comes_in_by_the_identifier_alone(national: Provider, lan: User) -> None:
    link(lan)
    client = Client()
    assert "Đăng nhập bằng VNeID" in client.get("/dang-nhap").content.decode()
    answer = come_in(client, "?next=/tai-khoan/")
    assert answer["Location"] == "/tai-khoan/"
    assert "Nguyễn Thị Lan" in client.get("/tai-khoan/").content.decode()
    assert Entry.objects.get().changes["method"] == "socialaccount"
    assert national.scopes == ["openid"]
    assert "/userinfo" not in national.asked
    assert set(SocialAccount.objects.get().extra_data["id_token"]) == {"sub", "iss"}


def test_no_claim_gives_a_name_an_address_or_a_right(national: Provider, lan: User) -> None:
    boss = user("quantri", "Quản trị", password=PASSWORD, is_superuser=True, is_staff=True)
    national.more = {
        "preferred_username": boss.username, "email": lan.email, "email_verified": True,
        "is_staff": True, "is_superuser": True, "roles": ["system_admin"], "groups": ["admin"],
    }  # fmt: skip
    client = Client()
    refused(client, come_in(client), "Chưa liên kết định danh")
    assert (User.objects.count(), SocialAccount.objects.count()) == (2, 0)
    citizen = user("dan", "Trần Văn Dân")
    link(citizen)
    assert come_in(client)["Location"] == "/"
    citizen.refresh_from_db()
    assert not (citizen.is_staff or citizen.is_superuser)
    assert (citizen.username, citizen.email, citizen.full_name) == ("dan", "", "Trần Văn Dân")
    assert client.get("/quan-tri-ky-thuat/").status_code == 302
    assert client.get("/tai-khoan/").status_code == 200


@pytest.mark.parametrize(
    "twist",
    [
        lambda claims: {**claims, "nonce": "x" * 32},
        lambda claims: {k: v for k, v in claims.items() if k != "nonce"},
        lambda claims: {**claims, "aud": "somebody-else"},
        lambda claims: {**claims, "aud": [CLIENT, "other"], "azp": "other"},
        lambda claims: {**claims, "iss": "http://127.0.0.1:1"},
        lambda claims: {**claims, "exp": int(time.time()) - 60},
        lambda claims: {k: v for k, v in claims.items() if k != "exp"},
        lambda claims: {**claims, "iat": int(time.time()) + 3600},
        lambda claims: {**claims, "sub": ""},
        lambda claims: {k: v for k, v in claims.items() if k != "sub"},
    ],
    ids=["nonce", "no nonce", "audience", "party", "issuer", "expired", "endless", "future",
         "empty sub", "no sub"],
)  # fmt: skip
def test_a_token_that_is_not_for_us_and_now_is_refused(
    national: Provider, lan: User, twist: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    link(lan)
    national.twist = twist
    client = Client()
    refused(client, come_in(client))


STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    "sign",
    [
        lambda key, claims: signed(STRANGER, claims),
        lambda key, claims: signed(key, claims, kid="unknown"),
        lambda key, claims: signed(key, claims, alg="HS256"),
        unsigned,
        lambda key, claims: "abc",
        lambda key, claims: None,
    ],
    ids=["another key", "unknown key", "other algorithm", "unsigned", "rubbish", "none"],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    national: Provider, lan: User, sign: Callable[..., str | None]
) -> None:
    link(lan)
    national.sign = sign
    client = Client()
    refused(client, come_in(client))


def test_the_state_belongs_to_one_browser_and_one_time(national: Provider, lan: User) -> None:
    link(lan)
    client, stranger = Client(), Client()
    back = prove(leave(client))
    refused(client, client.get(re.sub("state=[^&]*", "state=" + "z" * 16, back)))
    refused(stranger, stranger.get(back))
    assert "/token" not in national.asked
    assert client.get(back)["Location"] == "/"
    again = client.get(back)
    assert again.status_code == 401
    assert national.asked.count("/token") == 1


def test_a_code_of_another_sign_in_does_not_help(national: Provider, lan: User) -> None:
    """The proof key ties a code to the browser that asked for it."""
    link(lan)
    mine, theirs = Client(), Client()
    back = prove(leave(mine))
    code = parse_qs(urlsplit(prove(leave(theirs))).query)["code"][0]
    refused(mine, mine.get(re.sub("code=[^&]*", f"code={code}", back)))


def test_the_address_line_changes_nothing_of_what_is_asked(national: Provider, lan: User) -> None:
    address = leave(Client(), "?auth_params=nonce%3Dfixed%26prompt%3Dnone&scope=email,address")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["scope"] == "openid"
    assert len(asked["nonce"]) == 32
    assert "prompt" not in asked


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
def test_a_provider_out_of_order_is_told_in_a_page(
    national: Provider, lan: User, path: str
) -> None:
    link(lan)
    client = Client()
    back = prove(leave(client))
    national.broken = {path}
    refused(client, client.get(back))


def test_a_provider_that_is_away_is_told_in_a_page(national: Provider, lan: User) -> None:
    national.stop()
    client = Client()
    refused(client, client.post(LOGIN))


def test_whoever_thinks_better_of_it_reads_so(national: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(f"{LOGIN}callback/?error=access_denied&state={state}", follow=True)
    assert "Ông/bà đã thôi đăng nhập" in answer.content.decode()


def test_another_provider_is_not_found(national: Provider) -> None:
    assert Client().get("/dinh-danh/oidc/khac/login/").status_code == 404


def test_locked_and_disabled_accounts_stay_closed(national: Provider, lan: User) -> None:
    link(lan)
    client = Client()
    User.objects.update(locked_until=now() + timedelta(hours=1), failed_sign_ins=5)
    answer = come_in(client)
    assert answer.status_code == 423
    refused(client, answer, "Tài khoản tạm khóa")
    User.objects.update(locked_until=None, is_active=False)
    assert come_in(client)["Location"] == "/dang-nhap/ngung-hoat-dong"
    assert client.get("/tai-khoan/").status_code == 302
    lan.refresh_from_db()
    assert lan.failed_sign_ins == 5


def test_the_second_factor_is_still_asked_for(national: Provider, lan: User) -> None:
    link(lan)
    TOTP.activate(lan, generate_totp_secret())
    client = Client()
    assert come_in(client)["Location"] == "/dang-nhap/ma"
    assert client.get("/tai-khoan/").status_code == 302


def test_the_holder_links_and_unlinks_and_the_journal_knows(
    national: Provider, lan: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    client.post("/dang-nhap", {"username": lan.username, "password": PASSWORD})
    assert 'href="/dinh-danh/"' in client.get("/tai-khoan/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = come_in(client, "?process=connect")
    assert answer["Location"] == "/dinh-danh/"
    page = client.get("/dinh-danh/").content.decode()
    assert "024080001234" in page
    assert "Đã liên kết định danh điện tử." in page
    assert come_in(Client())["Location"] == "/"
    other = Client()
    user("minh", password=PASSWORD)
    other.post("/dang-nhap", {"username": "minh", "password": PASSWORD})
    come_in(other, "?process=connect")
    assert "đã liên kết với một tài khoản khác" in other.get("/dinh-danh/").content.decode()
    assert SocialAccount.objects.get().user == lan
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/dinh-danh/", {"account": SocialAccount.objects.get().pk})
    stranger = Client()
    assert "Chưa liên kết định danh" in come_in(stranger).content.decode()
    verbs = [verb for verb in Entry.objects.values_list("verb", flat=True) if "identity" in verb]
    assert sorted(verbs) == ["accounts.identity.linked", "accounts.identity.unlinked"]


def test_without_its_name_there_is_no_such_door() -> None:
    assert Client().get(LOGIN).status_code == 404
    assert "dinh-danh" not in Client().get("/dang-nhap").content.decode()

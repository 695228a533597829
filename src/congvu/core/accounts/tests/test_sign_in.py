"""Signing in: the limits of QCVN 12:2026/BCA, the second factor, the journal."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.core.accounts import actions
from congvu.core.accounts.errors import AccountLocked, SignInRefused, TooManyFailures
from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.middleware import SEEN
from congvu.core.accounts.models import FailureCount, User
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now

pytestmark = pytest.mark.django_db
URL = "/dang-nhap"
AT = now()


@pytest.fixture(autouse=True)
def clear_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def lan() -> User:
    return user("lan.nt", "Nguyễn Thị Lan", password=PASSWORD)


def post(client: Client, password: str = PASSWORD, name: str = "lan.nt", **more: str):
    return client.post(URL, {"username": name, "password": password} | more)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_one_request_shows_the_form_and_one_sends_it(lan: User) -> None:
    client = Client()
    assert "Đăng nhập" in client.get(URL).content.decode()
    answer = post(client, next="/tai-khoan/")
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/")
    assert client.get("/tai-khoan/").status_code == 200
    assert verbs() == ["accounts.sign_in.succeed"]
    lan.refresh_from_db()
    assert lan.last_seen_at is not None


def test_a_wrong_name_and_a_wrong_password_read_alike(lan: User) -> None:
    texts = []
    for name, password in (("lan.nt", "sai"), ("khong.co", PASSWORD)):
        answer = post(Client(), password, name)
        assert answer.status_code == 401
        texts.append(re.findall(r"Tên đăng nhập hoặc mật khẩu[^<]*", answer.content.decode()))
    assert texts[0] == texts[1] != []
    assert verbs() == ["accounts.sign_in.fail"] * 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"username": "lan.nt\x00", "password": "x"}, 400),
        ({"username": "a" * 61, "password": "x"}, 422),
        ({"username": "lan.nt", "password": "x" * 129}, 422),
        ({}, 422),
    ],
)
def test_unreadable_input_is_refused(lan: User, fields: dict[str, str], status: int) -> None:
    assert Client().post(URL, fields).status_code == status
    assert verbs() == []


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_nobody_is_sent_elsewhere(lan: User, target: str) -> None:
    assert post(Client(), next=target)["Location"] == "/"


def test_five_failures_lock_and_the_right_password_does_not_help(lan: User) -> None:
    statuses = [post(Client(), "sai").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 423]
    assert post(Client()).status_code == 423
    assert verbs().count("accounts.sign_in.lock") == 1
    lan.refresh_from_db()
    assert lan.locked_until is not None
    actions.unlock_user(actor=system_actor(), user=lan, at=now())
    assert post(Client()).status_code == 302


def test_the_lock_ends_by_itself_after_twelve_hours_and_counts_anew(lan: User) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            actions.check_sign_in(username="lan.nt", password="sai", at=AT)
    soon, later = AT + timedelta(hours=11, minutes=59), AT + timedelta(hours=12, seconds=1)
    with pytest.raises(AccountLocked):
        actions.check_sign_in(username="lan.nt", password=PASSWORD, at=soon)
    with pytest.raises(SignInRefused) as refusal:
        actions.check_sign_in(username="lan.nt", password="sai", at=later)
    assert refusal.value.code == "sign_in_refused"
    assert actions.check_sign_in(username="lan.nt", password=PASSWORD, at=later) == lan


def test_a_success_starts_the_count_again(lan: User) -> None:
    for _ in range(4):
        post(Client(), "sai")
    assert post(Client()).status_code == 302
    assert [post(Client(), "sai").status_code for _ in range(4)] == [401] * 4


def test_a_disabled_account_stays_out_and_its_open_session_ends_at_once(lan: User) -> None:
    client = Client()
    post(client)
    actions.disable_user(actor=system_actor(), user=lan, at=now())
    assert client.get("/tai-khoan/")["Location"].startswith(URL)
    assert post(Client()).status_code == 403


def test_one_address_that_guesses_names_is_slowed(lan: User) -> None:
    FailureCount.objects.create(source="10.0.0.9", since=AT, count=200)
    with pytest.raises(TooManyFailures):
        actions.check_sign_in(username="lan.nt", password=PASSWORD, ip="10.0.0.9", at=AT)
    later = AT + timedelta(minutes=11)
    assert (
        actions.check_sign_in(username="lan.nt", password=PASSWORD, ip="10.0.0.9", at=later) == lan
    )


def test_fifteen_idle_minutes_lock_the_session(lan: User) -> None:
    client = Client()
    post(client)
    session = client.session
    session[SEEN] -= 13 * 60
    session.save()
    assert client.get("/tai-khoan/").status_code == 200
    session = client.session
    session[SEEN] -= 15 * 60
    session.save()
    answer = client.get("/tai-khoan/phien")
    assert answer["Location"] == f"{URL}?next=%2Ftai-khoan%2Fphien"
    assert client.get("/tai-khoan/")["Location"].startswith(URL)
    assert verbs()[-1] == "accounts.sign_out"
    api = Client()
    post(api)
    session = api.session
    session[SEEN] -= 15 * 60
    session.save()
    assert api.get("/api/v1/me").status_code == 401


def test_a_temporary_password_must_be_changed_first(lan: User) -> None:
    password = actions.reset_password(actor=system_actor(), user=lan, at=now())
    client = Client()
    post(client, password)
    for path in ("/tai-khoan/", "/tai-khoan/phien", "/"):
        assert client.get(path)["Location"] == "/tai-khoan/mat-khau"
    assert client.get("/api/v1/me").status_code == 403
    new = {"old_password": password, "new_password": "Moi-nguyen-9", "again": "Moi-nguyen-9"}
    assert client.post("/tai-khoan/mat-khau", new)["Location"] == "/tai-khoan/"
    assert client.get("/tai-khoan/").status_code == 200


def test_signing_out_needs_a_post_and_is_noted(lan: User) -> None:
    client = Client()
    post(client)
    assert client.get("/dang-xuat").status_code == 405
    assert client.post("/dang-xuat")["Location"] == URL
    assert client.get("/tai-khoan/").status_code == 302
    assert verbs() == ["accounts.sign_in.succeed", "accounts.sign_out"]


@pytest.fixture(autouse=True)
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half minute of codes does not end between making one and sending it."""
    stands = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: stands))


def code_of(lan: User, away: int = 0) -> str:
    secret = Authenticator.objects.get(user=lan, type="totp").wrap().instance.data["secret"]
    from congvu.core.accounts.adapters import MFAAdapter

    return code_from(MFAAdapter().decrypt(secret), away)


def code_from(secret: str, away: int = 0) -> str:
    """The code that a clock shows which is so many half minutes ahead."""
    counter = int(totp.time.time()) // 30 + away
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def guarded(lan: User) -> User:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    totp.TOTP.activate(lan, totp.generate_totp_secret())
    RecoveryCodes.activate(lan)
    return lan


def test_the_second_factor_is_asked_for_and_its_secret_is_not_readable(guarded: User) -> None:
    client = Client()
    assert post(client, next="/tai-khoan/")["Location"] == "/dang-nhap/ma"
    assert client.get("/tai-khoan/")["Location"].startswith(URL)
    page = client.get("/dang-nhap/ma").content.decode()
    assert "Xác thực hai lớp" in page
    answer = client.post("/dang-nhap/ma", {"code": code_of(guarded)})
    assert answer["Location"] == "/tai-khoan/"
    entry = Entry.objects.get(verb="accounts.sign_in.succeed")
    assert entry.changes["method"] == "password+mfa"
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert stored.startswith("gAAAA")


def test_wrong_codes_lock_like_wrong_passwords(guarded: User) -> None:
    client = Client()
    post(client)
    for _ in range(5):
        page = client.post("/dang-nhap/ma", {"code": "000000"}).content.decode()
    assert "tạm khóa" in page
    assert client.post("/dang-nhap/ma", {"code": code_of(guarded)}).status_code == 200
    assert client.get("/tai-khoan/").status_code == 302
    assert post(Client()).status_code == 423


def with_code(code: str) -> int:
    client = Client()
    post(client)
    return client.post("/dang-nhap/ma", {"code": code}).status_code


@pytest.mark.parametrize(("away", "expected"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(
    guarded: User, away: int, expected: int
) -> None:
    assert with_code(code_of(guarded, away)) == expected


def test_a_code_and_any_older_one_counts_once_on_every_process(guarded: User) -> None:
    assert with_code(code_of(guarded)) == 302
    for away, expected in ((0, 200), (-1, 200), (1, 302), (1, 200)):
        cache.clear()  # another process remembers nothing
        assert with_code(code_of(guarded, away)) == expected, away


def test_a_code_that_signed_in_does_not_confirm(guarded: User) -> None:
    client, code = Client(), code_of(guarded)
    post(client)
    client.post("/dang-nhap/ma", {"code": code})
    cache.clear()
    page = client.post(reverse("mfa_reauthenticate"), {"code": code})
    assert "Mã xác thực không đúng" in page.content.decode()


def test_secrets_kept_before_rooms_shared_a_box_still_open(guarded: User, settings) -> None:
    key = hashlib.sha256(b"congvu.second-factor:" + settings.SECRET_KEY.encode()).digest()
    old = Fernet(base64.urlsafe_b64encode(key))
    secret = totp.generate_totp_secret()
    sealed = old.encrypt(secret.encode()).decode()
    Authenticator.objects.filter(type="totp").update(data={"secret": sealed})
    assert with_code(code_from(secret)) == 302


def test_under_another_key_of_the_installation_the_refusal_says_what_to_do(
    guarded: User, settings
) -> None:
    code = code_of(guarded)
    client = Client()
    post(client)
    sealed = Fernet(Fernet.generate_key()).encrypt(b"mat").decode()
    Authenticator.objects.filter(type="totp").update(data={"secret": sealed})
    answer = client.post("/dang-nhap/ma", {"code": code})
    assert answer.status_code == 503
    assert "liên hệ quản trị" in answer.content.decode()


def test_a_recovery_code_works_once(guarded: User) -> None:
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        post(client)
        assert client.post("/dang-nhap/ma", {"code": code}).status_code == expected


def test_administrators_set_up_a_second_factor_where_it_is_required(settings) -> None:
    settings.CONGVU_MFA_REQUIRED = "admins"
    user("quantri", "Quản trị", password=PASSWORD, is_superuser=True)
    client = Client()
    post(client, name="quantri")
    assert client.get("/tai-khoan/")["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    other = Client()
    user("lan.nt", password=PASSWORD)
    post(other)
    assert other.get("/tai-khoan/").status_code == 200


def test_turning_the_app_on_shows_recovery_codes_and_is_noted(
    lan: User, django_capture_on_commit_callbacks
) -> None:
    client = Client()
    post(client)
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    assert asked.startswith("/dang-nhap/xac-nhan")
    assert client.post(asked, {"password": "sai"}).status_code == 200
    client.post(asked, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    code = code_from(secret)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert "accounts.second_factor.added" in verbs()
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes.count("<li>") >= 10


def test_the_stock_admin_signs_in_by_the_same_door() -> None:
    assert Client().get("/quan-tri-ky-thuat/login/?next=/x")["Location"] == "/dang-nhap?next=/x"


ENGLISH = re.compile(
    r"\b(sign|login|password|code|submit|cancel|account|authenticat\w*|security|recovery|"
    r"activate|remove|enter|please|required|invalid|key|generate|browser|this|your)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_inactive", "account_reauthenticate", "mfa_index",
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
        "mfa_reauthenticate", "accounts:profile", "accounts:password", "accounts:sessions",
        "accounts:tokens",
    ],
)  # fmt: skip
def test_no_page_speaks_english(guarded: User, name: str) -> None:
    client = Client()
    if name not in {"account_login", "account_inactive"}:
        post(client)
        client.post("/dang-nhap/ma", {"code": code_of(guarded)})
    for answer in (
        client.get(reverse(name), follow=True),
        client.post(reverse(name), {"code": ""}),
    ):
        if answer.status_code in (302, 405):
            continue
        text = answer.content.decode()
        assert "<h1>" in text, name
        main = text[text.index("<main") : text.index("</main>")]
        words = re.sub(r"<[^>]*>|cv_\w+|[a-z_]+\.[a-z_.]+", " ", main)
        assert not ENGLISH.findall(words), (name, ENGLISH.findall(words))

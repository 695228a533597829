"""Accounts and passwords: who may change them and what a password must be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from congvu.core.accounts import actions
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.errors import NameTaken, TokenOver, WeakPassword
from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.hashers import Argon2idHasher
from congvu.core.accounts.jobs import disable_idle, forget_sessions
from congvu.core.accounts.models import AccessToken, FormerPassword, User
from congvu.core.accounts.passwords import faults, temporary
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db
AT = now()
SYSTEM = system_actor()


def as_actor(account: User, *roles: str) -> Actor:
    return Actor(
        account.pk, account.username, account.full_name, roles=frozenset(roles), agency_id=1
    )


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ng-1", "8"), ("khong-hoa-1", "chữ hoa"), ("KHONG-THUONG-1", "chữ thường"),
        ("Khong-co-so", "chữ số"), ("KhongDacBiet1", "đặc biệt"), ("Lan.Nt-2016", "tên đăng nhập"),
        ("A1-" + "x" * 126, "128"),
    ],
)  # fmt: skip
def test_weak_passwords_are_told_what_they_lack(password: str, said: str) -> None:
    assert any(said in fault for fault in faults(password, username="lan.nt"))


def test_good_and_temporary_passwords_pass() -> None:
    assert not faults(PASSWORD) and not faults("Đường-về-2016")
    assert not any(faults(temporary()) for _ in range(200))


def test_none_of_the_last_ten_passwords_comes_back() -> None:
    lan = user("lan.nt", password="Mat-khau-0")
    me = as_actor(lan)

    def change(old: str, new: str) -> None:
        actions.change_password(actor=me, user=lan, old_password=old, new_password=new, at=AT)

    for n in range(10):
        change(f"Mat-khau-{n}", f"Mat-khau-{n + 1}")
    for n in range(11):
        with pytest.raises(WeakPassword):
            change("Mat-khau-10", f"Mat-khau-{n}")
    change("Mat-khau-10", "Mat-khau-11")
    change("Mat-khau-11", "Mat-khau-0")
    assert FormerPassword.objects.count() == 10


def test_only_with_the_present_password_and_only_ones_own() -> None:
    lan, minh = user(password=PASSWORD), user()
    with pytest.raises(Invalid) as refusal:
        actions.change_password(
            actor=as_actor(lan), user=lan, old_password="sai", new_password="Moi-nguyen-9", at=AT
        )
    assert "old_password" in refusal.value.data["fields"]
    with pytest.raises(NotAllowed):
        actions.change_password(
            actor=as_actor(minh), user=lan, old_password=PASSWORD, new_password="Moi-nguyen-9",
            at=AT,
        )  # fmt: skip


def test_accounts_are_made_by_administrators_and_special_ones_by_the_systems() -> None:
    boss = as_actor(user(), "agency_admin")
    with pytest.raises(NotAllowed):
        actions.create_user(actor=as_actor(user()), username="moi", full_name="Mới", at=AT)
    for special in ({"is_superuser": True}, {"kind": Kind.SERVICE}):
        with pytest.raises(NotAllowed):
            actions.create_user(actor=boss, username="moi", full_name="Mới", at=AT, **special)
    new, password = actions.create_user(
        actor=boss, username=" Lan.NT ", full_name="Nguyễn  Thị Lan", at=AT
    )
    assert (new.username, new.full_name) == ("lan.nt", "Nguyễn Thị Lan")
    assert new.must_change_password and new.check_password(password)
    with pytest.raises(NameTaken):
        actions.create_user(actor=boss, username="lan.nt", full_name="Lan", at=AT)
    for bad in ("a", "Đức", "a b", "a\x00b", "-ab-", "x" * 61):
        with pytest.raises(Invalid):
            actions.create_user(actor=boss, username=bad, full_name="Tên", at=AT)
    service, none = actions.create_user(
        actor=SYSTEM, username="mot-cua", full_name="Một cửa", kind=Kind.SERVICE, at=AT
    )
    assert none == "" and not service.has_usable_password()


def test_an_agency_administrator_does_not_touch_strangers() -> None:
    boss, stranger = as_actor(user(), "agency_admin"), user()
    for verb in (actions.disable_user, actions.unlock_user, actions.reset_password,
                 actions.reset_second_factor):  # fmt: skip
        with pytest.raises(NotAllowed):
            verb(actor=boss, user=stranger, at=AT)
    with pytest.raises(NotFound):
        actions.end_sessions(actor=boss, user=stranger, at=AT)


def test_nobody_disables_oneself() -> None:
    admin = user(is_superuser=True)
    me = Actor(admin.pk, "a", "A", is_admin=True)
    with pytest.raises(WrongState):
        actions.disable_user(actor=me, user=admin, at=AT)


def test_forty_five_idle_days_disable_people_but_not_services() -> None:
    old = AT - timedelta(days=46)
    idle, recent, enabled, service = user(), user(), user(), user(kind=Kind.SERVICE)
    User.objects.update(created_at=old)
    User.objects.filter(pk=recent.pk).update(last_seen_at=AT - timedelta(days=44))
    User.objects.filter(pk=enabled.pk).update(enabled_at=AT - timedelta(days=1), last_seen_at=old)
    disable_idle(at=AT)
    assert set(User.objects.filter(is_active=False)) == {idle}
    assert service.is_active
    actions.enable_user(actor=SYSTEM, user=idle, at=AT)
    disable_idle(at=AT + timedelta(days=1))
    assert User.objects.get(pk=idle.pk).is_active


def signed_in(account: User) -> Client:
    client = Client()
    client.post("/dang-nhap", {"username": account.username, "password": PASSWORD})
    return client


def test_sessions_are_listed_and_ended_one_or_all() -> None:
    lan = user("lan.nt", password=PASSWORD)
    here, there, third = signed_in(lan), signed_in(lan), signed_in(lan)
    assert here.get("/tai-khoan/phien").content.decode().count("Đăng xuất</button>") >= 2
    row = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"/tai-khoan/phien/{row.pk}/dang-xuat")
    assert there.get("/tai-khoan/").status_code == 302
    assert third.get("/tai-khoan/").status_code == 200
    here.post("/tai-khoan/phien/dang-xuat")
    assert third.get("/tai-khoan/").status_code == 302
    assert here.get("/tai-khoan/").status_code == 200


def test_many_open_sessions_do_not_slow_a_sign_in(django_assert_max_num_queries) -> None:
    lan = user("lan.nt", password=PASSWORD)
    for _ in range(12):
        signed_in(lan)
    with django_assert_max_num_queries(22):
        here = signed_in(lan)
    assert UserSession.objects.count() == 13
    page = here.get("/tai-khoan/phien").content.decode()
    assert page.count("<tr") == 14
    here.post("/tai-khoan/phien/dang-xuat")
    assert UserSession.objects.count() == 1


def test_the_record_of_ended_sessions_is_dropped() -> None:
    lan = user("lan.nt", password=PASSWORD)
    signed_in(lan).post("/dang-xuat")
    signed_in(lan)
    forget_sessions(at=now())
    assert UserSession.objects.count() == 1


def test_somebody_elses_session_is_not_found() -> None:
    lan, minh = user(password=PASSWORD), user(password=PASSWORD)
    mine = signed_in(lan)
    signed_in(minh)
    row = UserSession.objects.get(user=minh)
    assert mine.post(f"/tai-khoan/phien/{row.pk}/dang-xuat").status_code == 404


def test_a_new_password_ends_the_other_sessions() -> None:
    lan = user("lan.nt", password=PASSWORD)
    here, there = signed_in(lan), signed_in(lan)
    answer = here.post(
        "/tai-khoan/mat-khau",
        {"old_password": PASSWORD, "new_password": "Moi-nguyen-9", "again": "Moi-nguyen-9"},
    )
    assert answer.status_code == 302
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302


def test_a_token_is_shown_once_and_revoked_from_its_page() -> None:
    lan = user(password=PASSWORD)
    client = signed_in(lan)
    day = (now() + timedelta(days=30)).strftime("%d/%m/%Y")
    sent = {"name": "Một cửa", "scopes": ["organisation."], "expires_on": day}
    page = client.post("/tai-khoan/ma-truy-cap/cap", sent).content.decode()
    token = AccessToken.objects.get()
    assert f"cv_{token.prefix}_" in page
    assert f"cv_{token.prefix}_" not in client.get("/tai-khoan/ma-truy-cap").content.decode()
    client.post(f"/tai-khoan/ma-truy-cap/{token.pk}/thu-hoi")
    with pytest.raises(TokenOver):
        actions.revoke_token(actor=SYSTEM, token=token, at=now())


def test_a_token_needs_a_scope_a_name_and_an_end() -> None:
    lan = user()
    for wrong in (
        {"scopes": []},
        {"name": " "},
        {"expires_at": AT},
        {"expires_at": AT + timedelta(days=400)},
    ):
        facts = {"name": "Thử", "scopes": ["documents."], "expires_at": AT + timedelta(days=1)}
        with pytest.raises(Invalid):
            actions.create_token(actor=as_actor(lan), user=lan, at=AT, **(facts | wrong))
    with pytest.raises(NotAllowed):
        actions.create_token(actor=as_actor(user()), user=lan, at=AT, **facts)


def test_passwords_are_hashed_at_the_cost_that_owasp_asks_for() -> None:
    encoded = Argon2idHasher().encode("Mat-khau-2016", "muoimuoimuoi")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert get_hasher("default").algorithm == "md5"  # tests only


def test_the_console_makes_the_first_administrator_and_unlocks(capsys) -> None:
    from django.core.management import CommandError, call_command

    call_command("account", "admin", "quantri", "--name", "Quản trị hệ thống")
    made = User.objects.get(username="quantri")
    assert made.is_superuser and made.must_change_password
    password = capsys.readouterr().out.split("Mật khẩu tạm: ")[1].split()[0]
    assert made.check_password(password)
    with pytest.raises(CommandError, match="không bị khóa"):
        call_command("account", "unlock", "quantri")
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("account", "reset", "khong.co")

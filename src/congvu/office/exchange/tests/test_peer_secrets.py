"""Secrets of connections are made here, shown once, kept encrypted; options are fields, not JSON."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from congvu.core.audit.models import Entry
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, vault
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.errors import ClockSkew
from congvu.office.exchange.factories import AT, clerk
from congvu.office.exchange.models import Peer
from congvu.office.exchange.native.proof import _demand_clock
from congvu.office.exchange.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(organisation.admin())


def test_only_the_system_administrator_makes_a_secret() -> None:
    peer = factories.peer(secret=vault.seal("khoa cu"))
    agency = organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")
    with pytest.raises(NotAllowed):
        actions.new_secret(actor=clerk(agency), at=AT, peer_id=peer.pk)
    with pytest.raises(NotFound):
        actions.new_secret(actor=organisation.admin(), at=AT, peer_id=peer.pk + 1)
    peer.refresh_from_db()
    assert vault.unseal(peer.secret) == "khoa cu"


def test_a_new_secret_is_shown_once_kept_encrypted_and_ends_the_old_one(admin: Client) -> None:
    peer = factories.peer(secret=vault.seal("khoa cu"))
    address = reverse("exchange:peer", args=[peer.pk])
    assert "Tạo khóa chung mới" in admin.get(address).content.decode()
    answer = admin.post(reverse("exchange:peer_secret", args=[peer.pk]))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    peer.refresh_from_db()
    secret = vault.unseal(peer.secret)
    assert len(secret) >= 43
    assert f'value="{secret}"' in answer.content.decode()
    assert secret not in peer.secret
    assert secret not in admin.get(address).content.decode()
    assert not any(secret in str(entry.changes) for entry in Entry.objects.all())
    assert admin.get(reverse("exchange:peer_secret", args=[peer.pk])).status_code == 405


def test_the_command_makes_one_too() -> None:
    peer, out = factories.peer(), StringIO()
    call_command("exchange", "peer", "secret", peer.code, stdout=out)
    peer.refresh_from_db()
    assert out.getvalue().strip() == vault.unseal(peer.secret)


def typed(**more: object) -> dict[str, object]:
    return {
        "code": "truc", "name": "Trục quốc gia", "speech": Speech.GEN2_CLIENT,
        "base_url": "https://truc.example.vn", "system_id": "bacgiang", "secret": "khoa",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"clock_minutes": 0}, {"clock_minutes": 61}, {"attempts": 11}, {"attempts": "x"}]
)
def test_options_out_of_bounds_are_refused(admin: Client, wrong: dict[str, object]) -> None:
    assert admin.post(reverse("exchange:peer_new"), typed(**wrong)).status_code == 422
    assert not Peer.objects.exists()


def test_options_are_fields_and_the_login_has_its_own_secret(admin: Client) -> None:
    asked = typed(
        clock_minutes=10, attempts=4, login_username="tai-khoan", login_application="APP",
        login_secret="mat khau", one_stamp="on",
    )  # fmt: skip
    assert admin.post(reverse("exchange:peer_new"), asked).status_code == 302
    peer = Peer.objects.get()
    assert peer.options["login"] == {"username": "tai-khoan", "applicationCode": "APP"}
    assert (peer.options["clock_minutes"], peer.options["attempts"]) == (10, 4)
    assert peer.options["one_stamp"] is True
    assert vault.unseal(peer.options["login_secret"]) == "mat khau"
    page = admin.get(reverse("exchange:peer", args=[peer.pk])).content.decode()
    assert "tai-khoan" in page
    assert "mat khau" not in page
    assert "Đã có mật khẩu đăng nhập riêng" in page


def test_saving_again_keeps_what_is_not_typed(admin: Client) -> None:
    admin.post(reverse("exchange:peer_new"), typed(login_secret="mat khau", attempts=4))
    peer = Peer.objects.get()
    Peer.objects.update(options=peer.options | {"la": {"giu": 1}})
    again = typed(secret="", version=peer.version, clock_minutes=5)
    assert admin.post(reverse("exchange:peer", args=[peer.pk]), again).status_code == 302
    peer.refresh_from_db()
    assert vault.unseal(peer.secret) == "khoa"
    assert vault.unseal(peer.options["login_secret"]) == "mat khau"
    assert peer.options["la"] == {"giu": 1}
    assert "attempts" not in peer.options
    assert peer.options["clock_minutes"] == 5


def test_the_agreed_window_of_a_peer_counts_before_the_general_one(settings) -> None:
    settings.CONGVU_EXCHANGE_CLOCK_SECONDS = 60
    late = (AT - timedelta(minutes=4)).isoformat()
    with pytest.raises(ClockSkew):
        _demand_clock(late, AT, None)
    _demand_clock(late, AT, 5)
    with pytest.raises(ClockSkew, match="300 giây"):
        _demand_clock((AT - timedelta(minutes=6)).isoformat(), AT, 5)

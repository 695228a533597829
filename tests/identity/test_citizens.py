"""Citizens by the national identity: the proved number alone finds or makes an account."""

from __future__ import annotations

import io
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from congvu.core.accounts.actions import person
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.factories import PASSWORD, user
from congvu.core.accounts.models import ProvedIdentity, User
from congvu.core.audit.models import Entry
from congvu.counter.dossiers.factories import AT
from congvu.counter.filing import actions, factories, queries
from congvu.counter.filing.models import PersonFact
from tests.identity.provider import Provider
from tests.identity.test_national_identity import come_in, link, national  # noqa: F401

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Trần Văn Dân", "024080001234"


@pytest.fixture
def door(national: Provider, settings: Any) -> Provider:  # noqa: F811
    settings.CONGVU_OIDC_CITIZENS = True
    national.more = {"name": NAME, "acr": "2", "email": "le.mau@vidu.vn", "email_verified": True}
    return national


def refused(answer: Any, words: str) -> None:
    text = answer.content.decode()
    assert words in text, text
    assert "<h1>Không đăng nhập được bằng định danh</h1>" in text
    assert not ProvedIdentity.objects.exists()
    assert not SocialAccount.objects.exists()
    assert Entry.objects.filter(verb="accounts.sign_in.fail").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": "", "acr": "2"}, "không cho biết số định danh hoặc họ tên"),
        ({"name": ["x"], "acr": "2"}, "không cho biết số định danh hoặc họ tên"),
        ({"name": NAME, "acr": "1"}, "chưa đạt mức"),
        ({"name": NAME}, "chưa đạt mức"),
    ],
)
def test_without_name_or_level_nothing_is_made(
    door: Provider, settings: Any, more: dict[str, Any], words: str
) -> None:
    settings.CONGVU_OIDC_LEVELS = ["2", "3"]
    door.more = more
    client = Client()
    refused(come_in(client), words)
    assert not User.objects.exists()
    assert client.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize("sub", ["not-a-number", "12", "02408000123x"])
def test_a_name_that_is_no_personal_number_makes_nothing(door: Provider, sub: str) -> None:
    door.sub = sub
    answer = come_in(Client())
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_neither_mailbox_nor_a_typed_number_opens_an_account_of_somebody(door: Provider) -> None:
    account, actor = factories.citizen(email="le.mau@vidu.vn")
    actions.update_person(actor=actor, at=AT, values={"full_name": NAME, "personal_id": NUMBER})
    come_in(Client())
    made = ProvedIdentity.objects.get().user
    assert made != account
    assert (made.kind, made.email, made.has_usable_password()) == (Kind.CITIZEN, "", False)
    assert not SocialAccount.objects.filter(user=account).exists()


def test_the_first_time_makes_the_account_and_the_next_finds_it(door: Provider) -> None:
    client = Client()
    assert come_in(client, "?next=/ho-so-cua-toi/")["Location"] == "/ho-so-cua-toi/"
    text = client.get("/ho-so-ca-nhan/").content.decode()
    assert NAME in text
    assert NUMBER in text
    assert "VNeID" in text
    proof = ProvedIdentity.objects.get()
    assert (proof.level, proof.provider) == ("2", "VNeID")
    assert NUMBER not in proof.number_digest
    assert not any(NUMBER in fact.sealed for fact in PersonFact.objects.all())
    door.more["acr"] = "3"
    assert come_in(Client())["Location"] == "/"
    assert User.objects.count() == SocialAccount.objects.count() == 1
    proof.refresh_from_db()
    assert proof.level == "3"
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert verbs.count("accounts.identity.prove") == 2


def test_the_number_finds_the_account_when_the_provider_calls_the_person_otherwise(
    door: Provider, settings: Any
) -> None:
    settings.CONGVU_OIDC_NUMBER_CLAIM = "so_dinh_danh"
    door.more["so_dinh_danh"] = NUMBER
    door.sub = "a1"
    come_in(Client())
    door.sub = "b2"
    come_in(Client())
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 2)
    stored = [str(one.extra_data) for one in SocialAccount.objects.all()]
    assert not any(NUMBER in text or NAME in text for text in stored)


def test_a_citizen_links_the_identity_and_nobody_else_can(door: Provider) -> None:
    account = user("dan", NAME, password=PASSWORD)
    User.objects.filter(pk=account.pk).update(kind=Kind.CITIZEN)
    other = user("minh", "Lê Minh", password=PASSWORD)
    User.objects.filter(pk=other.pk).update(kind=Kind.CITIZEN)
    client, stranger = Client(), Client()
    client.post("/dang-nhap", {"username": "dan", "password": PASSWORD})
    assert come_in(client, "?process=connect")["Location"] == "/dinh-danh/"
    assert ProvedIdentity.objects.get().user == account
    stranger.post("/dang-nhap", {"username": "minh", "password": PASSWORD})
    come_in(stranger, "?process=connect")
    assert ProvedIdentity.objects.get().user == account
    door.sub = "024080009999"
    answer = come_in(client, "?process=connect")
    assert answer.status_code == 409
    assert "không khớp với tài khoản" in answer.content.decode()
    assert SocialAccount.objects.get().user == account


def test_officers_stay_what_they_were(door: Provider) -> None:
    officer = user("lan.nt", "Nguyễn Thị Lan", password=PASSWORD)
    link(officer)
    assert come_in(Client())["Location"] == "/"
    officer.refresh_from_db()
    assert officer.full_name == "Nguyễn Thị Lan"
    assert not ProvedIdentity.objects.exists()


def test_a_disabled_citizen_stays_outside(door: Provider) -> None:
    come_in(Client())
    User.objects.update(is_active=False)
    SocialAccount.objects.all().delete()
    client = Client()
    assert come_in(client)["Location"] == "/dang-nhap/ngung-hoat-dong"
    assert client.get("/tai-khoan/").status_code == 302


def test_a_dossier_keeps_how_its_account_was_proved(door: Provider) -> None:
    online = factories.online()
    plain = online.filed()
    client = Client()
    come_in(client)
    account = ProvedIdentity.objects.get().user
    draft_page = client.post(
        f"/nop-ho-so/thu-tuc/{online.desk.code}/", {"co_quan": online.desk.agency.pk}
    )
    assert NAME in client.get(draft_page["Location"]).content.decode()
    place = draft_page["Location"]
    filled = {f"who-{key}": text for key, text in factories.WHO.items()}
    scans = {f"paper.{n}": io.BytesIO(factories.scan(lines=20 + n)) for n in (1, 2)}
    for number, scan in scans.items():
        scan.name = f"{number}.png"
    client.post(
        place, {**filled, **scans, "f.ten": NAME, "f.ngay": "01/02/1985", "_viec": "xem-lai"}
    )
    client.post(f"{place}xem-lai/", {})
    ids = [row.dossier_id for row in queries.submissions_of(person(account))]
    assert queries.verified_identity([*ids, plain.dossier_id]) == {ids[0]: "2"}

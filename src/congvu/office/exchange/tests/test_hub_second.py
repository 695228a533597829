"""Generation 2: another vendor's client against us, over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.exchange.choices import LETTER_KIND, Speech
from congvu.office.exchange.factories import Room, room, send
from congvu.office.exchange.models import Envelope, Peer, Quarantined, StatusEntry
from congvu.office.exchange.tests import hub_cast
from congvu.office.exchange.tests.hub_server import Served, served
from congvu.office.exchange.tests.hub_vendor import SecondVendor
from congvu.office.exchange.vault import seal

pytestmark = pytest.mark.django_db(transaction=True)
SENDER, HERE = "H05.31.7", "H05.15"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    cache.clear()
    with served(tmp_path) as made:
        yield made


@pytest.fixture
def letters() -> Iterator[Room]:
    with room(LETTER_KIND) as made:
        yield made


@pytest.fixture
def system() -> Peer:
    return hub_cast.system("lgsp", speech=Speech.GEN2_SERVER)


@pytest.fixture
def here() -> Agency:
    return organisation.agency("Sở Nội vụ", code=HERE)


@pytest.fixture
def vendor(hub: Served, system: Peer) -> SecondVendor:
    made = SecondVendor(hub.url, hub.pin, system.system_id, hub_cast.SECRET)
    made.login()
    return made


def refusal(said: dict) -> str:
    assert said["success"] is False
    assert said["message"]
    return said["data"]["errorCode"]


def test_a_wrong_pair_gets_no_token(hub: Served, system: Peer):
    stranger = SecondVendor(hub.url, hub.pin, system.system_id, "sai")
    assert refusal(stranger.login()) == "15"
    assert stranger.last_status == 401
    stranger.system = "la"
    assert refusal(stranger.login()) == "15"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"username": "x"}', b"[" * 100_000])
def test_a_login_without_sense_is_refused(hub: Served, body: bytes):
    stranger = SecondVendor(hub.url, hub.pin, "", "")
    answer = stranger.ask("POST", "/v1/auth/login?allow_anonymous=true", {}, body)
    assert b'"errorCode": "15"' in answer


def test_no_token_another_token_or_anothers_key_is_refused(vendor: SecondVendor, hub: Served):
    other = hub_cast.system("khac", speech=Speech.GEN2_SERVER, gives=("H05.32",), secret=seal("b"))
    token = vendor.token
    for changed in (
        {"token": ""},
        {"token": "x:y:z"},
        {"secret": "b"},
        {"system": other.system_id},
    ):
        for name, value in changed.items():
            setattr(vendor, name, value)
        assert refusal(vendor.get("/v1/syncReceivedEdocList", messageType="edoc")) == "15"
        assert vendor.last_status == 401
        vendor.token, vendor.secret, vendor.system = token, hub_cast.SECRET, "lgsp.01"
    assert vendor.get("/v1/syncReceivedEdocList", messageType="edoc")["success"] is True


def test_a_new_secret_ends_the_old_tokens(vendor: SecondVendor, system: Peer):
    Peer.objects.filter(pk=system.pk).update(secret=seal("mới"))
    assert refusal(vendor.get("/v1/getAgenciesList")) == "15"


def test_the_list_of_agencies_needs_the_token_alone(vendor: SecondVendor, here: Agency):
    keys = {"Authorization": f"Bearer {vendor.token}"}
    answer = vendor.ask("GET", "/v1/getAgenciesList", keys)
    assert '"orgCode": "H05.15", "orgName": "Sở Nội vụ"'.encode() in answer


def test_a_letter_is_taken_once_laid_before_its_agency_and_answered(vendor: SecondVendor, here: Agency, letters: Room):  # fmt: skip
    message = hub_cast.written(hub_cast.letter(SENDER, HERE))
    first, again = vendor.send(message), vendor.send(message)
    assert first["success"] is True
    assert first["docId"] == again["docId"]
    assert len(letters.arrivals) == 1
    waiting = vendor.get("/v1/syncReceivedEdocList", messageType="status")
    assert waiting["count"] == 1
    row = waiting["data"][0]
    assert (row["from"], row["to"], row["status"]) == (HERE, SENDER, "initial")
    got = vendor.get("/v1/getEdoc", docId=row["docId"])["data"]
    assert ">01<" in got["edxml"]
    assert vendor.update(row["docId"], "done")["success"] is True
    assert vendor.get("/v1/syncReceivedEdocList", messageType="status")["count"] == 0


def test_a_letter_from_here_is_fetched_as_text_and_answered_with_a_status(vendor: SecondVendor, here: Agency, room: Room):  # fmt: skip
    room.letter(1)
    envelope = send(room, here, [SENDER])
    [row] = vendor.get("/v1/syncReceivedEdocList", messageType="edoc", fromDate="2026/11/01", toDate="2026/11/30")["data"]  # fmt: skip
    got = vendor.get("/v1/getEdoc", docId=row["docId"])["data"]
    assert got["edxml"].startswith("<?xml")
    assert envelope.document_id in got["edxml"]
    assert vendor.update(row["docId"], "done")["success"] is True
    said = hub_cast.letter(HERE, SENDER, document_id=envelope.document_id)
    status = hub_cast.written(hub_cast.status(SENDER, said, "03", "Vào sổ 12"))
    assert vendor.send(status, "status")["success"] is True
    assert vendor.send(status, "status")["success"] is True
    assert StatusEntry.objects.filter(from_peer__system_id="lgsp.01", code="03").count() == 1
    run_all(at=now())
    assert [news.code for news in room.news] == ["03"]


@pytest.mark.parametrize(
    ("message", "number"),
    [
        (b"", "10"),
        (b"<a/>", "22"),
        (b"khong phai xml", "22"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "10"),
    ],
)
def test_what_is_no_message_is_refused_by_its_number(vendor: SecondVendor, message: bytes, number: str):  # fmt: skip
    assert refusal(vendor.send(message)) == number
    assert vendor.last_status == 200
    assert not Envelope.objects.exists()


def test_who_speaks_for_others_or_to_nobody_is_refused_and_held_back(vendor: SecondVendor, here: Agency, letters: Room):  # fmt: skip
    cases = [
        (hub_cast.letter("H05.32.1", HERE), "19"),
        (hub_cast.letter(HERE, HERE), "19"),
        (hub_cast.letter(SENDER, "H05.99"), "18"),
        (hub_cast.letter(SENDER, "H02.15"), "23"),
    ]
    for message, number in cases:
        assert refusal(vendor.send(hub_cast.written(message))) == number
    assert not Envelope.objects.exists()
    assert not letters.arrivals
    assert Quarantined.objects.count() == len(cases)
    assert all(row.reason for row in Quarantined.objects.all())


def test_another_content_under_the_same_name_is_refused(vendor: SecondVendor, here: Agency, letters: Room):  # fmt: skip
    assert vendor.send(hub_cast.written(hub_cast.letter(SENDER, HERE)))["success"] is True
    changed = hub_cast.letter(SENDER, HERE, subject="Nội dung khác")
    assert refusal(vendor.send(hub_cast.written(changed))) == "21"
    assert len(letters.arrivals) == 1


def test_a_quota_ends_the_day(vendor: SecondVendor, system: Peer, here: Agency, letters: Room):
    Peer.objects.filter(pk=system.pk).update(letters_per_day=1)
    first = hub_cast.written(hub_cast.letter(SENDER, HERE))
    assert vendor.send(first)["success"] is True
    assert (
        refusal(vendor.send(hub_cast.written(hub_cast.letter(SENDER, HERE, number="13")))) == "26"
    )
    assert vendor.send(first)["success"] is True
    assert not Quarantined.objects.exists()


def test_a_message_larger_than_agreed_is_refused_unkept(vendor: SecondVendor, system: Peer, here: Agency):  # fmt: skip
    Peer.objects.filter(pk=system.pk).update(max_bytes=10_000)
    message = hub_cast.written(hub_cast.letter(SENDER, HERE, content=b"%PDF-1.4 " + b"x" * 20_000))
    assert refusal(vendor.send(message)) == "28"
    assert not Quarantined.objects.exists()

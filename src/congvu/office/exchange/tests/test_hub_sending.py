"""Generation 1: what another vendor's client hands in, and letters from vendor to vendor."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.exchange.choices import LETTER_KIND
from congvu.office.exchange.edxml import factories as edxml
from congvu.office.exchange.factories import Room, room
from congvu.office.exchange.models import Delivery, Envelope, Peer, Quarantined, StatusEntry
from congvu.office.exchange.tests import hub_cast
from congvu.office.exchange.tests.hub_server import Served, served
from congvu.office.exchange.tests.hub_vendor import FirstVendor

pytestmark = pytest.mark.django_db(transaction=True)
SENDER, HERE, FAR = "H05.31.7", "H05.15", "H05.32.1"


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
def here() -> Agency:
    return organisation.agency("Sở Nội vụ", code=HERE)


@pytest.fixture
def vendor(hub: Served) -> FirstVendor:
    system = hub_cast.system()
    return FirstVendor(hub.url, hub.pin, system.system_id, hub_cast.SECRET)


@pytest.fixture
def other(hub: Served) -> FirstVendor:
    system = hub_cast.system("khac", gives=("H05.32",))
    return FirstVendor(hub.url, hub.pin, system.system_id, hub_cast.SECRET)


def test_a_hash_that_is_not_the_files_leaves_nothing_behind(vendor: FirstVendor, here: Agency):
    message = hub_cast.written(hub_cast.letter(SENDER, HERE))
    for digest in ("", "0" * 64, hashlib.sha256(message + b" ").hexdigest()):
        assert vendor.send(message, SENDER, digest=digest)["ErrorCode"] == "27"
    assert not Envelope.objects.exists()
    assert not Quarantined.objects.exists()


def test_both_spellings_of_the_hash_are_known(vendor: FirstVendor, here: Agency, letters: Room):
    message = hub_cast.written(hub_cast.letter(SENDER, HERE))
    padded = vendor.send(message, SENDER, digest=hashlib.sha256(message).hexdigest().upper())
    assert padded["status"] == "OK"
    assert vendor.send(message, SENDER)["DocId"] == padded["DocId"]
    assert len(letters.arrivals) == 1


@pytest.mark.parametrize(("claimed", "number"), [("H05.31.8", "19"), ("", "32"), (HERE, "19")])
def test_the_sender_of_the_request_is_the_sender_of_the_message(
    vendor: FirstVendor, here: Agency, claimed: str, number: str
):
    said = vendor.send(hub_cast.written(hub_cast.letter(SENDER, HERE)), claimed)
    assert (said["ErrorCode"], said["DocId"]) == (number, "")
    assert not Envelope.objects.exists()


def test_an_agency_here_cannot_be_spoken_for(vendor: FirstVendor, here: Agency):
    said = vendor.send(hub_cast.written(hub_cast.letter(HERE, HERE)), HERE)
    assert said["ErrorCode"] == "19"
    assert "không được phép gửi thay" in said["ErrorDesc"]


def test_recipients_of_the_request_narrow_those_of_the_message(
    vendor: FirstVendor, other: FirstVendor, here: Agency, letters: Room
):
    message = hub_cast.written(hub_cast.letter(SENDER, HERE, FAR))
    assert vendor.send(message, SENDER, to=[FAR])["status"] == "OK"
    assert [row.organ_code for row in Delivery.objects.all()] == [FAR]
    assert vendor.send(message, SENDER, to=["H05.99"])["ErrorCode"] == "18"
    del vendor.headers["to"]
    assert vendor.send(message, SENDER)["status"] == "OK"
    assert Delivery.objects.count() == 2
    assert len(letters.arrivals) == 1


def test_a_letter_from_vendor_to_vendor_keeps_its_bytes_and_its_statuses_come_back(
    vendor: FirstVendor, other: FirstVendor, letters: Room
):
    vendor.register(SENDER, "UBND xã Lương Phong")
    other.register(FAR, "UBND xã Xa")
    letter = hub_cast.letter(SENDER, FAR)
    message = edxml.built(letter, edxml.signer())
    doc_id = vendor.send(message, SENDER)["DocId"]
    [waiting] = other.waiting()
    assert other.fetch(waiting["docId"]) == message
    other.update(waiting["docId"], "done")
    for code in ("01", "03"):
        status = hub_cast.written(hub_cast.status(FAR, letter, code, "Đã nhận"))
        said = other.send(status, FAR, "status")
        assert said["status"] == "OK"
        assert other.send(status, FAR, "status")["DocId"] == said["DocId"]
    assert [row["receiveStatus"] for row in other.sent(said["DocId"], "status")] == ["03"]
    news = vendor.waiting("status")
    assert [(row["from"], row["to"]) for row in news] == [(FAR, SENDER)] * 2
    assert b">01<" in vendor.fetch(news[0]["docId"])
    assert vendor.call("/countReceiveStatus")["count"] == 2
    assert vendor.update(news[0]["docId"], "done")["status"] == "OK"
    assert len(vendor.waiting("status")) == 1
    [account] = vendor.sent(doc_id)
    assert (account["toCode"], account["sendStatus"]) == (FAR, "done")
    assert (account["receiveStatus"], account["notation"]) == ("03", "12/UBND-VP")
    assert other.sent(doc_id) == []


def test_a_status_about_nothing_known_is_refused(vendor: FirstVendor, here: Agency):
    status = hub_cast.written(hub_cast.status(SENDER, hub_cast.letter(HERE, SENDER), "03"))
    assert vendor.send(status, SENDER, "status")["ErrorCode"] == "29"
    assert not StatusEntry.objects.filter(delivery__isnull=False).exists()


def test_a_file_of_51_megabytes_is_refused_for_its_size(vendor: FirstVendor, here: Agency):
    small, large = b"%PDF-1.4 nho", b"%PDF-1.4\n" + bytes(51_000_000)
    message = hub_cast.written(hub_cast.letter(SENDER, HERE, content=small))
    said = vendor.send(message.replace(base64.b64encode(small), base64.b64encode(large)), SENDER)
    assert said["ErrorCode"] == "28"
    assert "50 MB" in said["ErrorDesc"]
    assert not Envelope.objects.exists()


def test_a_form_without_a_message_is_refused(vendor: FirstVendor):
    headers = vendor.signed(messagetype="edoc", hash_file="0", **{"from": SENDER})
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    assert json.loads(vendor.ask("POST", "/sendEdoc", headers, body))["ErrorCode"] == "10"
    headers = vendor.signed(messagetype="edoc", hash_file="0", **{"from": SENDER})
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    assert json.loads(vendor.ask("POST", "/sendEdoc", headers, body[:45]))["ErrorCode"] == "32"


def test_mutated_messages_are_taken_whole_or_refused_in_words_and_never_break(
    vendor: FirstVendor, here: Agency, letters: Room
):
    """No breakdown, no partial letter: every envelope has its delivery and its file."""
    Peer.objects.update(options={"one_stamp": True})
    dice = random.Random(20261123)
    genuine = hub_cast.written(hub_cast.letter(SENDER, HERE))
    for number in range(40):
        message = _mutated(genuine, dice)
        said = vendor.send(message, SENDER)
        assert vendor.last_status == 200, (number, said)
        assert said["ErrorDesc"]
        assert (said["status"] == "OK") == bool(said["DocId"]), (number, said)
    for envelope in Envelope.objects.all():
        assert envelope.deliveries.count() == 1
        assert envelope.files.count() == 1
    assert not Quarantined.objects.filter(reason="").exists()


def _mutated(message: bytes, dice: random.Random) -> bytes:
    changed = bytearray(message)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed))
        kind = dice.randrange(4)
        if kind == 0:
            changed[at] = dice.randrange(256)
        elif kind == 1:
            del changed[at : at + dice.randrange(1, 80)]
        elif kind == 2:
            changed[at:at] = dice.choice([b"<!--", b"&x;", b"\x00", b"<a>", b"]]>", b"\xff"])
        else:
            piece = changed[at : at + dice.randrange(1, 200)]
            changed[at:at] = piece
    return bytes(changed)

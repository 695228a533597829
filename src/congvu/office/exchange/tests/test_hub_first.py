"""Generation 1: another vendor's client against us, over HTTPS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.exchange.factories import Room, send
from congvu.office.exchange.hub import limits
from congvu.office.exchange.models import Delivery, Peer, Route
from congvu.office.exchange.tests import hub_cast
from congvu.office.exchange.tests.hub_server import Served, served
from congvu.office.exchange.tests.hub_vendor import FirstVendor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    cache.clear()
    with served(tmp_path) as made:
        yield made


@pytest.fixture
def system() -> Peer:
    return hub_cast.system()


@pytest.fixture
def here() -> Agency:
    return organisation.agency("Sở Nội vụ", code="H05.15")


@pytest.fixture
def vendor(hub: Served, system: Peer) -> FirstVendor:
    return FirstVendor(hub.url, hub.pin, system.system_id, hub_cast.SECRET)


def refused(said: dict[str, object], code: str) -> bool:
    return said["status"] == "FAIL" and said["ErrorCode"] == code and bool(said["ErrorDesc"])


def test_a_wrong_secret_is_refused_and_noted_without_the_secret(vendor: FirstVendor, system: Peer):
    vendor.secret = "sai"
    assert refused(vendor.call("/getAgenciesList"), "15")
    assert vendor.last_status == 401
    system.refresh_from_db()
    assert "127.0.0.1" in system.last_error
    assert system.last_seen_at is None


def test_an_unknown_system_is_refused_like_a_wrong_secret(vendor: FirstVendor):
    right = vendor.call("/getAgenciesList")
    vendor.headers["systemid"] = "la"
    wrong = vendor.call("/getAgenciesList")
    assert right["status"] == "OK"
    assert refused(wrong, "15")


def test_no_signature_at_all_is_refused(hub: Served):
    stranger = FirstVendor(hub.url, hub.pin, "", "")
    said = json.loads(stranger.ask("POST", "/sendEdoc", {}, b"x" * 100_000))
    assert refused(said, "15")


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_clock_that_is_far_off_is_refused(vendor: FirstVendor, minutes: int):
    vendor.clock = timedelta(minutes=minutes)
    assert refused(vendor.call("/getAgenciesList"), "24")


def test_the_same_call_again_is_a_replay(vendor: FirstVendor):
    vendor.call("/getAgenciesList")
    vendor.frozen = vendor.headers["timestamp"]
    assert refused(vendor.call("/getAgenciesList"), "25")


def test_a_kit_that_keeps_one_timestamp_may_when_the_administrator_said_so(vendor: FirstVendor, system: Peer):  # fmt: skip
    Peer.objects.filter(pk=system.pk).update(options={"one_stamp": True})
    vendor.frozen = "01012026T080000+0123"
    assert vendor.call("/getAgenciesList")["status"] == "OK"
    assert vendor.call("/getAgenciesList")["status"] == "OK"


def test_a_header_changed_on_the_way_is_refused(vendor: FirstVendor):
    vendor.tamper = {"XroadVnpt-docId": "V1"}
    assert refused(vendor.call("/getEdoc", docId="V2"), "15")


def test_a_paused_system_is_refused_in_words(vendor: FirstVendor, system: Peer):
    Peer.objects.filter(pk=system.pk).update(paused=True)
    said = vendor.call("/getAgenciesList")
    assert refused(said, "15")
    assert "tạm dừng" in said["ErrorDesc"]


def test_a_system_that_keeps_failing_is_not_listened_to(vendor: FirstVendor, monkeypatch):
    monkeypatch.setattr(limits, "_name", lambda name, at: name)  # all within one minute
    vendor.secret = "sai"
    codes = {vendor.call("/getAgenciesList")["ErrorCode"] for _ in range(32)}
    assert codes == {"15", "31"}


def test_a_system_has_its_own_pace(vendor: FirstVendor, settings):
    settings.CONGVU_HUB_CALLS_PER_MINUTE = 1
    codes = [vendor.call("/getAgenciesList")["ErrorCode"] for _ in range(3)]
    assert "31" in codes


def test_calls_are_posts(vendor: FirstVendor):
    vendor.ask("GET", "/getAgenciesList", vendor.signed())
    assert vendor.last_status == 405


def test_a_vendors_own_numbers_can_be_configured(vendor: FirstVendor, settings):
    settings.CONGVU_HUB_CODES = {"credentials": "99"}
    vendor.secret = "sai"
    assert refused(vendor.call("/getAgenciesList"), "99")


def test_agencies_of_this_installation_and_of_others_are_listed(vendor: FirstVendor, here: Agency):
    assert vendor.register("H05.31.7", "UBND xã Lương Phong")["status"] == "OK"
    rows = {row["code"]: row for row in vendor.call("/getAgenciesList")["data"]}
    assert rows["H05.15"]["name"] == "Sở Nội vụ"
    assert rows["H05.15"]["oldCode"] == "000.00.15.H05"
    assert rows["H05.31.7"] | {"id": ""} == {
        "id": "", "code": "H05.31.7", "name": "UBND xã Lương Phong", "mail": "a@b.vn",
        "mobile": "0912", "fax": "", "pid": "H05.31", "pcode": "H05.31", "oldCode": "",
        "code102": "",
    }  # fmt: skip
    level = vendor.call("/getAgenciesListQD20", level="3")["data"]
    assert [row["code"] for row in level] == ["H05.31.7"]


def test_an_agency_registered_twice_is_there_once_with_the_new_name(vendor: FirstVendor):
    vendor.register("H05.31.7", "UBND xã Lương Phong")
    vendor.register("H05.31.7", "Ủy ban nhân dân xã Lương Phong", mail="")
    route = Route.objects.get(code="H05.31.7")
    assert (route.name, route.email) == ("Ủy ban nhân dân xã Lương Phong", "")
    known = Agency.objects.get(codes__code="H05.31.7")
    assert not known.is_member


@pytest.mark.parametrize(
    ("code", "number"),
    [("H05.32.1", "30"), ("H05.3", "30"), ("H02.31.1", "23"), ("bậy", "32"), ("", "32")],
)
def test_a_code_that_was_not_given_to_the_system_is_refused(vendor: FirstVendor, code: str, number: str):  # fmt: skip
    assert refused(vendor.register(code, "UBND xã"), number)
    assert not Route.objects.filter(below=False).exists()


def test_a_closed_code_is_refused_with_its_heir(hub: Served):
    system = hub_cast.system("cu", gives=("H05.39", "H02"))
    vendor = FirstVendor(hub.url, hub.pin, system.system_id, hub_cast.SECRET)
    assert refused(vendor.register("H02.31", "UBND huyện"), "23")
    old, new = organisation.agency("Phòng cũ"), organisation.agency("Phòng mới")
    heir = organisation.agency_code(new, "H05.40")
    organisation.agency_code(old, "H05.39.1", valid_to=date(2026, 6, 30), successor=heir)
    said = vendor.register("H05.39.1", "Phòng")
    assert refused(said, "23")
    assert "H05.40" in said["ErrorDesc"]


def test_an_agency_of_another_system_or_of_ours_cannot_be_taken(hub: Served, vendor: FirstVendor):
    organisation.agency("UBND huyện", code="H05.31")
    vendor.register("H05.31.7", "UBND xã")
    other = hub_cast.system("khac", gives=("H05.32",))
    thief = FirstVendor(hub.url, hub.pin, other.system_id, hub_cast.SECRET)
    assert refused(thief.register("H05.31.7", "UBND xã"), "30")
    assert refused(thief.register("H05.31", "UBND huyện"), "30")
    assert refused(vendor.register("H05.31", "UBND huyện"), "30")
    assert refused(thief.call("/deleteAgency", AgencyCode="H05.31.7"), "29")


def test_an_agency_that_left_the_axis_is_not_listed(vendor: FirstVendor):
    vendor.register("H05.31.7", "UBND xã")
    assert vendor.call("/deleteAgency", AgencyCode="H05.31.7")["status"] == "OK"
    assert vendor.call("/getAgenciesList")["data"] == []
    assert refused(vendor.call("/deleteAgency", AgencyCode="H05.31.7"), "29")


def test_a_letter_waits_until_it_is_fetched_and_taken(vendor: FirstVendor, system: Peer, here: Agency, room: Room):  # fmt: skip
    vendor.register("H05.31.7", "UBND xã Lương Phong")
    room.letter(1, code="1")
    room.letter(2, code="2")
    sent = now()  # the axis has its own clock: the code is known from today
    for key in (1, 2):
        send(room, here, ["H05.31.7"], key=key, at=sent)
    first, second = vendor.waiting()
    assert (first["from"], first["to"], first["status"]) == ("H05.15", "H05.31.7", "initial")
    assert vendor.call("/countReceiveEdoc")["count"] == 2
    message = vendor.fetch(first["docId"])
    assert b"H05.15,2026/11/23,1/STTTT" in message
    assert vendor.fetch(first["docId"]) == message == vendor.download(first["docId"])
    assert vendor.update(first["docId"], "processing")["status"] == "OK"
    assert vendor.waiting()[0]["status"] == "processing"
    assert vendor.update(first["docId"], "done")["status"] == "OK"
    assert vendor.update(first["docId"], "done")["status"] == "OK"
    assert [row["docId"] for row in vendor.waiting()] == [second["docId"]]
    assert vendor.update(second["docId"], "fail")["status"] == "OK"
    assert [row["status"] for row in vendor.waiting()] == ["fail"]
    assert [row["state"] for row in Delivery.objects.order_by("id").values("state")] == ["sent", "failed"]  # fmt: skip
    day, next_day = f"{sent:%Y/%m/%d}", f"{sent + timedelta(days=1):%Y/%m/%d}"
    today = vendor.waiting(fromDate=day, toDate=day)
    assert [row["status"] for row in today] == ["done", "fail"]
    assert vendor.waiting(fromDate=next_day, toDate=next_day) == []
    assert Entry.objects.filter(verb="exchange.delivery.fetch").count() == 4


def test_a_mailbox_is_its_owners_alone(hub: Served, vendor: FirstVendor, here: Agency, room: Room):
    vendor.register("H05.31.7", "UBND xã Lương Phong")
    room.letter(1)
    send(room, here, ["H05.31.7"], at=now())
    doc_id = vendor.waiting()[0]["docId"]
    other = hub_cast.system("khac", gives=("H05.32",))
    stranger = FirstVendor(hub.url, hub.pin, other.system_id, hub_cast.SECRET)
    assert stranger.waiting() == []
    assert refused(stranger.call("/getEdoc", docId=doc_id), "29")
    assert refused(stranger.update(doc_id, "done"), "29")
    assert len(vendor.waiting()) == 1


@pytest.mark.parametrize("doc_id", ["", "x", "V0", "G1", "T1", "V99999999999999999999", "../etc"])  # fmt: skip
def test_a_doc_id_that_was_never_given_out_finds_nothing(vendor: FirstVendor, doc_id: str):
    assert refused(vendor.call("/getEdoc", docId=doc_id), "29")
    assert refused(vendor.update(doc_id, "done"), "29")


@pytest.mark.parametrize("more", [{"messagetype": "thư"}, {"fromDate": "hôm qua"}, {"fromDate": "2026/11/24", "toDate": "2026/11/20"}])  # fmt: skip
def test_parameters_without_sense_are_refused_in_words(vendor: FirstVendor, more: dict[str, str]):
    said = vendor.call("/getReceivedEdocList", **({"messagetype": "edoc"} | more))
    assert refused(said, "32")

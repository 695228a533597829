"""Several letters in one call: what is wrong is refused, alone where it is one; order and once-only
hold as they do one by one."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from io import BytesIO

import orjson
import pytest
from django.test import Client

from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, vault
from congvu.office.exchange.actions import calling, together
from congvu.office.exchange.choices import Business, DeliveryState, EntryState
from congvu.office.exchange.edxml.message import Content, Organ
from congvu.office.exchange.factories import AT, send
from congvu.office.exchange.models import Delivery, Envelope, Quarantined, StatusEntry
from congvu.office.exchange.native import batches, client, proof
from congvu.office.exchange.tests.double import double
from congvu.office.exchange.tests.test_accepting import letter, written
from congvu.office.exchange.tests.test_native import LETTERS, post, signed
from congvu.office.exchange.transports import Load, Parcel

pytestmark = pytest.mark.django_db
BATCH = "/lien-thong/v1/batch"


@pytest.fixture
def lays():
    with factories.room("letter") as made:
        yield made


@pytest.fixture
def here():
    organisation.agency("Sở Xây dựng", code="H05.16")
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def district():
    return factories.peer("huyen", routes=["H05.31"], secret=vault.seal("khóa chung"))


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(client, "_loads", {})


def one(number: int, *, to: str = "H05.15", **more) -> bytes:
    name = f"H05.31,2026/11/23,{number}/UBND"
    return written(letter(document_id=name, number=str(number), recipients=(Organ(to, "Sở"),), **more))  # fmt: skip


def parcel(body: bytes, *, sender="H05.31", to="H05.15", sha256="") -> Parcel:
    content = Content(len(body), sha256 or hashlib.sha256(body).hexdigest(), partial(BytesIO, body))
    return Parcel("", sender, (to,), 0, 0, "", "", content)


def packed(parcels) -> tuple[bytes, bytes]:
    """The list and the whole body."""
    listed = batches.manifest(parcels)
    with batches.body(listed, parcels).open() as stream:
        return listed, b"".join(iter(lambda: stream.read(1 << 16), b""))


def hand(settings, parcels, **more):
    listed, body = packed(parcels)
    return post(BATCH, body, signed(settings, BATCH, listed, **more))


def test_without_proof_nothing_is_looked_at(settings, here, district, lays):
    listed, body = packed([parcel(one(1)), parcel(one(2))])
    wrong = [
        {},
        signed(settings, BATCH, listed, secret="khác"),
        signed(settings, LETTERS, listed),
        signed(settings, BATCH, listed) | {proof.FROM: "tinh-khac"},
    ]
    for headers in wrong:
        assert post(BATCH, body, headers).status_code == 401
    assert not Envelope.objects.exists()


def test_a_list_other_than_the_signed_one_refuses_all(settings, here, district, lays):
    listed, body = packed([parcel(one(1)), parcel(one(2))])
    forged = body.replace(b'"H05.31"', b'"H05.32"', 1)
    answer = post(BATCH, forged, signed(settings, BATCH, listed))
    assert (answer.status_code, answer.json()["code"]) == (422, "digest_mismatch")
    assert not Envelope.objects.exists()


def test_the_same_request_twice_is_a_replay_and_the_same_letters_again_are_once(
    settings, here, district, lays
):
    listed, body = packed([parcel(one(1)), parcel(one(2, to="H05.16"), to="H05.16")])
    headers = signed(settings, BATCH, listed)
    first = post(BATCH, body, headers).json()["outcomes"]
    assert [told["fresh"] for told in first] == [True, True]
    again = post(BATCH, body, headers)
    assert (again.status_code, again.json()["code"]) == (409, "replayed")
    told = post(BATCH, body, signed(settings, BATCH, listed)).json()["outcomes"]
    assert [(one["status"], one["fresh"]) for one in told] == [(200, False), (200, False)]
    assert Envelope.objects.count() == Delivery.objects.count() == len(lays.arrivals) == 2


def test_too_many_and_too_large_are_refused_whole(settings, here, district, lays, monkeypatch):
    many = [parcel(b"<x/>")] * (batches.MOST_LETTERS + 1)
    monkeypatch.setattr(batches, "MOST_BYTES", 1000)
    for parcels in (many, [parcel(one(1))]):
        answer = hand(settings, parcels)
        assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")
    assert not Envelope.objects.exists() and not Quarantined.objects.exists()


ROW = {"size": 4, "digest": "0" * 64, "sender": "H05.31", "recipients": ["H05.15"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {}, [], [1], None, [ROW | {"size": -1}], [ROW | {"size": True}], [ROW | {"digest": ""}],
        [ROW | {"digest": None}], [ROW | {"sender": 5}], [ROW | {"recipients": []}],
        [ROW | {"recipients": 5}], [ROW | {"recipients": ["H05\x00"]}],
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(settings, here, district, lays, wrong):
    listed = orjson.dumps(wrong)
    for said in (listed, listed[:-1], b""):
        body = b"%08d" % len(said) + said + b"<x/>"
        assert post(BATCH, body, signed(settings, BATCH, said)).status_code == 422
    assert post(BATCH, b"0000", signed(settings, BATCH, b"")).status_code == 422
    assert not Quarantined.objects.exists()


def test_sizes_that_are_not_the_bodys_refuse_all(settings, here, district, lays):
    listed, body = packed([parcel(one(1)), parcel(one(2))])
    for wrong in (body[:-1], body + b" "):
        assert post(BATCH, wrong, signed(settings, BATCH, listed)).status_code == 422
    assert not Envelope.objects.exists()


def test_one_bad_letter_holds_nobody_back(settings, here, district, lays):
    good = [parcel(one(number)) for number in range(1, 9)]
    bad = {
        1: (parcel(b"<not a message"), "malformed", True),
        2: (parcel(one(20), sha256="0" * 64), "digest_mismatch", False),
        3: (parcel(one(21, to="H05.77"), to="H05.77"), "unknown_organ", True),
        4: (parcel(one(22), sender="H05.31.2"), "sender_not_allowed", True),
        5: (parcel(one(23, sender=Organ("H05.99", "Ai đó")), sender="H05.99"),
            "sender_not_allowed", True),
    }  # fmt: skip
    parcels = list(good)
    for place, (wrong, _, _) in bad.items():
        parcels.insert(place, wrong)
    told = hand(settings, parcels).json()["outcomes"]
    assert [row["status"] == 200 for row in told] == [
        place not in bad for place in range(len(told))
    ]
    assert all(code in told[place]["code"] for place, (_, code, _) in bad.items() if place != 1)
    assert all(told[place]["message"] for place in bad)
    assert Envelope.objects.count() == len(lays.arrivals) == len(good)
    assert Quarantined.objects.count() == sum(held for _, _, held in bad.values())
    numbers = Envelope.objects.order_by("id").values_list("code", flat=True)
    assert list(numbers) == [f"{number}/UBND" for number in range(1, 9)]


def test_another_content_under_a_known_name_is_refused_alone_and_an_update_is_in_its_turn(
    settings, here, district, lays
):
    assert hand(settings, [parcel(one(1))]).json()["outcomes"][0]["status"] == 200
    update = one(1, business=Business.UPDATE, subject="Sửa")
    parcels = [one(2), one(1, subject="Khác"), update, one(3), one(3), one(4)]
    told = hand(settings, [parcel(body) for body in parcels]).json()["outcomes"]
    assert [row["status"] for row in told] == [200, 409, 200, 200, 200, 200]
    assert [row.get("fresh") for row in told] == [True, None, True, True, False, True]
    laid = [arrival.letter.number for arrival in lays.arrivals.values()]
    assert laid == ["1", "2", "1", "3", "4"]


def test_the_quota_takes_what_it_allows(settings, here, district, lays):
    district.letters_per_day = 2
    district.save()
    told = hand(settings, [parcel(one(number)) for number in (1, 2, 3)]).json()["outcomes"]
    assert [row.get("code", "ok") for row in told] == ["ok", "ok", "quota_exceeded"]
    assert Envelope.objects.count() == 2


def test_a_letter_that_came_on_another_connection_meanwhile_parts_the_batch(
    settings, here, district, lays, monkeypatch
):
    hand(settings, [parcel(one(2))])
    monkeypatch.setattr(together, "unseen", lambda peer, ready, at: {row.name for row in ready})
    told = hand(settings, [parcel(one(number)) for number in (1, 2, 3)]).json()["outcomes"]
    assert [row["fresh"] for row in told] == [True, False, True]
    assert Envelope.objects.count() == len(lays.arrivals) == 3


def test_statuses_01_wait_for_one_call_back(settings, here, district, lays):
    hand(settings, [parcel(one(number)) for number in (1, 2, 3)])
    assert StatusEntry.objects.filter(code="01", state=EntryState.WAITING).count() == 3
    assert Job.objects.open().filter(name="exchange.call").count() == 1
    assert not Job.objects.open().filter(name="exchange.deliver_here").exists()


def test_a_room_that_fails_loses_no_letter_of_the_batch(settings, here, district, lays):
    lays.breaks = {here.pk}
    parcels = [parcel(one(1)), parcel(one(2, to="H05.16"), to="H05.16"), parcel(one(3))]
    told = hand(settings, parcels).json()["outcomes"]
    assert [row["status"] for row in told] == [200, 200, 200]
    assert not lays.arrivals
    actions.deliver_here(at=now())
    assert [arrival.letter.number for arrival in lays.arrivals.values()] == ["2"]
    lays.breaks = set()
    actions.deliver_here(at=now() + timedelta(days=1))
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.ARRIVED}
    assert len(lays.arrivals) == 3


def test_ping_says_how_much_a_batch_may_hold(settings, district):
    path = "/lien-thong/v1/ping"
    told = Client().post(
        path, b"{}", content_type="application/json", headers=signed(settings, path, b"{}")
    )
    assert told.json()["batch"] == {"letters": 20, "bytes": 8 * 1024 * 1024}


def test_letters_share_calls_by_number_and_size():
    small, large = parcel(b"x" * 10), parcel(b"x" * 100)
    shared = Load(3, 50).share([small, small, small, small, large, small])
    assert [len(call) for call in shared] == [3, 1, 1, 1]
    assert [len(call) for call in Load().share([small, small])] == [1, 1]


@pytest.fixture
def there():
    with double() as made:
        yield made


@pytest.fixture
def waiting(room, there):
    """Five letters to five agencies of one peer."""
    organ = organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")
    factories.peer("huyen", routes=["H05.31"], base_url=there.url, secret=vault.seal("khoa"))
    for key in range(1, 6):
        room.letter(key)
        send(room, organ, [f"H05.31.{key}"], key=key)


def paths(there) -> list[str]:
    return [path.rsplit("/", 1)[1] for path in there.paths]


def test_letters_to_several_go_in_one_call(waiting, there):
    there.batch = 20
    run_all(at=AT)
    assert paths(there) == ["ping", "batch"]
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}
    assert [name.split("/")[-2] for name in there.order] == [f"23,{n}" for n in range(1, 6)]


def test_the_peers_own_bound_counts(waiting, there):
    there.batch = 2
    run_all(at=AT)
    assert paths(there) == ["ping", "batch", "batch", "letters"]
    assert len(there.letters) == 5


def test_an_old_peer_is_spoken_to_one_by_one(waiting, there):
    run_all(at=AT)
    assert paths(there) == ["ping", *["letters"] * 5]
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}


def test_a_peer_that_was_set_back_to_an_old_version_loses_nothing(waiting, there):
    there.batch = 20
    there.behave = lambda path, body: "unknown" if path.endswith("/batch") else "ok"
    run_all(at=AT)
    assert paths(there) == ["ping", "batch", *["letters"] * 5]
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}


def test_what_refuses_the_batch_condemns_no_letter(waiting, there):
    there.batch = 20
    there.behave = lambda path, body: "refuse" if path.endswith("/batch") else "ok"
    run_all(at=AT)
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}


def test_a_refused_letter_is_its_owners_and_the_others_go(waiting, there):
    there.batch = 20
    there.unwanted = {"H05.31.3"}
    run_all(at=AT)
    states = dict(Delivery.objects.values_list("organ_code", "state"))
    assert states.pop("H05.31.3") == DeliveryState.DEAD
    assert set(states.values()) == {DeliveryState.SENT}


@pytest.mark.parametrize("trouble", ["drop", "lost", "busy"])
def test_a_lost_batch_goes_again_under_the_same_names(waiting, there, trouble):
    there.batch = 20
    told = iter(["ok", trouble])
    there.behave = lambda path, body: next(told, "ok")
    run_all(at=AT)
    assert not Delivery.objects.filter(state=DeliveryState.SENT).exists()
    later = AT.replace(year=AT.year + 1)
    Delivery.objects.update(waiting_since=later)
    calling.wake(at=later)
    run_all(at=later)
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}
    assert len(there.letters) == 5
    assert all(len(digests) == 1 for digests in there.letters.values())

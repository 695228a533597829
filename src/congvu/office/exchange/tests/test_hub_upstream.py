"""This installation under an axis: our client against our server, over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.exchange.choices import LETTER_KIND, Speech
from congvu.office.exchange.edxml import factories as edxml
from congvu.office.exchange.factories import Room, room, send
from congvu.office.exchange.hub.https import Address, NotTrusted, Wire, WireFailed
from congvu.office.exchange.hub.mailbox import Listed, MessageType, Period, Progress
from congvu.office.exchange.hub.upstream import transport
from congvu.office.exchange.hub.upstream.first import FirstHub
from congvu.office.exchange.hub.upstream.hub import HubSaid
from congvu.office.exchange.hub.upstream.second import SecondHub
from congvu.office.exchange.models import Delivery, Peer, Quarantined, StatusEntry
from congvu.office.exchange.tests import hub_cast
from congvu.office.exchange.tests.hub_server import Served, served
from congvu.office.exchange.transports import Parcel, Report, Result

pytestmark = pytest.mark.django_db(transaction=True)
SENDER, HERE = "H05.31.7", "H05.15"
CALLS = {Speech.GEN1_CLIENT: Speech.GEN1_SERVER, Speech.GEN2_CLIENT: Speech.GEN2_SERVER}


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


@pytest.fixture(params=CALLS, ids=lambda speech: speech.value)
def above(request: pytest.FixtureRequest, hub: Served) -> Peer:
    """The axis as a peer of ours that we call; the axis knows us as a system of its own."""
    hub_cast.system("duoi", speech=CALLS[request.param], system_id="duoi.01")
    return hub_cast.system(
        "tren", speech=request.param, system_id="duoi.01", gives=(), base_url=hub.url,
        tls_pem=hub.pem.read_text()[hub.pem.read_text().index("-----BEGIN CERT") :],
    )  # fmt: skip


def parcel(message: bytes, *codes: str) -> Parcel:
    return Parcel("x", SENDER, codes, 0, 0, "12/UBND-VP", "V/v", edxml.content(message))


def first(hub: Served, **changed: object) -> FirstHub:
    hub_cast.system("duoi", system_id="duoi.01")
    wire = Wire(Address(hub.url, pins=(hub.pin,)), **changed)  # type: ignore[arg-type]
    return FirstHub(wire, system_id="duoi.01", secret=hub_cast.SECRET)


@pytest.mark.parametrize("days", [-9, 9], ids=["not-yet", "expired"])
def test_a_pinned_certificate_outside_its_days_gets_nothing(hub: Served, days: int):
    wire = Wire(Address(hub.url, pins=(hub.pin,)), clock=lambda: now() + timedelta(days=days))
    with pytest.raises(NotTrusted, match="hết hạn"):
        wire.call("POST", "/bat-ky", headers=dict)


def test_nothing_leaves_for_a_certificate_that_is_not_the_pinned_one(hub: Served):
    wire = Wire(Address(hub.url, pins=("0" * 64,)))
    with pytest.raises(NotTrusted, match="ghim"):
        FirstHub(wire, system_id="duoi.01", secret=hub_cast.SECRET).agencies()
    unknown = Wire(Address(hub.url, attempts=1))
    with pytest.raises(WireFailed):
        FirstHub(unknown, system_id="duoi.01", secret=hub_cast.SECRET).agencies()


def test_an_axis_is_spoken_to_over_https():
    with pytest.raises(ValueError, match="https"):
        Address("http://truc.example.vn")


def test_an_axis_that_is_away_is_tried_a_few_times_and_then_waited_for():
    pauses: list[float] = []
    wire = Wire(Address("https://127.0.0.1:9", attempts=4), pause=pauses.append)
    with pytest.raises(WireFailed):
        FirstHub(wire, system_id="x", secret="y").agencies()
    assert len(pauses) == 3
    assert pauses == sorted(pauses)


def test_a_clock_that_is_off_is_set_by_the_axis(hub: Served):
    """The first call is stale; the answer tells the axis's time, and the next call keeps to it."""
    ours = first(hub, clock=lambda: now() - timedelta(hours=5))
    with pytest.raises(HubSaid) as stale:
        ours.agencies()
    assert stale.value.passing
    assert ours.agencies() == []


def test_a_token_that_ran_out_is_renewed(hub: Served, here: Agency):
    hub_cast.system("duoi", speech=Speech.GEN2_SERVER, system_id="duoi.01")
    ticks = [0.0]
    wire = Wire(Address(hub.url, pins=(hub.pin,)))
    ours = SecondHub(wire, system_id="duoi.01", secret=hub_cast.SECRET, monotonic=lambda: ticks[0])
    assert [one.code for one in ours.agencies()] == [HERE]
    token = ours._token
    ours._token = token + "x"
    assert ours.received(MessageType.EDOC, Period()) == []
    ours._token = token + "x"
    with pytest.raises(HubSaid), ours.fetch("V1"):
        pytest.fail("there is no such message")
    ticks[0] = 30 * 60.0
    ours._token = "dead"
    assert ours.received(MessageType.EDOC, Period()) == []


def test_a_wrong_secret_is_a_matter_for_us_not_for_the_letter(above: Peer):
    Peer.objects.filter(code="duoi").update(paused=True)
    session = transport.connect(above)
    answer = session.letter(parcel(hub_cast.written(hub_cast.letter(SENDER, HERE)), HERE))
    session.close()
    assert answer.result is Result.AWAY
    assert "15" in answer.words or "401" in answer.words


def test_a_letter_goes_up_and_its_statuses_come_down(above: Peer, here: Agency, letters: Room):
    message = hub_cast.letter(SENDER, HERE)
    session = transport.connect(above)
    sent = session.letter(parcel(hub_cast.written(message), HERE))
    assert sent.result is Result.OK
    assert session.letter(parcel(hub_cast.written(message), HERE)) == sent
    waiting = session.hub.received(MessageType.STATUS, Period())
    assert [(one.from_code, one.to_code) for one in waiting] == [(HERE, SENDER)]
    with session.hub.fetch(waiting[0].doc_id) as content, content.open() as stream:
        assert b">01<" in stream.read()
    session.hub.acknowledge(waiting[0].doc_id, Progress.DONE)
    assert session.hub.received(MessageType.STATUS, Period()) == []
    session.close()
    assert "1 cơ quan" in transport.check(above)


def test_a_letter_waits_above_and_is_answered_by_a_status(above: Peer, here: Agency, room: Room):
    room.letter(1)
    envelope = send(room, here, [SENDER])
    session = transport.connect(above)
    [waiting] = session.hub.received(MessageType.EDOC, Period(since=now() - timedelta(days=400)))
    session.hub.acknowledge(waiting.doc_id, Progress.PROCESSING)
    with session.hub.fetch(waiting.doc_id) as content:
        envelope.refresh_from_db()
        assert envelope.sealed is not None
        assert content.sha256 == envelope.sealed.sha256
    session.hub.acknowledge(waiting.doc_id, Progress.DONE)
    assert Delivery.objects.get().state == "sent"
    about = hub_cast.letter(HERE, SENDER, document_id=envelope.document_id)
    body = hub_cast.written(hub_cast.status(SENDER, about, "03", "Vào sổ"))
    report = Report(envelope.document_id, SENDER, HERE, "03", "", "", now(), 0, 0, edxml.content(body))  # fmt: skip
    strange = hub_cast.written(hub_cast.status(SENDER, hub_cast.letter(HERE, SENDER), "03"))
    unknown = Report("khác", SENDER, HERE, "03", "", "", now(), 0, 0, edxml.content(strange))
    answers = session.statuses([report, unknown])
    session.close()
    assert answers[0].result is Result.OK
    assert answers[1].result is not Result.AWAY
    assert Delivery.objects.get().status == "03"


def test_what_the_axis_will_never_take_is_refused_in_its_words(above: Peer, here: Agency):
    session = transport.connect(above)
    nobody = session.letter(parcel(hub_cast.written(hub_cast.letter(SENDER, "H05.99")), "H05.99"))
    thief = session.letter(parcel(hub_cast.written(hub_cast.letter("H05.32", HERE)), HERE))
    session.close()
    assert (nobody.result, thief.result) == (Result.REFUSED, Result.REFUSED)
    assert "H05.99" in nobody.words


def test_agencies_are_registered_and_taken_off_again(hub: Served):
    ours = first(hub)
    ours.register(Listed(code=SENDER, name="UBND xã Lương Phong", mail="a@b.vn"))
    assert [(one.code, one.name) for one in ours.agencies()] == [(SENDER, "UBND xã Lương Phong")]
    ours.delete(SENDER)
    assert ours.agencies() == []


class Above:
    """An axis that keeps messages for us, as ``hub.Hub``; what is done to them is noted."""

    def __init__(self, *messages: tuple[MessageType, bytes]) -> None:
        self.messages = messages
        self.said: dict[str, Progress] = {}

    def received(self, message_type, period):
        return [
            transport.Announced(str(n), kind, "", "", self.said.get(str(n), ""), "")
            for n, (kind, _) in enumerate(self.messages)
            if kind is message_type
        ]

    def fetch(self, doc_id):
        return nullcontext(edxml.content(self.messages[int(doc_id)][1]))

    def acknowledge(self, doc_id, progress):
        self.said[doc_id] = progress.value

    def close(self):
        return None


def test_what_waits_above_is_fetched_once_and_acknowledged(monkeypatch, here: Agency, letters: Room):  # fmt: skip
    peer = hub_cast.system("tren", speech=Speech.GEN1_CLIENT, gives=("G22",), base_url="https://127.0.0.1:9")  # fmt: skip
    letter = hub_cast.written(hub_cast.letter("G22.1", HERE))
    stranger = hub_cast.written(hub_cast.letter("H05.32.9", HERE))
    axis = Above((MessageType.EDOC, letter), (MessageType.EDOC, letter), (MessageType.EDOC, b"<x"), (MessageType.EDOC, stranger))  # fmt: skip
    monkeypatch.setattr(transport, "connected", lambda _: axis)
    assert transport.poll(peer, now()) == 2
    assert axis.said == {"0": "done", "1": "done", "2": "fail", "3": "fail"}
    assert len(letters.arrivals) == 1
    assert Quarantined.objects.count() == 2
    assert transport.poll(peer, now()) == 0
    assert StatusEntry.objects.filter(to_peer=peer, code="01").count() == 1


@pytest.mark.django_db
def test_options_are_set_from_the_command_line():
    call_command("exchange", "peer", "add", "vnpt", "--speech", "gen1-server", "--system-id", "vnpt.01", "--option", "one_stamp=true", stdout=StringIO())  # fmt: skip
    assert Peer.objects.get(code="vnpt").options == {"one_stamp": True}
    with pytest.raises(CommandError, match="JSON"):
        call_command("exchange", "peer", "add", "vnpt", "--speech", "gen1-server", "--option", "a=b")  # fmt: skip

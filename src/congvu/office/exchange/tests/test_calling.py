"""Calling a peer that answers, refuses, is silent, loses answers: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, vault
from congvu.office.exchange.actions import calling
from congvu.office.exchange.choices import DeliveryState, EntryState
from congvu.office.exchange.factories import AT, SENT, clerk, send
from congvu.office.exchange.models import Delivery, StatusEntry
from congvu.office.exchange.tests.double import double

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    with double() as made:
        yield made


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def peer(there):
    return factories.peer("huyen", routes=["H05.31"], base_url=there.url, secret=vault.seal("khoa"))


def test_one_call_carries_a_letter_for_all_recipients_of_the_peer(room, here, peer, there):
    room.letter()
    sent = send(room, here, ["H05.31", "H05.31.7"])
    run_all(at=AT)
    assert there.calls == 1
    assert set(there.letters) == {f"{sent.document_id}>H05.31", f"{sent.document_id}>H05.31.7"}
    assert {row.state for row in sent.deliveries.all()} == {DeliveryState.SENT}
    [headers] = there.headers
    assert headers["x-congvu-sender"] == "H05.15"
    assert len(headers["x-congvu-signature"]) == 64
    peer.refresh_from_db()
    assert peer.last_seen_at == AT


def test_one_call_does_what_every_letter_asked_for(room, here, peer, there):
    for key in range(1, 6):
        room.letter(key)
        send(room, here, ["H05.31"], key=key)
    assert Job.objects.open().filter(name="exchange.call").count() == 5
    calling.call_peer(peer_id=peer.pk, at=AT)
    assert len(there.letters) == 5
    assert not Job.objects.open().filter(name="exchange.call").exists()


def test_a_refusal_is_its_owners_and_the_next_letter_goes(room, here, peer, there):
    there.behave = lambda path, body: "refuse"
    room.letter()
    stuck = send(room, here, ["H05.31"])
    run_all(at=AT)
    row = stuck.deliveries.get()
    assert (row.state, row.cause) == (DeliveryState.DEAD, "Không có cơ quan này.")
    there.behave = lambda path, body: "ok"
    room.letter(2)
    send(room, here, ["H05.31"], key=2)
    run_all(at=AT)
    assert len(there.letters) == 1
    actions.resend(actor=clerk(here), at=AT, delivery_id=row.pk)
    run_all(at=AT)
    row.refresh_from_db()
    assert row.state == DeliveryState.SENT


def test_a_silent_peer_is_waited_for_and_called_less_and_less(room, here, peer, there):
    there.behave = lambda path, body: "drop"
    for key in range(1, 4):
        room.letter(key)
        send(room, here, ["H05.31"], key=key)
    run_all(at=AT)
    assert there.calls == 1, "one silence is enough for one call"
    peer.refresh_from_db()
    assert peer.away_since == AT
    assert peer.next_call_at > AT
    assert peer.last_error
    assert calling.wake(at=AT) == []
    days = AT + timedelta(days=3)
    there.behave = lambda path, body: "ok"
    assert calling.wake(at=days) == [peer.pk]
    run_all(at=days)
    assert len(there.letters) == 3
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT: 3}
    peer.refresh_from_db()
    assert peer.away_since is None


def test_after_days_of_silence_it_is_the_owners(room, here, peer, there, settings):
    there.behave = lambda path, body: "drop"
    room.letter()
    send(room, here, ["H05.31"])
    run_all(at=AT)
    calling.expire(at=AT + timedelta(days=settings.CONGVU_EXCHANGE_GIVE_UP_DAYS))
    row = Delivery.objects.get()
    assert row.state == DeliveryState.DEAD
    assert "nhiều ngày" in row.cause


def test_a_worker_that_died_leaves_a_lease_that_runs_out(room, here, peer, there):
    room.letter()
    send(room, here, ["H05.31"])
    calling._claim(peer, AT)
    run_all(at=AT)
    assert there.calls == 0
    assert Delivery.objects.get().claimed_until is not None
    calling.call_peer(peer_id=peer.pk, at=AT + timedelta(minutes=5))
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_lost_answer_means_the_same_bytes_again(room, here, peer, there):
    answers = iter(["lost", "ok"])
    there.behave = lambda path, body: next(answers)
    room.letter()
    send(room, here, ["H05.31"])
    run_all(at=AT)
    assert Delivery.objects.get().state == DeliveryState.WAITING
    calling.call_peer(peer_id=peer.pk, at=AT + timedelta(hours=1))
    [digests] = there.letters.values()
    assert len(digests) == 1
    assert there.calls == 2


def test_a_lane_keeps_its_order(room, here, peer, there):
    for key in range(1, 6):
        room.letter(key)
        send(room, here, ["H05.31"], key=key)
    run_all(at=AT)
    assert [name.split("/")[-2] for name in there.order] == [f"23,{n}" for n in range(1, 6)]


def test_13_follows_the_letter_and_never_overtakes_it(room, here, peer, there):
    there.behave = lambda path, body: "drop"
    room.letter()
    send(room, here, ["H05.31"])
    run_all(at=AT)
    Delivery.objects.update(attempts=1)
    actions.ask_back(actor=clerk(here), at=AT, subject=Subject(SENT, 1), reason="Sai")
    there.behave = lambda path, body: "ok"
    later = AT + timedelta(hours=1)
    calling.call_peer(peer_id=peer.pk, at=later)
    assert [row["code"] for row in there.statuses] == ["13"]
    assert len(there.letters) == 1
    assert StatusEntry.objects.get(code="13").state == EntryState.SENT

"""Who asks a letter back and who works on it lock the letter first and its delivery after, so that
neither waits for the other in a circle."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection, connections, transaction

from congvu.core.files.factories import pdf
from congvu.core.organisation import factories as organisation
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.outgoing.delivery import take_back
from congvu.office.documents.choices import IncomingState
from congvu.office.documents.models import Incoming
from congvu.office.documents.tests.outgoing_cast import issued, place_of
from congvu.office.exchange import actions as exchange
from congvu.office.exchange import factories as post
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import Letter, Organ
from congvu.office.exchange.models import Delivery
from congvu.office.work.factories import AT, Cast, cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: nobody waits for a row"
    ),
]
LATER = AT + timedelta(hours=1)
REASON = "Gửi nhầm văn bản"


@dataclass
class Sent:
    """A letter before its agency, and how its sender asks for it back."""

    letter: Incoming
    ask: Callable[[], object]


def from_here(receiver: Cast) -> Sent:
    sender = cast()
    letter = issued(sender, places=(place_of(receiver),))
    exchange.deliver_here(at=AT)

    def ask() -> None:
        with transaction.atomic():
            take_back(letter, REASON, actor=sender.actor("clerk"), at=LATER)

    return Sent(Incoming.objects.get(origin=letter), ask)


def from_elsewhere(receiver: Cast) -> Sent:
    peer = post.peer("huyen", routes=["H05.31"])
    organisation.agency_code(receiver.agency, "H05.15")
    message = Letter(
        document_id="H05.31,2026/11/23,12/UBND", sender=Organ("H05.31", "UBND huyện"),
        recipients=(Organ("H05.15", "Sở"),), number="12", notation="UBND",
        promulgated_on=date(2026, 11, 23), kind_name="Công văn", place="Hiệp Hòa",
        subject="V/v báo cáo", attachments=(post.attachment(post.stored(pdf("Bao cao"))),),
    )  # fmt: skip
    body = io.BytesIO()
    build(message, body)
    body.seek(0)
    exchange.accept(peer=peer, stream=body, at=AT)
    exchange.deliver_here(at=AT)
    asked = exchange.Heard(message.document_id, "H05.31", "H05.15", "13", REASON, LATER)

    def ask() -> None:
        [outcome] = exchange.hear(
            actor=exchange.peer_actor(peer), at=LATER, peer=peer, several=[asked]
        )
        assert outcome.refused is None

    return Sent(Incoming.objects.get(agency=receiver.agency), ask)


WAYS = pytest.mark.parametrize("way", [from_here, from_elsewhere])


@pytest.fixture
def receiver() -> Cast:
    return cast("ubndhh", "UBND huyện Hiệp Hòa")


class Other(threading.Thread):
    """Somebody else at work on a connection of their own; ``failure`` is what it ended with."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work, self.pid, self.failure = work, 0, None

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.work()
        except Exception as failure:
            self.failure = failure
        finally:
            connections.close_all()

    def start_and_wait(self) -> None:
        """Until a row that the caller holds stands in its way."""
        self.start()
        while not (self.pid and self.is_stopped()):
            assert self.is_alive(), f"it did not wait for the row: {self.failure!r}"

    def is_stopped(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.pid])
            return bool(cursor.fetchone()[0])

    def end(self) -> None:
        self.join()
        assert self.failure is None, self.failure


@WAYS
def test_who_asks_back_waits_for_the_letter_with_no_delivery_in_hand(receiver, way):
    sent = way(receiver)
    other = Other(sent.ask)
    with transaction.atomic():
        Incoming.objects.select_for_update().get(pk=sent.letter.pk)
        other.start_and_wait()
        free = Delivery.objects.select_for_update(skip_locked=True)
        assert free.filter(pk=sent.letter.delivery_id).exists()
    other.end()
    sent.letter.refresh_from_db()
    assert sent.letter.state == IncomingState.FROZEN


@WAYS
def test_asked_back_while_it_is_being_refused_both_come_to_an_end(receiver, way):
    sent = way(receiver)
    other = Other(sent.ask)
    with transaction.atomic():
        Incoming.objects.select_for_update().get(pk=sent.letter.pk)
        other.start_and_wait()
        actions.refuse(
            actor=receiver.actor("clerk"), at=AT, incoming_id=sent.letter.pk, reason="Sai nơi nhận"
        )
    other.end()
    sent.letter.refresh_from_db()
    assert sent.letter.state == IncomingState.REFUSED


@WAYS
def test_received_between_the_look_and_the_lock_it_is_held_all_the_same(receiver, way):
    """Its delivery names the letter only once whoever lays it lets the row go."""
    sent = way(receiver)
    row = Delivery.objects.get(pk=sent.letter.delivery_id)
    kind, pk = row.received_kind, row.received_id
    Delivery.objects.filter(pk=row.pk).update(received_kind="", received_id=None)
    other = Other(sent.ask)
    with transaction.atomic():
        Incoming.objects.select_for_update().get(pk=sent.letter.pk)
        Delivery.objects.select_for_update().get(pk=row.pk)
        other.start_and_wait()
        Delivery.objects.filter(pk=row.pk).update(received_kind=kind, received_id=pk)
    other.end()
    sent.letter.refresh_from_db()
    assert sent.letter.state == IncomingState.FROZEN

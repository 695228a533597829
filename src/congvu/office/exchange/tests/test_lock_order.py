"""The worker that marks letters and the peer that reports on them lock in one order, so that
neither waits for the other in a circle."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories
from congvu.office.exchange.actions import calling
from congvu.office.exchange.factories import AT, send
from congvu.office.exchange.models import Delivery, Envelope

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: nobody waits for a row"
    ),
]


@pytest.fixture
def peer():
    return factories.peer("huyen", routes=["H05.31"], base_url="http://127.0.0.1:1")


@pytest.fixture
def sent(room, peer) -> list[Envelope]:
    here = organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")
    made = []
    for key in (1, 2, 3):
        room.letter(key)
        made.append(send(room, here, ["H05.31"], key=key))
    return made


def hear(peer, sent):
    told = [factories.heard(one.document_id, "H05.31", "01", AT) for one in sent[::-1]]
    actions.hear(actor=actions.peer_actor(peer), at=AT, peer=peer, several=told)


def mark(peer, sent):
    rows = list(Delivery.objects.order_by("-id").values_list("pk", flat=True))
    with transaction.atomic():
        calling._lock(rows)


@pytest.mark.parametrize("other", [hear, mark])
def test_who_waits_for_the_first_row_holds_no_later_one(peer, sent, other):
    ids = list(Delivery.objects.order_by("id").values_list("pk", flat=True))
    pids: list[int] = []

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            other(peer, sent)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=ids[0])
        thread.start()
        while not (pids and waits(pids[0])):
            assert thread.is_alive(), "it did not wait for the row"
        free = Delivery.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
        assert list(free.order_by("id").values_list("pk", flat=True)) == ids
    thread.join()


def waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])

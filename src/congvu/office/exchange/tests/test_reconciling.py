"""Our ledger against a peer's, and the command line."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from django.core.management import CommandError, call_command

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.errors import Invalid, NotAllowed, Unavailable
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, vault
from congvu.office.exchange.actions.reconciling import compare
from congvu.office.exchange.factories import AT, clerk, send
from congvu.office.exchange.models import Delivery, Peer
from congvu.office.exchange.queries.ledger import IN, OUT, lines
from congvu.office.exchange.tests.double import double

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def test_refusals(room, here, peer, there):
    period = {"since": AT, "until": AT + DAY}
    with pytest.raises(NotAllowed):
        actions.reconcile(actor=clerk(here), peer_id=peer.pk, **period)
    with pytest.raises(Invalid, match="Khoảng"):
        actions.reconcile(actor=organisation.admin(), peer_id=peer.pk, since=AT, until=AT)
    with pytest.raises(Invalid, match="thủ công"):
        actions.reconcile(
            actor=organisation.admin(), peer_id=factories.peer("b", speech="gen1-server").pk,
            **period,
        )  # fmt: skip
    there.behave = lambda path, body: "drop"
    with pytest.raises(Unavailable):
        actions.reconcile(actor=organisation.admin(), peer_id=peer.pk, **period)


def test_three_of_many_differ_and_each_says_what_to_do(room, here, peer):
    sender = clerk(here)
    for key in range(1, 6):
        room.letter(key)
        send(room, here, ["H05.31"], key=key, actor=sender)
    run_all(at=AT)
    ours = lines(peer, since=AT - DAY, until=AT + DAY)
    theirs = [replace(line, way=IN) for line in ours]
    assert compare(ours, theirs).differences == []
    extra = replace(
        theirs[0], way=OUT, document_id="khac", sender_code="H05.31", organ_code="H05.15"
    )
    later = replace(theirs[2], status="03")
    found = compare(ours, [extra, theirs[1], later, theirs[3], theirs[4]])
    assert (found.ours, found.theirs) == (5, 5)
    advice = [one.advice for one in found.differences]
    assert len(advice) == 3
    assert "Gửi lại" in advice[0]
    assert "Trạng thái hai bên khác nhau" in advice[1]
    assert "bên ta chưa nhận" in advice[2]


def test_the_command_adds_lists_checks_retries_and_reconciles(room, here, there, monkeypatch):
    # The command reads the clock; the letters of this test are of one day, whatever today is.
    monkeypatch.setattr("congvu.office.exchange.management.commands.exchange.now", lambda: AT)
    out = io.StringIO()
    call_command(
        "exchange", "peer", "add", "huyen", "--name", "Huyện", "--url", there.url,
        "--secret", "khoa", "--route", "H05.31.*", stdout=out,
    )  # fmt: skip
    call_command("exchange", "peer", "add", "huyen", "--name", "Huyện", "--url", there.url,
                 "--route", "H05.31.*", stdout=out)  # fmt: skip
    peer = Peer.objects.get()
    assert vault.unseal(peer.secret) == "khoa"
    assert peer.routes.get().below
    call_command("exchange", "peer", "list", stdout=out)
    call_command("exchange", "peer", "check", "huyen", stdout=out)
    assert "Kết nối tốt" in out.getvalue()
    there.behave = lambda path, body: "refuse"
    room.letter()
    send(room, here, ["H05.31"])
    run_all(at=AT)
    there.behave = lambda path, body: "ok"
    call_command("exchange", "retry", "--peer", "huyen", stdout=out)
    run_all()
    assert Delivery.objects.get().state == "sent"
    there.ledger = [orjson.loads(orjson.dumps({
        "way": "in", "document_id": "H05.15,2026/11/23,9/STTTT", "business": 0,
        "sender_code": "H05.15", "organ_code": "H05.31", "state": "arrived", "status": "01",
        "at": AT,
    }))]  # fmt: skip
    call_command("exchange", "reconcile", "huyen", "--from", "22/11/2026", "--to", "24/11/2026",
                 stdout=out)  # fmt: skip
    assert "bên ta 1, bên họ 1, 2 khác nhau" in out.getvalue()
    with pytest.raises(CommandError, match="Không có hệ thống"):
        call_command("exchange", "peer", "check", "la")
    with pytest.raises(CommandError, match="không phải ngày"):
        call_command("exchange", "reconcile", "huyen", "--from", "hôm qua", "--to", "24/11/2026")
    with pytest.raises(CommandError, match="chữ thường"):
        call_command("exchange", "peer", "add", "HUYỆN", "--url", there.url)

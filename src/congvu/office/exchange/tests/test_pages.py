"""The pages of the post office: who sees what, what can be done, and what it costs."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from congvu.core.accounts.models import User
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, queries
from congvu.office.exchange.actions.dead import tell
from congvu.office.exchange.actions.retrying import MOST_REFUSALS, failed
from congvu.office.exchange.choices import CANNOT_LEAVE, DeliveryState, QuarantineState
from congvu.office.exchange.factories import AT, clerk, send
from congvu.office.exchange.models import Delivery, Peer, Quarantined

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def there():
    return organisation.agency("UBND xã Lương Phong", code="H05.31.7")


@pytest.fixture
def admin():
    return signed_in(organisation.admin())


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_a_stranger_sees_no_envelope_and_a_clerk_no_connections(room, here, there):
    room.letter()
    sent = send(room, here, [there.pk])
    stranger = signed_in(clerk(organisation.agency()))
    assert stranger.get(reverse("exchange:envelope", args=[sent.pk])).status_code == 404
    assert sent.title not in stranger.get("/lien-thong/").content.decode()
    for name in ("peers", "peer_new", "quarantine", "reconcile"):
        assert stranger.get(reverse(f"exchange:{name}")).status_code == 403


def test_the_board_shows_states_and_the_envelope_its_chain(room, here, there, admin):
    room.letter()
    sender = clerk(here)
    sent = send(room, here, [there.pk], actor=sender, at=now())
    run_all()
    client = signed_in(sender)
    board = client.get("/lien-thong/?tt=da-den").content.decode()
    assert "V/v triển khai chữ ký số" in board
    assert "UBND xã Lương Phong" in board
    assert "V/v triển khai" not in client.get("/lien-thong/?tt=loi").content.decode()
    page = client.get(reverse("exchange:envelope", args=[sent.pk])).content.decode()
    assert "Đã đến" in page
    assert "Gửi lại" not in page
    assert admin.get("/lien-thong/").status_code == 200
    assert client.get("/lien-thong/?q=%00").status_code == 400


def test_a_dead_letter_says_why_and_is_sent_again(room, here, there):
    room.letter()
    sender = clerk(here)
    sent = send(room, here, [there.pk], actor=sender)
    row = sent.deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.DEAD, cause="Bên nhận không trả lời trong nhiều ngày."
    )
    client = signed_in(sender)
    page = client.get(reverse("exchange:envelope", args=[sent.pk])).content.decode()
    assert "không trả lời trong nhiều ngày" in page
    client.post(reverse("exchange:resend", args=[row.pk]))
    run_all()
    row.refresh_from_db()
    assert row.state == DeliveryState.ARRIVED
    again = client.post(reverse("exchange:resend", args=[row.pk]))
    assert again.status_code == 409


def test_lists_ask_the_same_however_many_there_are(
    room, here, there, django_assert_max_num_queries
):
    sender = clerk(here)
    for key in range(12):
        room.letter(key + 1)
        send(room, here, [there.pk], key=key + 1, actor=sender)
    client = signed_in(sender)
    client.get("/lien-thong/")
    with django_assert_max_num_queries(16):
        client.get("/lien-thong/")


def test_a_connection_is_made_changed_paused_and_given_codes(admin):
    asked = {"code": "huyen", "name": "Huyện", "speech": "congvu", "base_url": "http://xa.vn",
             "secret": "khoa"}  # fmt: skip
    assert admin.post("/lien-thong/he-thong/moi/", asked).status_code == 422
    asked["base_url"] = "https://xa.example.vn"
    made = admin.post("/lien-thong/he-thong/moi/", asked)
    peer = Peer.objects.get()
    assert made.headers["Location"] == reverse("exchange:peer", args=[peer.pk])
    assert "khoa" not in peer.secret
    url = reverse("exchange:peer", args=[peer.pk])
    assert admin.get(url).status_code == 200
    asked |= {"name": "Huyện Hiệp Hòa", "version": peer.version, "secret": ""}
    admin.post(url, asked)
    changed = Peer.objects.get()
    assert (changed.name, changed.secret) == ("Huyện Hiệp Hòa", peer.secret)
    assert admin.post(url, asked).status_code == 409
    admin.post(reverse("exchange:route_add", args=[peer.pk]), {"code": "H05.31", "below": "on"})
    route = peer.routes.get()
    assert route.below
    admin.post(reverse("exchange:route_add", args=[peer.pk]), {"code": "H05.31"})
    assert peer.routes.count() == 1
    admin.post(reverse("exchange:route_close", args=[peer.pk, route.pk]))
    assert not queries.routes_of(peer, now().date())
    admin.post(reverse("exchange:peer_pause", args=[peer.pk]))
    assert Peer.objects.get().paused
    assert admin.post(reverse("exchange:peer_check", args=[peer.pk])).status_code == 302


def test_what_is_held_back_is_seen_downloaded_taken_in_or_left(admin, here):
    peer = factories.peer("huyen")
    body = b"<edXML><khong-dong"
    with pytest.raises(DomainError):
        actions.accept(peer=peer, stream=io.BytesIO(body), at=now())
    held = Quarantined.objects.get()
    assert held.reason in admin.get("/lien-thong/giu-lai/").content.decode()
    url = reverse("exchange:held", args=[held.pk])
    assert "Có thể làm gì" in admin.get(url).content.decode()
    raw = admin.get(reverse("exchange:held_raw", args=[held.pk]))
    assert b"".join(raw.streaming_content) == body
    assert raw.headers["Content-Type"] == "application/octet-stream"
    admin.post(reverse("exchange:release", args=[held.pk]), {"remark": ""})
    held.refresh_from_db()
    assert (held.state, held.times) == (QuarantineState.HELD, 2)
    admin.post(reverse("exchange:discard", args=[held.pk]), {"remark": ""})
    held.refresh_from_db()
    assert held.state == QuarantineState.HELD
    admin.post(reverse("exchange:discard", args=[held.pk]), {"remark": "Gói tin thử"})
    held.refresh_from_db()
    assert (held.state, held.remark) == (QuarantineState.DISCARDED, "Gói tin thử")


def test_figures_and_their_csv(room, here, there, admin):
    room.letter()
    sender = clerk(here)
    sent = send(room, here, [there.pk], actor=sender, at=now())
    run_all(at=now() + timedelta(seconds=1))
    [share] = queries.shares(sender, first=now().date(), last=now().date())
    assert (share.agency, share.electronic, share.percent) == (here.name, 1, 100.0)
    found = queries.receipts(sender, first=now().date(), last=now().date(), at=now())
    assert (found.count, found.outstanding) == (1, 0)
    page = admin.get("/lien-thong/so-lieu/")
    assert here.name in page.content.decode()
    assert here.name in admin.get("/lien-thong/so-lieu.csv").content.decode()
    assert admin.get("/lien-thong/so-lieu/?tu=hom-qua").status_code == 422
    assert sent.created_at is not None


def test_letters_that_cannot_leave_are_told_to_their_clerks_and_counted_for_the_administrator(
    room, here, there, admin
):
    room.letter()
    sender, receiver = clerk(here), clerk(there)
    send(room, here, [there.pk], actor=sender)
    row = Delivery.objects.get()

    def hot(client: Client) -> str:
        menu = client.get("/lien-thong/").content.decode()
        return menu[menu.index('tt=loi"') :][:400]

    def told(actor: Actor) -> list[str]:
        return [
            n.title for n in Notice.objects.filter(recipient_id=actor.user_id, kind=CANNOT_LEAVE)
        ]

    with transaction.atomic():
        failed([row], "Bên nhận chưa trả lời.", at=AT)
        assert told(sender) == [], "it is tried again"
        row.refusals = MOST_REFUSALS
        failed([row], "Bên nhận từ chối.", at=AT)
        tell([row], at=AT)
    assert Delivery.objects.get().state == DeliveryState.DEAD
    assert len(told(sender)) == 1 and "không gửi được đến" in told(sender)[0]
    assert told(receiver) == []
    assert ">1<" in hot(admin) and ">1<" not in hot(signed_in(receiver))
    board = signed_in(sender).get("/lien-thong/?tt=loi").content.decode()
    assert f"người gửi {sender.name}" in board
    assert "Bên nhận từ chối." in board

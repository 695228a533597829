"""Promises to the sender: the whole story of every recipient, and news without a reload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.documents.scenes.outgoing import OutScene
from congvu.office.documents.scenes.ways import Way
from congvu.office.documents.tests.outgoing_cast import FIELDS, drafted, issued, place_of
from congvu.office.documents.tests.test_outgoing_pages import signed_in
from congvu.office.exchange.actions import deliver_here
from congvu.office.exchange.choices import DeliveryState
from congvu.office.exchange.models import Delivery
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def district() -> Cast:
    return cast("ubndhh", "UBND huyện Hiệp Hòa")


@pytest.fixture
def sent(people: Cast, district: Cast) -> Outgoing:
    letter = issued(people, places=(place_of(district), *FIELDS.places))
    deliver_here(at=AT)
    return letter


def refused(district: Cast, letter: Outgoing) -> None:
    arrived = Incoming.objects.get(origin=letter)
    actions.refuse(
        actor=district.actor("clerk"), at=LATER, incoming_id=arrived.pk, version=arrived.version,
        reason="Thiếu phụ lục 2",
    )  # fmt: skip


def ways(people: Cast, letter: Outgoing, who: str = "clerk") -> list[Way]:
    return OutScene.load(people.actor(who), letter.pk, LATER).ways


def story(people: Cast, sent: Outgoing, **headers: str) -> str:
    client = signed_in(people, "clerk")
    return client.get(f"/van-ban-di/{sent.pk}/noi-nhan/", headers=headers).content.decode()


def test_a_stranger_and_the_recipient_do_not_read_the_story(
    people: Cast, district: Cast, sent: Outgoing
) -> None:
    for client in (signed_in(cast("stp", "Sở Tư pháp"), "leader"), signed_in(district, "clerk")):
        assert client.get(f"/van-ban-di/{sent.pk}/noi-nhan/").status_code == 404


def test_a_draft_has_no_story_yet(people: Cast, district: Cast) -> None:
    draft = drafted(people, places=(place_of(district),))
    [way] = ways(people, draft, "it_officer")
    assert way.steps == ()
    client = signed_in(people, "it_officer")
    assert "hx-trigger" not in client.get(f"/van-ban-di/{draft.pk}/noi-nhan/").content.decode()


def test_everything_said_is_there_with_the_newest_first(
    people: Cast, district: Cast, sent: Outgoing
) -> None:
    refused(district, sent)
    there, outside = ways(people, sent)
    assert [step.label for step in there.steps] == ["Từ chối tiếp nhận", "Đã đến", "Đã gửi"]
    newest = there.steps[0]
    assert (newest.at, newest.remark, newest.tone) == (LATER, "Thiếu phụ lục 2", "bad")
    assert "UBND huyện Hiệp Hòa" in newest.who
    assert not there.is_open
    assert outside.steps == ()


def test_what_cannot_leave_is_not_called_sent(people: Cast, sent: Outgoing) -> None:
    Delivery.objects.filter(envelope__subject_id=sent.pk).update(
        state=DeliveryState.DEAD, cause="Bên nhận từ chối chứng thư.", attempts=4
    )
    there, _ = ways(people, sent)
    assert (there.label, there.tone) == ("Không gửi được", "bad")
    assert there.steps[0].remark == "Đã thử 4 lần. Bên nhận từ chối chứng thư."
    assert "Không gửi được" in signed_in(people, "clerk").get(
        f"/van-ban-di/{sent.pk}/"
    ).content.decode()  # fmt: skip


def test_the_page_asks_again_while_something_may_come_and_stops_after(
    people: Cast, district: Cast, sent: Outgoing
) -> None:
    card = story(people, sent, HX_Request="true", HX_Target="noi-nhan")
    assert card.strip().startswith('<section class="card" id="noi-nhan"')
    assert 'hx-trigger="every 30s"' in card
    assert "Đã đến" in card
    refused(district, sent)
    card = story(people, sent, HX_Request="true", HX_Target="noi-nhan")
    assert "hx-trigger" not in card
    assert "Thiếu phụ lục 2" in card
    whole = story(people, sent, HX_Request="true", HX_Target="dien-bien")
    assert whole.strip().startswith('<section id="dien-bien"')


def test_who_keeps_the_post_is_led_to_the_envelope_and_others_are_not(
    people: Cast, sent: Outgoing
) -> None:
    address = f"/lien-thong/phong-bi/{Delivery.objects.get().envelope_id}/"
    assert address in story(people, sent)
    page = signed_in(people, "it_officer").get(f"/van-ban-di/{sent.pk}/noi-nhan/")
    assert page.status_code == 200
    assert address not in page.content.decode()


def test_many_recipients_cost_no_more_questions(people: Cast, sent: Outgoing) -> None:
    def questions(letter: Outgoing) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ways(people, letter)
        return len(asked)

    more = tuple(place_of(cast(f"xa{n}", f"UBND xã {n}")) for n in range(4))
    many = issued(people, subject="Gửi các xã", places=more)
    deliver_here(at=AT)
    assert questions(many) <= questions(sent)

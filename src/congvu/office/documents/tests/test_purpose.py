"""Promises of "để biết": said while drafting, printed, and carried to the receiver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congvu.core.kernel.clock import now
from congvu.office.documents.actions import incoming
from congvu.office.documents.actions.outgoing import Place
from congvu.office.documents.choices import Purpose, RecipientKind
from congvu.office.documents.letterhead.letter import data_of
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.documents.tests.outgoing_cast import drafted, issued, place_of
from congvu.office.documents.tests.test_outgoing_pages import signed_in
from congvu.office.exchange.actions import deliver_here
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db
NEW = "/van-ban-di/du-thao/moi/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def district() -> Cast:
    other = cast("ubndhh", "UBND huyện Hiệp Hòa")
    other.agency.is_member = True
    other.agency.save()
    return other


def typed(district: Cast, **changes) -> dict[str, object]:
    return {
        "kind": "cong_van", "subject": "V/v báo cáo", "body": "Đề nghị báo cáo.", "copies": 1,
        "addressees": "Bưu điện tỉnh", "outside": "Bưu điện tỉnh",
        "inform_agencies": [district.agency.pk],
    } | changes  # fmt: skip


def to_know(district: Cast) -> Place:
    return replace(place_of(district), purpose=Purpose.INFORM)


@pytest.mark.parametrize("box", ["agencies", "units", "outside"])
def test_one_place_does_not_act_and_only_know(people: Cast, district: Cast, box: str) -> None:
    value = {
        "agencies": district.agency.pk, "units": people.units["post"].pk, "outside": "Bưu điện",
    }[box]  # fmt: skip
    body = typed(district) | {box: value, f"inform_{box}": value}
    answer = signed_in(people, "it_officer").post(NEW, body)
    assert answer.status_code == 422
    assert "Hãy giữ một nơi" in answer.content.decode()
    assert not Outgoing.objects.exists()


def test_the_draft_keeps_who_is_only_to_know(people: Cast, district: Cast) -> None:
    officer = signed_in(people, "it_officer")
    assert officer.post(NEW, typed(district)).status_code == 302
    letter = Outgoing.objects.get()
    assert list(letter.recipients.values_list("kind", "purpose")) == [
        ("outside", "act"), ("agency", "inform"),
    ]  # fmt: skip
    page = officer.get(f"/van-ban-di/{letter.pk}/sua/").content.decode()
    [box] = [tag for tag in page.split("<input") if 'name="inform_agencies"' in tag]
    assert "checked" in box.split(">")[0]


def test_a_list_of_places_does_not_bring_back_who_is_only_to_know(
    people: Cast, district: Cast
) -> None:
    from congvu.office.documents.actions.outgoing import save_group

    group = save_group(
        actor=people.actor("it_officer"), at=now(), name="Các huyện",
        agency_ids=[district.agency.pk],
    )  # fmt: skip
    body = typed(district, groups=[group.pk])
    assert signed_in(people, "it_officer").post(NEW, body).status_code == 302
    assert Outgoing.objects.get().recipients.get(kind="agency").purpose == Purpose.INFORM


def test_the_paper_says_so(people: Cast, district: Cast) -> None:
    places = (Place(RecipientKind.OUTSIDE, name="UBND huyện Hiệp Hòa"), to_know(district))
    outside = replace(places[0], name="Bưu điện tỉnh", purpose=Purpose.INFORM)
    letter = drafted(people, places=(*places, outside))
    lines = data_of(letter)["places"]
    assert lines == ["Như trên;", "Bưu điện tỉnh (để biết);", "Lưu: VT, CNTT."]


def test_the_receiver_sees_that_it_is_only_to_know(people: Cast, district: Cast) -> None:
    issued(people, places=(to_know(district),))
    deliver_here(at=AT)
    letter = Incoming.objects.get()
    assert letter.purpose == Purpose.INFORM
    clerk = signed_in(district, "clerk")
    assert "Để biết" in clerk.get("/van-ban-den/").content.decode()
    assert "Để biết" in clerk.get(f"/van-ban-den/{letter.pk}/").content.decode()
    kept = incoming.register(
        actor=district.actor("clerk"), at=AT, fields=incoming.fields_of(letter),
        incoming_id=letter.pk,
    )  # fmt: skip
    assert kept.purpose == Purpose.INFORM


def test_who_is_to_act_sees_no_such_mark(people: Cast, district: Cast) -> None:
    issued(people, places=(place_of(district),))
    deliver_here(at=AT)
    letter = Incoming.objects.get()
    assert letter.purpose == Purpose.ACT
    page = signed_in(district, "clerk").get("/van-ban-den/").content.decode()
    assert "Để biết" not in page.split("<tbody")[1].split("</tbody")[0]

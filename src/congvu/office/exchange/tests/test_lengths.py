"""Fields longer than the standard allows are named and refused; nothing is ever cut to fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories
from congvu.office.exchange.edxml.lengths import LENGTHS, TooLong, too_long
from congvu.office.exchange.edxml.message import Organ, Reference, Staff, Status
from congvu.office.exchange.edxml.validation import validate
from congvu.office.exchange.factories import AT, SENT, clerk, send
from congvu.office.exchange.models import Envelope, Quarantined, Route, StatusEntry
from congvu.office.exchange.tests.test_accepting import NAME, accept, letter

pytestmark = pytest.mark.django_db
TOO_LONG = {
    "number": "9" * 12, "notation": "A" * 31, "subject": "ă" * 501, "summary": "ă" * 501,
    "place": "ă" * 101, "kind_name": "ă" * 101, "competence": "K" * 101,
    "signer_position": "P" * 101, "signer_name": "N" * 51, "business_reason": "l" * 501,
    "document_id": "H05.31," + "9" * 244,
}  # fmt: skip


@pytest.fixture
def room():
    with factories.room("letter") as made:
        yield made


@pytest.fixture
def post():
    with factories.room() as made:
        yield made


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def district():
    return factories.peer("huyen", routes=["H05.31"])


def test_every_field_of_the_table_is_tried() -> None:
    assert set(TOO_LONG) == set(LENGTHS)


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_letter_that_says_too_much_is_held_back_by_the_name_of_its_field(
    room, here, district, name
):
    with pytest.raises(TooLong, match=LENGTHS[name].label) as refused:
        accept(district, letter(**{name: TOO_LONG[name]}))
    assert LENGTHS[name].where in refused.value.data["too_long"]
    [held] = Quarantined.objects.all()
    assert held.reason_code == "field_too_long"
    assert f"tối đa {LENGTHS[name].most} ký tự" in held.reason
    assert not Envelope.objects.exists()
    assert not room.arrivals


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pages": 1000}, "Số trang là 1000, quá 3 chữ số"),
        ({"copies": 1000}, "Số lượng bản là 1000"),
        ({"to_places": ("Sở", "x" * 1001)}, "Nơi nhận thứ 2 trên văn bản"),
        ({"recipients": (Organ("H05.15", "S" * 201),)}, "Tên nơi nhận thứ 1"),
        ({"sender": Organ("H05.31", "U" * 201)}, "Tên nơi gửi"),
        ({"competence": "K" * 80, "signer_position": "P" * 80}, "Quyền hạn và chức vụ"),
    ],
)
def test_counts_places_and_names_have_their_lengths_too(room, here, district, change, words):
    with pytest.raises(TooLong, match=words):
        accept(district, letter(**change))
    assert Quarantined.objects.count() == 1


def test_what_is_exactly_as_long_as_allowed_arrives_whole(room, here, district):
    whole = {name: text[:-1] for name, text in TOO_LONG.items() if name != "document_id"}
    whole |= {"competence": "K" * 49, "pages": 999, "copies": 999}
    accept(district, letter(**whole))
    envelope = Envelope.objects.get()
    assert envelope.title == "ă" * 500
    assert envelope.code == "9" * 11 + "/" + "A" * 30
    [arrival] = room.arrivals.values()
    assert arrival.letter.signer_position == "P" * 100


def test_a_status_that_says_too_much_is_held_back_and_changes_nothing(post, here, district):
    post.letter()
    envelope = send_letter(post, here, "H05.31")
    status = Status(
        sender=Organ("H05.31", "UBND huyện"), code="03", at=AT + timedelta(hours=1),
        about=replace(letter_reference(), document_id=envelope.document_id),
    )  # fmt: skip
    for change in ({"description": "d" * 1001}, {"staff": Staff(name="s" * 151)}):
        with pytest.raises(TooLong):
            accept(district, replace(status, **change))
    assert Quarantined.objects.count() == 2
    assert not StatusEntry.objects.exists()
    accept(district, replace(status, description="d" * 1000))
    assert StatusEntry.objects.get().description == "d" * 1000


def test_a_list_of_statuses_loses_only_the_one_that_is_too_long(post, here, district):
    post.letter()
    envelope = send_letter(post, here, "H05.31")
    good = factories.heard(envelope.document_id, "H05.31", "01", AT)
    outcomes = actions.hear(
        actor=actions.peer_actor(district), at=AT, peer=district,
        several=[replace(good, code="03", description="d" * 1001), good],
    )  # fmt: skip
    assert [one.fresh for one in outcomes] == [False, True]
    assert isinstance(outcomes[0].refused, TooLong)


def test_the_sender_is_told_before_anything_leaves(post, here, district):
    post.letter(subject="ă" * 501, signer_name="N" * 51)
    with pytest.raises(TooLong, match=r"Trích yếu dài 501 ký tự.*Họ tên người ký dài 51 ký tự"):
        send_letter(post, here, "H05.31")
    assert not Envelope.objects.exists()


def test_a_reason_for_asking_back_is_not_cut(post, here, district):
    post.letter()
    send_letter(post, here, "H05.31")
    with pytest.raises(Invalid, match="Lý do"):
        actions.ask_back(actor=clerk(here), at=AT, subject=Subject(SENT, 1), reason="l" * 1001)


def test_an_agency_with_too_long_a_name_is_not_put_on_the_axis(district):
    with pytest.raises(Invalid, match="Tên cơ quan"):
        actions.register_agency(
            actor=actions.peer_actor(district), at=AT, peer=district, code="H05.31.2",
            name="X" * 201,
        )  # fmt: skip
    assert not Route.objects.filter(code="H05.31.2").exists()


def test_the_check_command_finds_the_same() -> None:
    long = letter(subject="ă" * 501)
    assert [where for where, _ in too_long(long)] == ["Subject"]
    assert ("Subject", "length") in {(one.where, one.key) for one in validate(long)}


def letter_reference() -> Reference:
    return Reference(organ_code="H05.15", code="647/STTTT-CNTT", document_id=NAME)


def send_letter(room, here, code):
    return send(room, here, [code])

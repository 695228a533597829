"""Letters between agencies of one installation: refused, sent, delivered, answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.files.models import Blob
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, queries
from congvu.office.exchange.choices import Business, DeliveryState
from congvu.office.exchange.errors import ContentConflict, UnknownOrgan
from congvu.office.exchange.factories import AT, SENT, clerk, send
from congvu.office.exchange.models import Delivery, Envelope, StatusEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def there():
    return organisation.agency("UBND xã Lương Phong", code="H05.31.7")


def test_an_unknown_code_is_refused_by_name(room, here):
    room.letter()
    with pytest.raises(UnknownOrgan, match=r"H05\.99"):
        send(room, here, ["H05.99"])
    assert not Envelope.objects.exists()


def test_a_closed_code_is_refused_with_its_successor(room, here):
    old = organisation.agency("Phòng cũ")
    new = organisation.agency_code(organisation.agency("Phòng mới"), "H05.40")
    organisation.agency_code(old, "H05.39", valid_to=date(2026, 6, 30), successor=new)
    room.letter()
    with pytest.raises(UnknownOrgan, match=r"H05\.39.*đã đóng.*H05\.40"):
        send(room, here, ["H05.39"])


def test_a_merged_agency_is_refused_with_its_heir(room, here):
    heir = organisation.agency("UBND xã mới", code="H05.50")
    organisation.agency("UBND xã cũ", code="H05.49", valid_to=date(2025, 6, 30), successor=heir)
    room.letter()
    with pytest.raises(UnknownOrgan, match="UBND xã mới"):
        send(room, here, ["H05.49"])


def test_a_code_of_a_closed_province_is_refused(room, here):
    room.letter()
    with pytest.raises(UnknownOrgan, match="đã đóng mã"):
        send(room, here, ["H02.15"])


def test_another_agency_cannot_be_sent_for(room, here, there):
    room.letter()
    with pytest.raises(NotAllowed):
        send(room, here, ["H05.31.7"], actor=clerk(there))


def test_nobody_to_send_to_is_refused(room, here):
    room.letter()
    with pytest.raises(Invalid, match="nơi nhận"):
        send(room, here, [])


def test_another_content_under_the_same_name_is_a_conflict(room, here, there):
    room.letter()
    send(room, here, [there.pk])
    room.letters[1] = replace(room.letters[1], subject="Nội dung khác")
    with pytest.raises(ContentConflict):
        send(room, here, [there.pk])
    assert Envelope.objects.count() == 1


def test_the_database_itself_keeps_one_envelope_of_a_name(room, here, there):
    room.letter()
    envelope = send(room, here, [there.pk])
    envelope.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        envelope.save(force_insert=True)


def test_a_letter_arrives_with_its_files_and_says_01(room, here, there):
    room.letter()
    sent = send(room, here, [there.pk])
    run_all(at=AT)
    [row] = sent.deliveries.all()
    arrival = room.arrivals[row.pk]
    assert (arrival.agency_id, arrival.sender_agency_id) == (there.pk, here.pk)
    assert arrival.subject == Subject(SENT, 1)
    assert arrival.letter.document_id == sent.document_id
    assert arrival.letter.sender.code == "H05.15"
    assert [organ.code for organ in arrival.letter.recipients] == ["H05.31.7"]
    assert [file.name for file in arrival.files] == ["van-ban.pdf"]
    assert arrival.files[0].is_main
    assert arrival.letter.attachments[0].content.open().read(5) == b"%PDF-"
    assert (row.state, row.status) == (DeliveryState.ARRIVED, "01")
    assert [news.code for news in room.news] == ["01"]
    assert Blob.objects.count() == 1


def test_sent_again_it_is_there_once_and_reaches_the_new_recipients(room, here, there):
    room.letter()
    first = send(room, here, [there.pk])
    run_all(at=AT)
    other = organisation.agency(code="H05.16")
    again = send(room, here, [there.pk, other.pk])
    run_all(at=AT)
    assert again.pk == first.pk
    assert {row.agency_id for row in first.deliveries.all()} == {there.pk, other.pk}
    assert len(room.arrivals) == 2


def test_a_room_that_does_not_take_it_answers_02(room, here, there):
    room.letter()
    room.refuses[there.pk] = "Văn bản không thuộc thẩm quyền"
    sent = send(room, here, [there.pk])
    run_all(at=AT)
    [row] = sent.deliveries.all()
    assert (row.state, row.status, row.note) == (
        DeliveryState.REFUSED, "02", "Văn bản không thuộc thẩm quyền",
    )  # fmt: skip
    assert [(news.code, news.description) for news in room.news] == [("02", row.note)]


def test_one_that_breaks_stops_nobody_else_and_is_tried_again(room, here, there):
    bad = organisation.agency(code="H05.17")
    room.breaks.add(bad.pk)
    room.letter(1)
    room.letter(2)
    stuck, fine = send(room, here, [bad.pk]), send(room, here, [there.pk], key=2)
    run_all(at=AT)
    assert fine.deliveries.get().state == DeliveryState.ARRIVED
    row = stuck.deliveries.get()
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 1)
    assert "quản trị" in row.cause
    assert row.next_try_at > AT
    room.breaks.clear()
    actions.deliver_here(at=AT + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, row.cause) == (DeliveryState.ARRIVED, "")


def test_after_days_it_is_dead_with_a_cause_and_can_be_sent_again(room, here, there, settings):
    room.breaks.add(there.pk)
    room.letter()
    sender = clerk(here)
    sent = send(room, here, [there.pk], actor=sender)
    run_all(at=AT)
    late = AT + timedelta(days=settings.CONGVU_EXCHANGE_GIVE_UP_DAYS, minutes=1)
    actions.deliver_here(at=late)
    row = sent.deliveries.get()
    assert row.state == DeliveryState.DEAD
    assert row.cause
    with pytest.raises(NotFound):
        actions.resend(actor=clerk(organisation.agency()), at=late, delivery_id=row.pk)
    with pytest.raises(NotAllowed):
        actions.resend(actor=clerk(there), at=late, delivery_id=row.pk)
    room.breaks.clear()
    actions.resend(actor=sender, at=late, delivery_id=row.pk)
    run_all(at=late)
    row.refresh_from_db()
    assert row.state == DeliveryState.ARRIVED
    with pytest.raises(WrongState):
        actions.resend(actor=sender, at=late, delivery_id=row.pk)


def test_what_goes_the_same_lane_does_not_overtake(room, here, there):
    room.letter(1)
    room.letter(2)
    room.breaks.add(there.pk)
    first = send(room, here, [there.pk])
    run_all(at=AT)
    room.breaks.clear()
    second = send(room, here, [there.pk], key=2)
    run_all(at=AT)
    assert second.deliveries.get().state == DeliveryState.WAITING
    actions.deliver_here(at=AT + timedelta(hours=1))
    assert list(room.arrivals) == [first.deliveries.get().pk, second.deliveries.get().pk]


def test_statuses_come_back_to_the_sender(room, here, there):
    room.letter()
    row = _arrived(room, here, there)
    receiver = clerk(there)
    with pytest.raises(NotFound):
        actions.report(actor=clerk(here), at=AT, delivery_id=row.pk, code="03")
    with pytest.raises(Invalid):
        actions.report(actor=receiver, at=AT, delivery_id=row.pk, code="13")
    with pytest.raises(Invalid, match="lý do"):
        actions.report(actor=receiver, at=AT, delivery_id=row.pk, code="02")
    for number, code in enumerate(("03", "05", "04"), 1):
        at = AT + timedelta(minutes=number)
        actions.report(actor=receiver, at=at, delivery_id=row.pk, code=code, description="vào sổ")
    row.refresh_from_db()
    assert row.status == "05"
    [posted] = queries.for_subject(Subject(SENT, 1))
    [way] = posted.ways
    assert [entry.code for entry in way.entries] == ["01", "03", "05", "04"]
    assert [news.code for news in room.news] == ["01", "03", "05", "04"]


def test_said_twice_it_is_noted_once(room, here, there):
    room.letter()
    row = _arrived(room, here, there)
    for _ in range(2):
        actions.report(actor=clerk(there), at=AT, delivery_id=row.pk, code="03")
    assert StatusEntry.objects.filter(code="03").count() == 1
    assert [news.code for news in room.news] == ["01", "03"]


def test_asked_back_before_it_left_it_stays_and_afterwards_the_room_is_asked(room, here, there):
    room.letter()
    sender, subject = clerk(here), Subject(SENT, 1)
    with pytest.raises(NotFound):
        actions.ask_back(actor=sender, at=AT, subject=subject, reason="Sai nội dung")
    row = _arrived(room, here, there)
    other = organisation.agency(code="H05.18")
    send(room, here, [other.pk])
    with pytest.raises(Invalid, match="lý do"):
        actions.ask_back(actor=sender, at=AT, subject=subject, reason=" ")
    with pytest.raises(NotAllowed):
        actions.ask_back(actor=clerk(there), at=AT, subject=subject, reason="Sai")
    actions.ask_back(actor=sender, at=AT, subject=subject, reason="Sai nội dung")
    run_all(at=AT)
    row.refresh_from_db()
    assert row.recall == "13"
    assert Delivery.objects.get(agency=other).state == DeliveryState.CANCELLED
    [asked] = room.asked
    assert (asked.subject, asked.organ_code) == (row.received, "H05.15")
    actions.answer_recall(actor=clerk(there), at=AT + timedelta(hours=1), delivery_id=row.pk,
                          agreed=True)  # fmt: skip
    row.refresh_from_db()
    assert row.recall == "15"
    assert room.news[-1].code == "15"


def test_an_update_keeps_the_history_and_knows_what_the_first_became(room, here, there):
    room.letter()
    row = _arrived(room, here, there)
    room.letter(2, code="648")
    name = row.envelope.document_id
    update = send(room, here, [there.pk], key=2, document_id=name, business=Business.UPDATE)
    run_all(at=AT)
    arrival = room.arrivals[update.deliveries.get().pk]
    assert arrival.letter.business == Business.UPDATE
    assert arrival.letter.business_document_id == name
    assert arrival.earlier == (row.received,)
    room.letter(3, code="649")
    more = send(room, here, [there.pk], key=3, document_id=name, business=Business.UPDATE)
    assert (update.serial, more.serial) == (0, 1)


def test_230_communes_cost_few_statements_and_one_stored_file(
    room, here, django_assert_max_num_queries
):
    communes = [organisation.agency(code=f"H05.60.{n}") for n in range(230)]
    room.letter()
    actor = clerk(here)
    with django_assert_max_num_queries(40):
        sent = send(room, here, [one.pk for one in communes], actor=actor)
    with django_assert_max_num_queries(50):
        run_all(at=AT)
    assert sent.deliveries.filter(state=DeliveryState.ARRIVED).count() == 230
    assert Blob.objects.count() == 1
    assert room.calls == 1


def _arrived(room, here, there) -> Delivery:
    sent = send(room, here, [there.pk])
    run_all(at=AT)
    return sent.deliveries.select_related("envelope").get()

"""Messages of a peer: refused or held back with their reason, else safe and here once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.core.files.factories import pdf
from congvu.core.kernel.errors import DomainError, NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, queries
from congvu.office.exchange.choices import Business, DeliveryState, EntryState
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import Letter, Organ, Reference, Status
from congvu.office.exchange.errors import (
    BadSignature,
    ClosedCode,
    ContentConflict,
    DigestMismatch,
    MessageTooLarge,
    PeerPaused,
    QuotaExceeded,
    SenderNotAllowed,
    UnknownLetter,
    UnknownOrgan,
)
from congvu.office.exchange.factories import AT, attachment, stored
from congvu.office.exchange.models import Delivery, Envelope, Quarantined, StatusEntry

pytestmark = pytest.mark.django_db

NAME = "H05.31,2026/11/23,12/UBND"


@pytest.fixture
def room():
    with factories.room("letter") as made:
        yield made


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def district():
    return factories.peer("huyen", routes=["H05.31"])


def letter(**more) -> Letter:
    made = Letter(
        document_id=NAME, sender=Organ("H05.31", "UBND huyện"), recipients=(Organ("H05.15", "Sở"),),
        number="12", notation="UBND", promulgated_on=date(2026, 11, 23), kind_name="Công văn",
        place="Bắc Ninh", subject="V/v báo cáo", attachments=(attachment(stored(pdf("Bao cao"))),),
    )  # fmt: skip
    return replace(made, **more)


def written(message) -> bytes:
    out = io.BytesIO()
    build(message, out)
    return out.getvalue()


def accept(peer, message, **more):
    body = message if isinstance(message, bytes) else written(message)
    return actions.accept(peer=peer, stream=io.BytesIO(body), at=more.pop("at", AT), **more)


@pytest.mark.parametrize(
    ("change", "refusal", "words"),
    [
        ({"sender": Organ("H05.99", "Ai đó")}, SenderNotAllowed, "H05.99"),
        ({"sender": Organ("H05.15", "Sở")}, SenderNotAllowed, "không được phép gửi thay"),
        ({"sender": Organ("H02.31", "Huyện cũ")}, ClosedCode, "đã đóng mã"),
        ({"recipients": (Organ("H05.98", "Ai đó"),)}, UnknownOrgan, "H05.98"),
        ({"recipients": (Organ("H02.15", "Sở cũ"),)}, ClosedCode, "đã đóng mã"),
    ],
)  # fmt: skip
def test_who_may_not_send_or_be_sent_to_is_held_back_with_the_reason(
    room, here, district, change, refusal, words
):
    with pytest.raises(refusal, match=words):
        accept(
            district,
            letter(**change),
            recipients=[change.get("recipients", letter().recipients)[0].code],
        )
    [held] = Quarantined.objects.all()
    assert (held.peer, held.reason_code) == (district, refusal.code)
    assert words in held.reason
    assert not Envelope.objects.exists()
    assert not room.arrivals


def test_rubbish_is_held_back_once_and_counted(room, here, district):
    for _ in range(2):
        with pytest.raises(DomainError, match="cắt cụt"):
            accept(district, b"<edXML><khong-dong")
    [held] = Quarantined.objects.all()
    assert held.times == 2
    assert held.raw.kind == "raw"


def test_a_dangerous_file_refuses_the_whole_message(room, here, district):
    bad = replace(
        letter().attachments[0],
        content=factories.spoken(b"MZ\x90\x00" + b"\x00" * 600), name="bao-cao.pdf",
    )  # fmt: skip
    with pytest.raises(DomainError) as refused:
        accept(district, letter(attachments=(bad,)))
    assert refused.value.code == "file_refused"
    assert Quarantined.objects.get().reason_code == "file_refused"
    assert not Envelope.objects.exists()


def test_a_sender_other_than_the_request_says_is_refused(room, here, district):
    with pytest.raises(SenderNotAllowed, match=r"H05\.31\.1"):
        accept(district, letter(), claimed_sender="H05.31.1")


def test_transport_troubles_keep_nothing(room, here, district):
    with pytest.raises(DigestMismatch):
        accept(district, letter(), sha256="0" * 64)
    district.max_bytes = 100
    with pytest.raises(MessageTooLarge):
        accept(district, letter())
    district.max_bytes, district.paused = None, True
    with pytest.raises(PeerPaused):
        accept(district, letter())
    district.paused, district.valid_to = False, date(2026, 11, 22)
    with pytest.raises(PeerPaused):
        accept(district, letter())
    assert not Quarantined.objects.exists()


def test_the_quota_of_the_day_counts_letters_not_repetitions(room, here, district):
    district.letters_per_day = 1
    accept(district, letter())
    accept(district, letter())
    with pytest.raises(QuotaExceeded):
        accept(district, letter(document_id="khac"))
    assert not Quarantined.objects.exists()
    accept(district, letter(document_id="khac"), at=AT + timedelta(days=1))


def test_a_pinned_key_must_have_signed(room, here, district):
    district.envelope_key = factories.PUBLIC_KEY
    with pytest.raises(BadSignature):
        accept(district, letter())
    assert Quarantined.objects.get().reason_code == "bad_signature"


def test_a_letter_is_here_once_waiting_and_says_01_back(room, here, district):
    first = accept(district, letter(), recipients=["H05.15"])
    again = accept(district, letter(), recipients=["H05.15"])
    assert (first.fresh, again.fresh) == (True, False)
    assert first.envelope_id == again.envelope_id
    [arrival] = room.arrivals.values()
    assert (arrival.agency_id, arrival.subject, arrival.sender_agency_id) == (here.pk, None, None)
    assert arrival.files[0].blob.kind == "pdf"
    assert arrival.letter.attachments[0].content.open().read(4) == b"%PDF"
    [entry] = StatusEntry.objects.all()
    assert (entry.code, entry.state, entry.to_peer) == ("01", EntryState.WAITING, district)
    assert (entry.from_code, entry.to_code) == ("H05.15", "H05.31")


def test_another_content_under_the_name_is_a_conflict(room, here, district):
    accept(district, letter())
    with pytest.raises(ContentConflict):
        accept(district, letter(subject="Khác hẳn"))
    assert Quarantined.objects.get().document_id == NAME
    assert len(room.arrivals) == 1


def test_an_update_finds_what_the_first_became(room, here, district):
    accept(district, letter())
    [first] = Delivery.objects.all()
    accept(district, letter(subject="Sửa", business=Business.UPDATE, business_document_id=NAME))
    update = list(room.arrivals.values())[-1]
    assert update.earlier == (first.received,)


def test_a_room_that_breaks_loses_nothing(room, here, district):
    room.breaks.add(here.pk)
    accept(district, letter())
    row = Delivery.objects.get()
    assert row.state == DeliveryState.WAITING
    room.breaks.clear()
    actions.deliver_here(at=AT)
    row.refresh_from_db()
    assert row.state == DeliveryState.ARRIVED


def test_through_the_axis_to_another_peer_and_the_status_back(room, here, district):
    other = factories.peer("so-khac", speech="gen1-server", routes=["H05.16"])
    accept(district, letter(recipients=(Organ("H05.15", "Sở"), Organ("H05.16", "Sở khác"))))
    [mail] = queries.mailbox(other)
    assert (mail.document_id, mail.from_code, mail.to_code) == (NAME, "H05.31", "H05.16")
    opened = actions.open_mail(peer=other, doc_id=mail.doc_id, at=AT)
    assert opened.open().read() == written(
        letter(recipients=(Organ("H05.15", "Sở"), Organ("H05.16", "Sở khác")))
    )
    with pytest.raises(DomainError):
        actions.open_mail(peer=district, doc_id=mail.doc_id, at=AT)
    actions.mark_fetched(actor=actions.peer_actor(other), at=AT, peer=other, doc_id=mail.doc_id,
                         outcome="done")  # fmt: skip
    assert not queries.mailbox(other)
    status = Status(Organ("H05.16", "Sở khác"), Reference("H05.31", "12/UBND", NAME), "03", at=AT)
    with pytest.raises(SenderNotAllowed):
        accept(district, status)
    accept(other, status)
    assert Delivery.objects.get(peer=other).status == "03"
    onward = StatusEntry.objects.get(code="03")
    assert (onward.from_peer, onward.to_peer) == (other, district)


def test_a_status_about_nothing_known_is_kept_and_refused(room, here, district):
    status = Status(Organ("H05.31", "Huyện"), Reference("H05.15", "1/STTTT", "la"), "03", at=AT)
    with pytest.raises(UnknownLetter):
        accept(district, status)
    assert StatusEntry.objects.get().delivery is None


def test_13_asks_the_room_and_15_travels_back(room, here, district):
    accept(district, letter())
    asked = Status(Organ("H05.31", ""), Reference("H05.15", "12/UBND", NAME), "13", "Sai số", AT)
    accept(district, asked)
    accept(district, asked)
    [news] = room.asked
    assert (news.description, news.organ_code, news.agency_id) == ("Sai số", "H05.31", here.pk)
    row = Delivery.objects.get()
    clerk = factories.clerk(here)
    actions.answer_recall(actor=clerk, at=AT, delivery_id=row.pk, agreed=True)
    back = StatusEntry.objects.get(code="15")
    assert (back.state, back.to_peer, back.to_code) == (EntryState.WAITING, district, "H05.31")
    row.refresh_from_db()
    assert row.recall == "15"


def test_peers_are_the_administrators(room, here):
    with pytest.raises(NotAllowed):
        actions.save_peer(actor=factories.clerk(here), at=AT, code="x", name="X", speech="congvu",
                          base_url="https://x.example.vn")  # fmt: skip


def test_a_peer_registers_only_agencies_below_its_codes(room, here, district):
    actor = actions.peer_actor(district)
    with pytest.raises(SenderNotAllowed):
        actions.register_agency(actor=actor, at=AT, peer=district, code="H05.77", name="Ai đó")
    actions.register_agency(actor=actor, at=AT, peer=district, code="H05.31.2", name="Xã Hai")
    found = queries.look_up(["H05.31.2"], on=AT.date()).places["H05.31.2"]
    assert (found.name, found.peer_id) == ("Xã Hai", district.pk)

"""Promises of outgoing letters: from draft to issue, who may, and what is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from congvu.core.audit.actions import verbs
from congvu.core.audit.models import Entry
from congvu.core.files.factories import pdf
from congvu.core.files.models import Blob, File
from congvu.core.files.queries import open_file
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.permissions import permissions
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import actor_for
from congvu.core.search.queries import search
from congvu.office.documents.actions import incoming, outgoing
from congvu.office.documents.actions.outgoing import Fields, Place, Signed
from congvu.office.documents.choices import (
    OUTGOING_KIND,
    Delivery,
    IncomingState,
    NumberState,
    OutgoingState,
    RecipientKind,
    Relation,
    Secrecy,
)
from congvu.office.documents.errors import (
    NotReady,
    SecretContent,
    SignatureRefused,
    SignerAway,
    SignerWithoutAuthority,
)
from congvu.office.documents.finishing import finishers
from congvu.office.documents.models import Incoming, Number, Outgoing, Review
from congvu.office.documents.queries import outgoing as queries
from congvu.office.documents.queries import registers
from congvu.office.documents.tests.outgoing_cast import (
    FIELDS,
    approved,
    drafted,
    issued,
    numbered,
    place_of,
    step,
)
from congvu.office.exchange.actions import deliver_here
from congvu.office.work.actions import Target, ask_opinion, withdraw_opinion
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def district() -> Cast:
    return cast("hiephoa", "UBND huyện Hiệp Hòa")


@pytest.fixture
def signing():
    """A signer that a test tells what to do."""

    class Signer:
        answer: Exception | None = None
        asked = 0

        def __call__(self, letter: Outgoing, content: bytes) -> bytes:
            self.asked += 1
            if self.answer:
                raise self.answer
            return content

    signer = finishers.add("test", Signer())
    yield signer
    del finishers._entries["test"]


# Refusals: who


def test_strangers_find_nothing_and_colleagues_may_not(people, district):
    letter = drafted(people)
    for stranger in (district.actor("leader"), people.actor("post_officer")):
        with pytest.raises(NotFound):
            step("edit", stranger, letter, fields=FIELDS)
        with pytest.raises(NotFound):
            queries.for_actor(stranger, letter.pk)
    letter = step("submit", people.actor("it_officer"), letter)
    with pytest.raises(NotFound):
        step("review", people.actor("post_head"), letter)
    with pytest.raises(NotAllowed):
        step("review", people.actor("it_officer"), letter)
    letter = step("review", people.actor("it_head"), letter)
    with pytest.raises(NotAllowed):
        step("check", people.actor("it_head"), letter)
    letter = step("check", people.actor("clerk"), letter)
    with pytest.raises(NotAllowed):
        step("approve", people.actor("clerk"), letter)
    with pytest.raises(NotAllowed):
        step("approve", people.actor("it_head"), letter)
    letter = step("approve", people.actor("leader"), letter)
    with pytest.raises(NotAllowed):
        step("number", people.actor("it_officer"), letter)
    assert Outgoing.objects.get().state == OutgoingState.APPROVED
    assert not Number.objects.exists()


def test_nobody_drafts_for_another_unit(people):
    with pytest.raises(NotAllowed):
        outgoing.draft(
            actor=people.actor("it_officer"), at=AT, fields=FIELDS,
            unit_id=people.units["post"].pk,
        )  # fmt: skip


def test_a_drafter_who_heads_the_unit_does_not_review_what_they_wrote(people):
    deputy = organisation.seat(
        Role.UNIT_DEPUTY, agency=people.agency, unit=people.units["it"], at=AT
    )
    letter = outgoing.draft(actor=deputy, at=AT, fields=FIELDS)
    letter = step("submit", deputy, letter)
    assert letter.state == OutgoingState.UNIT_REVIEW
    with pytest.raises(NotAllowed):
        step("review", deputy, letter)


def test_a_head_signs_by_order_only_what_may_be_and_when_asked(people):
    head = people.actor("it_head")
    post = people.posts["it_head"].pk
    letter = drafted(people, signer_post_id=post)
    letter = step("submit", people.actor("it_officer"), letter)
    letter = step("check", people.actor("clerk"), step("review", head, letter))
    assert queries.abilities(head, letter)["approve"]
    letter = step("approve", head, letter)
    assert letter.signing_lines.splitlines() == ["TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG"]
    decision = replace(
        FIELDS, kind="quyet_dinh", bases="Căn cứ Luật A.", body="Điều 1. Nay ban hành.",
        addressees="", signer_post_id=post,
    )  # fmt: skip
    other = outgoing.draft(actor=people.actor("it_officer"), at=AT, fields=decision)
    other = step("submit", people.actor("it_officer"), other)
    other = step("check", people.actor("clerk"), step("review", head, other))
    with pytest.raises(NotAllowed):
        step("approve", head, other)


# Refusals: input


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "bua"}, Invalid),
        ({"kind": "sao_y"}, Invalid),
        ({"subject": " "}, Invalid),
        ({"subject": "x" * 501}, Invalid),
        ({"subject": "a\x00b"}, Invalid),
        ({"body": "a\ud800b"}, Invalid),
        ({"urgency": 9}, Invalid),
        ({"copies": 0}, Invalid),
        ({"signer_post_id": 999_999}, Invalid),
        ({"relation": Relation.REPLACES}, Invalid),
        ({"relation": "", "related_to_id": 1}, Invalid),
        ({"places": (Place(RecipientKind.AGENCY, agency_id=999_999),)}, Invalid),
        ({"places": (Place(RecipientKind.OUTSIDE, name="  "),)}, Invalid),
        ({"places": (Place("mars", name="Sao Hỏa"),)}, Invalid),
        ({"secrecy": Secrecy.SECRET}, SecretContent),
    ],
)
def test_what_cannot_be_accepted_is_not_half_stored(people, changes, error):
    with pytest.raises(error):
        drafted(people, **changes)
    assert not Outgoing.objects.exists()
    assert not Entry.objects.filter(verb__startswith="documents.").exists()


def test_a_secret_draft_is_refused_before_a_byte_is_kept(people):
    with pytest.raises(SecretContent):
        outgoing.store_draft(
            actor=people.actor("it_officer"), at=AT, stream=io.BytesIO(pdf()), name="mat.pdf",
            secrecy=Secrecy.TOP_SECRET,
        )  # fmt: skip
    assert not Blob.objects.exists()


def test_an_incoming_letter_one_may_not_read_cannot_be_answered(people, district):
    theirs = Incoming.objects.create(
        agency=district.agency, source="paper", arrived_at=AT, issuer_name="Sở khác"
    )
    with pytest.raises(NotFound):
        drafted(people, reply_to=[theirs.pk])


def test_a_draft_with_faults_is_not_submitted_and_the_refusal_lists_them(people):
    letter = drafted(people, body="", addressees="", places=())
    with pytest.raises(NotReady) as refusal:
        step("submit", people.actor("it_officer"), letter)
    codes = {finding["code"] for finding in refusal.value.data["findings"]}
    assert codes == {"no_content", "no_places"}
    assert Outgoing.objects.get().state == OutgoingState.DRAFT


# Refusals: state and version


def test_a_stale_version_is_refused_at_every_step(people):
    letter = drafted(people)
    with pytest.raises(Stale):
        step("edit", people.actor("it_officer"), letter, fields=FIELDS, version=letter.version - 1)
    step("submit", people.actor("it_officer"), letter)
    with pytest.raises(Stale):
        step("review", people.actor("it_head"), letter)


@pytest.mark.parametrize("verb", ["review", "check", "approve", "number", "issue", "recall"])
def test_no_step_is_taken_out_of_turn(people, verb):
    letter = drafted(people)
    actor = {"review": "it_head", "approve": "leader", "recall": "leader"}.get(verb, "clerk")
    kwargs = {"reason": "Nhầm"} if verb == "recall" else {}
    Outgoing.objects.update(reached_office_at=AT)
    with pytest.raises(WrongState):
        step(verb, people.actor(actor), letter, **kwargs)


def test_a_return_without_a_remark_is_refused(people):
    letter = step("submit", people.actor("it_officer"), drafted(people))
    with pytest.raises(Invalid):
        step("return_draft", people.actor("it_head"), letter, remark="  ")
    assert not Review.objects.filter(verb="return").exists()


# The way of a letter


def test_a_letter_goes_from_draft_to_issue(people):
    letter = issued(people)
    assert (letter.state, letter.code, letter.number) == ("issued", "01/STTTT-CNTT", 1)
    assert letter.issued_on == AT.date()
    assert (letter.signer_name, letter.signing_lines) == ("Nguyễn Văn Bình", "GIÁM ĐỐC")
    verbs = list(Review.objects.values_list("verb", flat=True))
    assert verbs == ["submit", "review", "check", "approve", "issue"]
    number = Number.objects.get()
    assert (number.state, number.subject_id) == (NumberState.USED, letter.pk)
    assert "01/STTTT-CNTT" in registers.why(number.register, 1)
    main = File.objects.get(use="main")
    with open_file(main) as stream:
        page = pypdfium2.PdfDocument(stream.read())[0]
    text = page.get_textpage().get_text_range()
    assert "Số: 01/STTTT-CNTT" in text
    assert "ngày 23 tháng 11 năm 2026" in text


def test_every_step_leaves_its_entry(people):
    issued(people)
    verbs = Entry.objects.filter(subject_kind=OUTGOING_KIND, verb__startswith="documents.")
    assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
        f"documents.outgoing.{verb}"
        for verb in ("draft", "submit", "review", "check", "approve", "number", "seal", "issue")
    ]


def test_the_head_of_a_unit_goes_straight_on_and_a_leader_too(people):
    for who in ("it_head", "leader"):
        letter = step("submit", people.actor(who), drafted(people, who))
        assert letter.state == OutgoingState.OFFICE_CHECK
    office_head = organisation.seat(
        Role.OFFICE_HEAD, agency=people.agency, unit=people.units["office"], at=AT
    )
    letter = step("submit", office_head, outgoing.draft(actor=office_head, at=AT, fields=FIELDS))
    assert letter.state == OutgoingState.APPROVAL


def test_a_unit_without_a_head_submits_to_the_office(people):
    letter = step("submit", people.actor("clerk"), drafted(people, "clerk"))
    assert letter.state == OutgoingState.OFFICE_CHECK


def test_a_returned_draft_comes_back_with_its_remark_and_without_signature(people):
    letter = approved(people)
    letter = step("return_draft", people.actor("clerk"), letter, remark="Sai nơi nhận")
    assert (letter.state, letter.signer_name, letter.signed_at) == ("draft", "", None)
    notice = Notice.objects.get(kind="documents.outgoing.returned")
    assert (notice.recipient_id, notice.body) == (
        people.actor("it_officer").user_id, "Sai nơi nhận",
    )  # fmt: skip
    assert step("submit", people.actor("it_officer"), letter).state == "unit_review"


def test_the_drafter_withdraws_and_cancels(people):
    letter = step("submit", people.actor("it_officer"), drafted(people))
    letter = step("withdraw", people.actor("it_officer"), letter)
    letter = step("cancel", people.actor("it_officer"), letter, remark="Không cần nữa")
    assert letter.state == OutgoingState.CANCELLED


def test_editing_keeps_what_it_changed(people):
    letter = step(
        "edit", people.actor("it_officer"), drafted(people),
        fields=replace(FIELDS, body="Nội dung mới./."),
    )  # fmt: skip
    changes = Entry.objects.get(verb="documents.outgoing.edit").changes
    assert changes["body"] == [FIELDS.body, "Nội dung mới./."]
    assert letter.version == 2


def test_an_uploaded_draft_keeps_its_versions_and_goes_out_with_its_number(people):
    officer = people.actor("it_officer")
    first, second = (
        outgoing.store_draft(
            actor=officer, at=AT, stream=io.BytesIO(pdf(text)), name="du thao.pdf", secrecy=0
        )
        for text in ("Ban mot", "Ban hai")
    )
    letter = drafted(people, body="", file=first)
    letter = step("edit", officer, letter, fields=replace(FIELDS, body=""), file=second)
    assert list(File.objects.order_by("version").values_list("version", "current")) == [
        (1, False), (2, True),
    ]  # fmt: skip
    letter = step("review", people.actor("it_head"), step("submit", officer, letter))
    letter = step("approve", people.actor("leader"), step("check", people.actor("clerk"), letter))
    letter = step("number", people.actor("clerk"), letter)
    with open_file(File.objects.get(use="main")) as stream:
        text = pypdfium2.PdfDocument(stream.read())[0].get_textpage().get_text_range()
    assert "Ban hai" in text and "Số: 01/STTTT-CNTT" in text


def test_a_batch_signs_what_it_can_and_says_what_it_cannot(people):
    ready = [
        step(
            "check", people.actor("clerk"),
            step("submit", people.actor("it_head"), drafted(people, "it_head")),
        )
        for _ in range(3)
    ]  # fmt: skip
    letters = [(letter.pk, letter.version) for letter in ready]
    letters[1] = (letters[1][0], 99)
    verdicts = outgoing.batch_approve(actor=people.actor("leader"), at=AT, letters=letters)
    assert [type(v.refusal) for v in verdicts] == [type(None), Stale, type(None)]
    assert Outgoing.objects.filter(state="approved").count() == 2


# Authority


def test_a_deputy_signs_for_the_director(people):
    letter = step("submit", people.actor("it_head"), drafted(people, "it_head"))
    letter = step("check", people.actor("clerk"), letter)
    letter = step("approve", people.actor("deputy"), letter)
    assert letter.signing_lines.splitlines() == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert (letter.authority, letter.signed_for) == ("KT.", "")


def test_a_delegate_signs_until_the_last_moment_and_not_after(people):
    end = AT + timedelta(days=1)
    delegation = organisation.delegation(
        people.appointments["leader"], people.appointments["it_head"],
        scopes=["documents.outgoing"], starts_at=AT, ends_at=end,
    )  # fmt: skip
    head = people.appointments["it_head"].user
    last = end - timedelta(seconds=1)
    acting = actor_for(user=head, at=last, delegation_id=delegation.pk)
    first, second = (
        step(
            "check", people.actor("clerk"),
            step("submit", people.actor("it_head"), drafted(people, "it_head")),
        )
        for _ in range(2)
    )  # fmt: skip
    letter = step("approve", acting, first, at=last)
    assert letter.signing_lines.splitlines() == ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"]
    assert (letter.signer_name, letter.signed_for) == ("Phạm Văn Đức", "Nguyễn Văn Bình")
    assert Entry.objects.get(verb="documents.outgoing.approve").for_name == "Nguyễn Văn Bình"
    with pytest.raises(SignerWithoutAuthority):
        step("approve", acting, second, at=end)


# Numbers and signing


def test_a_failed_signing_keeps_its_number_and_is_finished_by_a_job(people, signing):
    signing.answer = SignerAway()
    letter = numbered(people)
    assert (letter.state, letter.code) == ("approved", "01/STTTT-CNTT")
    assert letter.numbering_error == SignerAway.default
    assert Number.objects.get().state == NumberState.RESERVED
    assert "đang chờ ký" in registers.why(letter.register, 1)
    other = approved(people)
    signing.answer = None
    other = step("number", people.actor("clerk"), other)
    assert other.code == "02/STTTT-CNTT", "nobody waits for the first signer"
    run_all(at=AT + timedelta(minutes=2))
    letter.refresh_from_db()
    assert (letter.state, letter.code, letter.numbering_error) == ("numbered", "01/STTTT-CNTT", "")
    assert Number.objects.filter(state=NumberState.USED).count() == 2


def test_a_refused_signature_gives_the_number_to_the_next_letter(people, signing):
    signing.answer = SignatureRefused("Giám đốc không đồng ý nội dung.")
    letter = approved(people)
    with pytest.raises(SignatureRefused):
        step("number", people.actor("clerk"), letter)
    letter.refresh_from_db()
    assert (letter.state, letter.number, letter.code) == ("draft", None, "")
    register = Number.objects.get().register
    assert "Giám đốc không đồng ý" in registers.why(register, 1)
    signing.answer = None
    assert numbered(people).code == "01/STTTT-CNTT"


def test_numbering_again_finishes_with_the_same_number(people, signing):
    signing.answer = OSError("đĩa đầy")
    letter = numbered(people)
    assert "Số vẫn được giữ" in letter.numbering_error
    signing.answer = None
    letter = step("number", people.actor("clerk"), letter)
    assert (letter.state, letter.code) == ("numbered", "01/STTTT-CNTT")
    assert Number.objects.count() == 1


def test_a_clerk_refuses_a_numbered_letter_and_the_number_goes_back(people):
    letter = numbered(people)
    with pytest.raises(Invalid):
        step("refuse_number", people.actor("clerk"), letter, reason=" ")
    letter = step("refuse_number", people.actor("clerk"), letter, reason="Sai thẩm quyền")
    assert (letter.state, letter.number) == ("draft", None)
    assert Number.objects.get().state == NumberState.RELEASED
    assert not File.objects.filter(use="main", removed_at=None).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "quyet_dinh"}, "01/QĐ-STTTT"),
        ({"kind": "quyet_dinh_qppl"}, "01/2026/QĐ-STTTT"),
        ({"kind": "to_trinh"}, "01/TTr-STTTT"),
        ({"body_name": "Hội đồng thi đua", "body_mark": "HĐTĐ"}, "01/HĐTĐ-CNTT"),
    ],
)
def test_codes_follow_the_decree_and_each_series_counts_for_itself(people, changes, code):
    assert numbered(people).code == "01/STTTT-CNTT"
    text = {"bases": "Căn cứ Luật A.", "body": "Điều 1. Ban hành.", "subject": "Ban hành quy chế"}
    first = numbered(people, **(text | changes))
    expected = code if first.series != "general" else code.replace("01/", "02/", 1)
    assert first.code == expected


# Issuing


def test_agencies_receive_it_and_share_the_stored_bytes(people, district):
    letter = issued(people, places=(place_of(district),))
    assert queries.delivery_counts(letter) == {"sent": 1}
    deliver_here(at=AT)
    arrived = Incoming.objects.get(origin=letter)
    assert (arrived.agency, arrived.state, arrived.code) == (
        district.agency, IncomingState.ARRIVED, letter.code,
    )  # fmt: skip
    files = File.objects.filter(use="main", removed_at=None)
    assert files.count() == 2 and files.values("blob").distinct().count() == 1
    assert queries.delivery_counts(letter) == {"arrived": 1}


def test_many_agencies_are_served_by_a_job_once(people):
    agencies = [organisation.agency(f"UBND xã số {n}") for n in range(25)]
    places = tuple(Place(RecipientKind.AGENCY, agency_id=a.pk) for a in agencies)
    letter = issued(people, places=places)
    assert not Incoming.objects.exists()
    run_all(at=AT + timedelta(minutes=5))
    assert Incoming.objects.filter(origin=letter).count() == 25
    assert Blob.objects.count() == 1
    assert queries.delivery_counts(letter) == {"arrived": 25}
    assert not queries.issued_not_sent(AT + timedelta(days=1)).exists()


def test_issuing_without_a_place_is_refused(people):
    letter = numbered(people)
    letter.recipients.all().delete()
    with pytest.raises(Invalid):
        step("issue", people.actor("clerk"), letter)


def test_the_answered_letter_is_closed_with_the_number_of_the_answer(people):
    question = incoming.register(
        actor=people.actor("clerk"), at=AT,
        fields=incoming.Fields(
            issuer_name="UBND huyện Hiệp Hòa", issued_on=AT.date(), subject="Hỏi", code="1/UBND",
            kind="cong_van",
        ),
    )  # fmt: skip
    letter = drafted(people, "clerk", reply_to=[question.pk])
    assert list(queries.answers_to(question.pk)) == [letter]
    letter = step("submit", people.actor("clerk"), letter)
    letter = step("approve", people.actor("leader"), step("check", people.actor("clerk"), letter))
    letter = step("issue", people.actor("clerk"), step("number", people.actor("clerk"), letter))
    question.refresh_from_db()
    assert question.state == IncomingState.DONE
    assert "01/STTTT-VP" in question.result


def test_a_recall_freezes_the_letter_at_the_receiver_and_keeps_each_state(people, district):
    letter = issued(people, places=(place_of(district),))
    deliver_here(at=AT)
    with pytest.raises(Invalid):
        step("recall", people.actor("leader"), letter, reason="")
    letter = step("recall", people.actor("leader"), letter, reason="Ban hành nhầm")
    theirs = Incoming.objects.get(origin=letter)
    assert (letter.state, theirs.state) == ("recalled", "frozen")
    assert queries.delivery_counts(letter) == {"recall_asked": 1}
    incoming.agree_recall(actor=district.actor("clerk"), at=AT, incoming_id=theirs.pk)
    assert queries.delivery_counts(letter) == {"recalled": 1}


def test_a_letter_recalled_before_it_left_reaches_nobody(people, district):
    letter = issued(people, places=(place_of(district),))
    letter = step("recall", people.actor("leader"), letter, reason="Ban hành nhầm")
    assert queries.delivery_counts(letter) == {"recalled": 1}
    assert deliver_here(at=AT) == 0
    assert not Incoming.objects.exists()


def test_a_replacement_names_the_letter_whose_place_it_takes(people, district):
    old = issued(people, places=(place_of(district),))
    deliver_here(at=AT)
    new = issued(people, relation=Relation.REPLACES, related_to_id=old.pk,
                 places=(place_of(district),))  # fmt: skip
    deliver_here(at=AT)
    theirs = Incoming.objects.get(origin=new)
    assert theirs.replaces == Incoming.objects.get(origin=old)


def test_who_cannot_be_reached_gets_it_by_other_ways(people):
    stranger = organisation.agency("Hội Khuyến học tỉnh", is_member=False)
    letter = issued(people, places=(Place(RecipientKind.AGENCY, agency_id=stranger.pk),))
    row = letter.recipients.get()
    assert (row.state, row.delivery_id) == (Delivery.SENT, None)
    assert "bản giấy" in row.state_note


def test_a_replacement_replaces_when_it_is_issued(people):
    old = issued(people)
    new = numbered(people, relation=Relation.REPLACES, related_to_id=old.pk)
    old.refresh_from_db()
    assert old.state == OutgoingState.ISSUED
    step("issue", people.actor("clerk"), new)
    old.refresh_from_db()
    assert old.state == OutgoingState.REPLACED


def test_a_letter_may_recall_an_earlier_one(people, district):
    old = issued(people, places=(place_of(district),))
    deliver_here(at=AT)
    issued(people, relation=Relation.RECALLS, related_to_id=old.pk)
    old.refresh_from_db()
    assert old.state == OutgoingState.RECALLED
    assert Incoming.objects.get(origin=old).state == "frozen"


# Secret letters and copies


def test_a_secret_letter_is_a_line_in_its_own_register(people):
    clerk = people.actor("clerk")
    fields = Fields(
        kind="cong_van", subject="Về công tác bảo vệ", secrecy=Secrecy.SECRET,
        places=(Place(RecipientKind.OUTSIDE, name="Công an tỉnh"),),
    )  # fmt: skip
    signed = Signed("Nguyễn Văn Bình", "Giám đốc")
    common = {"actor": clerk, "at": AT, "unit_id": people.units["it"].pk, "signed": signed}
    with pytest.raises(SecretContent):
        outgoing.record_secret(fields=replace(fields, body="Nội dung"), **common)
    with pytest.raises(Invalid):
        outgoing.record_secret(fields=replace(fields, secrecy=0), **common)
    with pytest.raises(NotAllowed):
        outgoing.record_secret(fields=fields, **common | {"actor": people.actor("it_officer")})
    assert not Number.objects.exists()
    letter = outgoing.record_secret(fields=fields, **common)
    assert (letter.state, letter.series, letter.code) == ("issued", "secret", "01/STTTT-CNTT")
    assert not queries.visible_to(people.actor("it_officer")).exists()
    assert queries.visible_to(people.actor("leader")).exists()
    assert "một văn bản mật" in registers.why(letter.register, 1)


def test_all_copies_share_one_series(people):
    letter = issued(people)
    clerk = people.actor("clerk")
    subject = Subject(OUTGOING_KIND, letter.pk)
    codes = [
        outgoing.make_copy(
            actor=clerk, at=AT, kind=kind, subject=subject, signer_name="Lê Thị Dung"
        ).code
        for kind in ("sao_y", "trich_sao", "sao_luc")
    ]
    assert codes == ["01/SY-STTTT", "02/TrS-STTTT", "03/SL-STTTT"]
    with pytest.raises(Invalid):
        outgoing.make_copy(
            actor=clerk, at=AT, kind="cong_van", subject=subject, signer_name="Lê Thị Dung"
        )
    assert queries.copies_of(subject).count() == 3


def test_groups_belong_to_their_agency(people, district):
    officer = people.actor("it_officer")
    group = outgoing.save_group(
        actor=officer, at=AT, name="Các huyện", agency_ids=[district.agency.pk]
    )
    assert list(queries.groups_of(officer)) == [group]
    assert not queries.groups_of(district.actor("clerk")).exists()
    for kwargs in (
        {"name": "", "agency_ids": [district.agency.pk]},
        {"name": "Rỗng", "agency_ids": []},
    ):
        with pytest.raises(Invalid):
            outgoing.save_group(actor=officer, at=AT, **kwargs)
    with pytest.raises(NotFound):
        outgoing.drop_group(actor=district.actor("clerk"), at=AT, group_id=group.pk)
    outgoing.drop_group(actor=officer, at=AT, group_id=group.pk)


# Reading


def test_who_reads_what_at_each_stage_and_the_search_agrees(people, district):
    roles = ("it_officer", "it_second", "it_head", "post_head", "clerk", "leader")

    def readers(letter: Outgoing) -> set[str]:
        by_list = {r for r in roles if queries.visible_to(people.actor(r)).filter(pk=letter.pk)}
        by_search = {r for r in roles if found(people.actor(r), letter)}
        assert by_list == by_search
        return by_list

    letter = drafted(people, places=(Place(RecipientKind.UNIT, unit_id=people.units["post"].pk),))
    assert readers(letter) == {"it_officer", "it_head"}
    letter = step("submit", people.actor("it_officer"), letter)
    assert readers(letter) == {"it_officer", "it_head"}
    letter = step("review", people.actor("it_head"), letter)
    assert readers(letter) == {"it_officer", "it_head", "clerk", "leader"}
    letter = step("approve", people.actor("leader"), step("check", people.actor("clerk"), letter))
    letter = step("issue", people.actor("clerk"), step("number", people.actor("clerk"), letter))
    assert readers(letter) == set(roles)
    assert not found(district.actor("leader"), letter)


def found(actor, letter) -> bool:
    page = search(actor=actor, q="chữ ký số")
    return any(hit.subject == Subject(OUTGOING_KIND, letter.pk) for hit in page.hits)


def test_who_is_asked_for_an_opinion_reads_until_it_is_withdrawn(people):
    letter = drafted(people)
    head = people.actor("post_head")
    [asked] = ask_opinion(
        actor=people.actor("it_officer"), at=AT, subject=Subject(OUTGOING_KIND, letter.pk),
        targets=[Target(unit_id=people.units["post"].pk)], question="Nhất trí không?",
    )  # fmt: skip
    assert queries.readable(head, [letter.pk]) and found(head, letter)
    withdraw_opinion(actor=people.actor("it_officer"), at=AT, consultation_id=asked.pk)
    assert not queries.readable(head, [letter.pk]) and not found(head, letter)


def test_boxes_counts_and_abilities_agree(people):
    drafted(people)
    step("submit", people.actor("it_officer"), drafted(people))
    approved(people)
    numbered(people)
    expected = {
        "it_officer": {"draft": 1},
        "it_head": {"draft": 0, "review": 1, "approve": 0},
        "clerk": {"draft": 0, "check": 0, "number": 1, "issue": 1},
        "leader": {"draft": 0, "review": 0, "approve": 0},
    }
    for who, counts in expected.items():
        actor = people.actor(who)
        assert queries.counts(actor) == counts
        for box, n in counts.items():
            letters = list(queries.inbox(actor, box))
            assert len(letters) == n
            verb = {"draft": "submit"}.get(box, box)
            assert all(queries.abilities(actor, letter)[verb] for letter in letters)
        assert queries.inbox(actor).count() == sum(counts.values())
    assert not queries.inbox(people.actor("clerk"), "bogus").exists()


def test_a_list_costs_the_same_for_two_rows_and_for_twenty(people, django_assert_num_queries):
    clerk = people.actor("clerk")
    for _ in range(2):
        approved(people)
    for _ in range(2):
        with django_assert_num_queries(1):
            rows = list(queries.in_list(queries.visible_to(clerk)))
            assert {(row.unit.name, row.places) for row in rows} == {
                ("Phòng Công nghệ thông tin", 1)
            }
        for _ in range(3):
            approved(people)
    assert len(rows) == 5
    with django_assert_num_queries(1):
        queries.counts(clerk)
    newest = rows[0]
    with django_assert_num_queries(5):
        letter = queries.for_actor(clerk, newest.pk)
        len(letter.recipients.all()), len(letter.reviews.all())


def test_filters_narrow_the_list(people):
    letter = issued(people)
    drafted(people, "clerk", subject="Việc khác")
    clerk = people.actor("clerk")

    def narrowed(**filters) -> int:
        rows = queries.visible_to(clerk)
        return queries.matching(rows, queries.Filters(**filters), actor=clerk).count()

    assert narrowed() == 2
    for filters in (
        {"q": "01/STTTT"}, {"q": "chữ ký"}, {"states": ["issued"]}, {"year": 2026},
        {"unit_id": letter.unit_id}, {"issued_from": AT.date()}, {"signer": "Bình"}, {"mine": True},
    ):  # fmt: skip
        assert narrowed(**filters) == 1, filters
    assert narrowed(kind="quyet_dinh") == 0


def test_every_verb_has_its_row_in_the_permission_table():
    mine = [
        name
        for name in verbs.names()
        if name.startswith(("documents.outgoing", "documents.register"))
    ]
    assert len(mine) > 20
    assert all(permissions.get(name) for name in mine)


def test_waiting_letters_are_told_to_whoever_has_the_next_step(people):
    numbered(people)
    told = Notice.objects.filter(kind="documents.outgoing.waits").order_by("id")
    assert [(n.title.partition(":")[0], n.recipient_id) for n in told] == [
        (words, people.actor(who).user_id)
        for words, who in (
            ("Dự thảo chờ duyệt", "it_head"),
            ("Dự thảo chờ kiểm tra thể thức", "clerk"),
            ("Văn bản chờ ký", "leader"),
            ("Văn bản chờ ký", "deputy"),
            ("Văn bản đã ký, chờ cấp số", "clerk"),
            ("Văn bản đã cấp số, chờ phát hành", "clerk"),
        )
    ]

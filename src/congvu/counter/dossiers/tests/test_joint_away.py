"""Joint work with another installation, each end by itself: refusals first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.files.factories import pdf
from congvu.core.files.models import File
from congvu.core.files.queries import files_of
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Point, Scan, Seat
from congvu.counter.dossiers.actions.hearing import joint_refused
from congvu.counter.dossiers.choices import MESSAGE_KIND, PAPER_KIND, JointState, State
from congvu.counter.dossiers.crossing.letter import element
from congvu.counter.dossiers.crossing.shape import (
    Ask,
    PartApplicant,
    PartFile,
    PartMessage,
    PartPaper,
    PartResult,
    Stop,
    Supply,
    Told,
)
from congvu.counter.dossiers.errors import NoJoint
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier, Joint, JointLink, JointMessage
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.models import ProcedureVersion
from congvu.counter.procedures.process import Move, Process, Step
from congvu.office.exchange import actions as exchange
from congvu.office.exchange import factories as post
from congvu.office.exchange.choices import DeliveryState, Speech
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import Letter, Organ, Unknown
from congvu.office.exchange.errors import SenderNotAllowed, UnknownOrgan
from congvu.office.exchange.models import Delivery, Peer, Quarantined

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THEIRS, KEY = "H05.31", "ab" * 16
DESK, APPRAISE, SIGN, RETURN = procedures.simple_process().steps


@pytest.fixture
def peer() -> Peer:
    """The other installation; it fetches by itself, so that nothing is called in these tests."""
    return post.peer("tinh-ban", speech=Speech.GEN2_SERVER, routes=[THEIRS])


@pytest.fixture
def place() -> Desk:
    return desk()


# What comes from the other end


def spoken(
    place: Desk, body: Any, *, number: int = 1, key: str = KEY, sender: str = THEIRS,
    to: str = "", files: tuple[bytes, ...] = (), raw: bytes | None = None,
) -> Letter:  # fmt: skip
    said = raw or element(PartMessage(key=key, number=number, body=body))
    return Letter(
        document_id=f"{sender},{key},{number}", sender=Organ(sender, "Sở Tư pháp tỉnh bạn"),
        recipients=(Organ(to or code_of(place), place.agency.name),), number=str(number),
        notation="HSLT", promulgated_on=date(2026, 11, 16), kind_name="Hồ sơ liên thông",
        subject="Hồ sơ liên thông", unknown=(Unknown("", said),),
        attachments=tuple(post.attachment(post.stored(one, "giay-to.pdf")) for one in files),
    )  # fmt: skip


def code_of(place: Desk) -> str:
    return place.agency.codes.get().code


def accept(peer: Peer, letter: Letter, *, at: Any = AT) -> Delivery:
    out = io.BytesIO()
    build(letter, out)
    taken = exchange.accept(peer=peer, stream=io.BytesIO(out.getvalue()), at=at)
    return Delivery.objects.get(envelope=taken.envelope_id)


def ask(place: Desk, **parts: Any) -> Ask:
    given: dict[str, Any] = {
        "origin_code": "H05.31-261116-0007", "title": "Đăng ký khai sinh", "task": "Xác minh",
        "procedure_code": place.code, "answers": {"ho_ten": "Trần Thị Mẫu"},
        "applicant": PartApplicant(name="Trần Văn Mẫu", phone="0912000111"),
    } | parts  # fmt: skip
    return Ask(**given)


def digest(content: bytes) -> str:
    return post.stored(content).sha256


def test_a_request_that_cannot_be_is_refused_in_words(place: Desk, peer: Peer) -> None:
    unknown = ask(place, procedure_code="9.999999")
    elsewhere = ask(place, procedure_code=desk().code)
    nobody = ask(place, applicant=PartApplicant(name="Không ai"))
    cases = (
        (spoken(place, unknown, number=1), "không có thủ tục này trong danh mục"),
        (spoken(place, elsewhere, number=2), "không tiếp nhận thủ tục"),
        (spoken(place, nobody, number=3), "điện thoại"),
        (spoken(place, None, number=4, raw=_bad('{"v": 2}')), "không đúng mẫu"),
        (spoken(place, None, number=5, raw=_bad("{")), "không đúng mẫu"),
        (spoken(place, None, number=6, raw=_bad("<b/>")), "không đúng mẫu"),
        (spoken(place, Supply(), number=7), "Không có hồ sơ liên thông"),
        (spoken(place, Told(code="X", state=State.NEW), number=8), "không chuyển việc"),
    )
    for letter, words in cases:
        row = accept(peer, letter)
        assert (row.state, row.status) == (DeliveryState.REFUSED, "02")
        assert words.casefold() in row.note.casefold(), row.note
    assert not Dossier.objects.exists()
    assert not JointLink.objects.exists()


def _bad(text: str) -> bytes:
    return f'<HoSoLienThong xmlns="urn:congvu:ho-so-lien-thong:1">{text}</HoSoLienThong>'.encode()


def test_who_may_not_speak_or_is_not_here_is_held_back(place: Desk, peer: Peer) -> None:
    with pytest.raises(SenderNotAllowed):
        accept(peer, spoken(place, ask(place), sender="H05.77"))
    with pytest.raises(UnknownOrgan):
        accept(peer, spoken(place, ask(place), to="H05.99"))
    assert Quarantined.objects.count() == 2
    assert not Dossier.objects.exists()


def test_a_file_that_is_named_but_never_came_is_refused(place: Desk, peer: Peer) -> None:
    """A digest alone opens nothing, even of a content that lies in the store here."""
    secret = digest(pdf("Cua nguoi khac"))
    papers = (PartPaper(name="Giấy chứng sinh", files=(PartFile(sha256=secret, name="gcs.pdf"),)),)
    row = accept(peer, spoken(place, ask(place, papers=papers)))
    assert row.state == DeliveryState.REFUSED
    assert "Thiếu tệp “gcs.pdf”" in row.note
    body = pdf("Giay chung sinh")
    changed = (PartPaper(name="Giấy", files=(PartFile(sha256="0" * 64, name="gcs.pdf"),)),)
    tampered = accept(peer, spoken(place, ask(place, papers=changed), number=2, files=(body,)))
    assert tampered.state == DeliveryState.REFUSED
    assert not File.objects.exists()


def test_a_request_opens_one_child_however_often_it_comes(place: Desk, peer: Peer) -> None:
    body = pdf("Giay chung sinh")
    paper = PartPaper(name="Giấy chứng sinh", code="GCS",
                      files=(PartFile(sha256=digest(body), name="gcs.pdf"),))  # fmt: skip
    first = spoken(place, ask(place, papers=(paper,), wanted_at=AT + DAY), files=(body,))
    row = accept(peer, first)
    child = Dossier.objects.get()
    assert (row.state, row.received) == (
        DeliveryState.ARRIVED, Subject("dossiers.dossier", child.pk),
    )  # fmt: skip
    assert accept(peer, first).pk == row.pk
    again = accept(peer, replace(first, document_id="ten-khac"))
    assert (again.received, Dossier.objects.count()) == (row.received, 1)
    assert (child.agency_id, child.origin_code) == (place.agency.pk, "H05.31-261116-0007")
    assert child.code != child.origin_code
    assert child.answers == {"ho_ten": "Trần Thị Mẫu"}
    kept = child.papers.get(code="GCS")
    [file] = files_of([Subject(PAPER_KIND, kept.pk)])[Subject(PAPER_KIND, kept.pk)]
    assert (file.name, file.blob.sha256) == ("gcs.pdf", digest(body))
    link = JointLink.objects.get()
    assert (link.organ_code, link.task, link.wanted_at) == (THEIRS, "Xác minh", AT + DAY)
    assert Notice.objects.filter(recipient=place.clerk.user_id, title__contains=child.code)


@pytest.fixture
def child(place: Desk, peer: Peer) -> Dossier:
    accept(peer, spoken(place, ask(place)))
    run_all(at=AT)
    return Dossier.objects.exclude(origin_code="").get()


def said(link_of: Dossier | Joint) -> list[PartMessage]:
    rows = JointMessage.objects.filter(
        **{"link__dossier" if isinstance(link_of, Dossier) else "link__joint": link_of}
    )
    return [PartMessage.model_validate(row.body) for row in rows]


def test_the_child_says_by_itself_how_it_stands(place: Desk, child: Dossier) -> None:
    [new] = said(child)
    assert (new.body.state, new.body.code, new.number) == (State.NEW, child.code, 1)
    actions.accept(actor=place.clerk, at=AT + HOUR, dossier_id=child.pk)
    actions.start(
        actor=place.clerk, at=AT + HOUR, dossier_id=child.pk, post_id=place.officer.post_id
    )
    run_all(at=AT + HOUR)
    child.refresh_from_db()
    assert said(child)[1].body.due_at == child.due_at
    actions.ask_supplement(
        actor=place.officer, at=AT + DAY, dossier_id=child.pk, reason="Thiếu",
        points=[Point("Bản sao sổ hộ khẩu"), Point("Giấy chứng sinh bị mờ")],
    )  # fmt: skip
    run_all(at=AT + DAY)
    assert said(child)[-1].body.points == ("Bản sao sổ hộ khẩu", "Giấy chứng sinh bị mờ")
    assert Delivery.objects.filter(organ_code=THEIRS, state=DeliveryState.WAITING).count() == 4


def test_the_result_goes_back_with_its_number_and_file(place: Desk, child: Dossier) -> None:
    actions.accept(actor=place.clerk, at=AT + HOUR, dossier_id=child.pk)
    actions.start(
        actor=place.clerk, at=AT + HOUR, dossier_id=child.pk, post_id=place.officer.post_id
    )
    paper = post.stored(pdf("Ket qua"), "ket-qua.pdf")
    actions.propose(
        actor=place.officer, at=AT + HOUR, dossier_id=child.pk, name="Xác nhận", code="12/XN",
        papers=[paper],
    )  # fmt: skip
    actions.finish(actor=place.leader, at=AT + HOUR, dossier_id=child.pk)
    run_all(at=AT + HOUR)
    last = said(child)[-1].body
    assert isinstance(last, Told) and last.result is not None
    assert (last.state, last.result.code, last.result.name) == (State.FINISHED, "12/XN", "Xác nhận")
    assert [file.sha256 for file in last.result.files] == [paper.sha256]
    assert JointMessage.objects.latest("pk").files == [
        {"sha256": paper.sha256, "name": "ket-qua.pdf"}
    ]


def test_a_withdrawal_takes_the_child_back_and_may_come_first(
    place: Desk, peer: Peer, child: Dossier
) -> None:
    stop = spoken(place, Stop(reason="Công dân rút hồ sơ"), number=2)
    accept(peer, stop, at=AT + HOUR)
    accept(peer, replace(stop, document_id="lan-hai"), at=AT + HOUR)
    child.refresh_from_db()
    assert child.state == State.WITHDRAWN
    assert child.events.filter(text__contains="Công dân rút hồ sơ").count() == 1
    early = spoken(place, Stop(reason="Thôi"), number=2, key="cd" * 16)
    assert accept(peer, early).state == DeliveryState.ARRIVED
    late = accept(peer, spoken(place, ask(place), key="cd" * 16))
    assert late.state == DeliveryState.REFUSED
    assert "đã thôi" in late.note
    assert Dossier.objects.count() == 1


def test_a_child_that_is_being_worked_on_is_left_to_its_desk(
    place: Desk, peer: Peer, child: Dossier
) -> None:
    actions.accept(actor=place.clerk, at=AT + HOUR, dossier_id=child.pk)
    accept(peer, spoken(place, Stop(reason="Thôi"), number=2), at=AT + HOUR)
    child.refresh_from_db()
    assert child.state == State.ACCEPTED
    assert child.events.filter(verb="joint_dropped").exists()
    assert Notice.objects.filter(recipient=place.clerk.user_id, title__contains="thôi liên thông")


def test_a_supplement_comes_through_once(place: Desk, peer: Peer, child: Dossier) -> None:
    actions.ask_supplement(
        actor=place.clerk, at=AT, dossier_id=child.pk, points=[Point("Bản sao")], reason="Thiếu"
    )
    body = pdf("Ban sao")
    paper = PartPaper(name="Bản sao", files=(PartFile(sha256=digest(body), name="ban-sao.pdf"),))
    supply = spoken(place, Supply(remark="Đã nộp", papers=(paper,)), number=2, files=(body,))
    accept(peer, supply, at=AT + HOUR)
    accept(peer, replace(supply, document_id="lan-hai"), at=AT + HOUR)
    child.refresh_from_db()
    assert child.supplements.get().supplied_note == "Đã nộp"
    assert child.events.filter(verb="supply_early").count() == 1
    known = PartPaper(name="Bản khác", files=(PartFile(sha256=digest(body), name="lai.pdf"),))
    row = accept(peer, spoken(place, Supply(papers=(known,)), number=3), at=AT + DAY)
    assert row.state == DeliveryState.ARRIVED, "bytes that came before need not come again"


def test_only_the_end_that_asked_may_go_on_speaking(
    place: Desk, peer: Peer, child: Dossier
) -> None:
    post.peer("khac", speech=Speech.GEN2_SERVER, routes=["H05.88"])
    other = Peer.objects.get(code="khac")
    row = accept(other, spoken(place, Stop(reason="Phá"), number=2, sender="H05.88"))
    assert row.state == DeliveryState.REFUSED
    child.refresh_from_db()
    assert child.state == State.NEW


# What goes to the other end


def linked(place: Desk, agency: Agency) -> Dossier:
    version = ProcedureVersion.objects.get(procedure__code=place.code)
    link = Step("lien_thong", "Xác minh ở Sở", "link", "desk", 40, agency_id=agency.pk,
                procedure_code="2.001008", moves=(Move("tiep", "Tiếp tục", "ky"),))  # fmt: skip
    first = replace(APPRAISE, moves=(Move("chuyen", "Chuyển liên thông", "lien_thong"),))
    steps = (DESK, first, link, replace(SIGN, moves=SIGN.moves[:1]), RETURN)
    procedures.internal_process(version, Process(steps))
    scan = Scan(1, post.stored(pdf("To khai"), "to-khai.pdf"))
    dossier = place.received(scans=[scan])
    actions.take_step(
        actor=place.clerk, at=AT + HOUR, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": Seat(post_id=place.officer.post_id)},
    )  # fmt: skip
    actions.take_step(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, step="tham_dinh", move="chuyen"
    )
    run_all(at=AT + HOUR)
    return dossier


@pytest.fixture
def far() -> Agency:
    """An agency that works in the other installation."""
    return organisation.agency("Sở Tư pháp tỉnh bạn", code=THEIRS, is_member=False)


@pytest.fixture
def parent(place: Desk, far: Agency, peer: Peer) -> Iterator[Dossier]:
    return linked(place, far)


def tell(place: Desk, peer: Peer, joint: Joint, number: int, *, at: Any = AT + DAY,
         files: tuple[bytes, ...] = (), **parts: Any) -> Delivery:  # fmt: skip
    body = Told(**({"code": "H05.31-261117-0002", "state": State.ACCEPTED} | parts))
    key = JointLink.objects.get(joint=joint).key
    return accept(peer, spoken(place, body, number=number, key=key, files=files), at=at)


def test_no_way_to_the_agency_is_seen_owned_and_tried_again(place: Desk, far: Agency) -> None:
    dossier = linked(place, far)
    joint = Joint.objects.get()
    assert (joint.state, joint.tries) == (JointState.FAILED, 1)
    assert "chưa có đường gửi" in joint.error
    assert joint.owner_name == place.officer.name
    assert Notice.objects.filter(recipient=place.clerk.user_id, kind="dossiers.dossier.joint")
    post.peer("tinh-ban", speech=Speech.GEN2_SERVER, routes=[THEIRS])
    with pytest.raises(NotFound):
        actions.retry_joint(actor=desk().clerk, at=AT + DAY, joint_id=joint.pk)
    actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)
    run_all(at=AT + DAY)
    joint.refresh_from_db()
    assert (joint.state, joint.error, joint.away) == (JointState.SENT, "", True)
    assert dossier.events.filter(verb="joint").exists()
    with pytest.raises(WrongState):
        actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)


def test_the_request_says_what_is_needed_with_each_file_once(parent: Dossier) -> None:
    joint = Joint.objects.get()
    [message] = said(joint)
    asked = message.body
    assert isinstance(asked, Ask)
    assert (asked.origin_code, asked.procedure_code) == (parent.code, "2.001008")
    assert (asked.task, asked.leads, asked.wanted_at) == (
        "Xác minh ở Sở", True, joint.step.due_at,
    )  # fmt: skip
    assert asked.applicant.name == parent.applicant.name
    [file] = JointMessage.objects.get().files
    assert file["name"] == "to-khai.pdf"
    row = Delivery.objects.get(envelope__subject_kind=MESSAGE_KIND)
    assert (row.organ_code, row.envelope.files.count()) == (THEIRS, 1)


def test_a_refusal_over_there_comes_back_in_its_words(
    place: Desk, peer: Peer, parent: Dossier
) -> None:
    row = Delivery.objects.get(envelope__subject_kind=MESSAGE_KIND)
    heard = exchange.Heard(
        row.envelope.document_id, THEIRS, code_of(place), "02", "Chưa tiếp nhận thủ tục 2.001008.",
        AT + HOUR,
    )  # fmt: skip
    exchange.hear(actor=system_actor(), at=AT + HOUR, peer=peer, several=[heard, heard])
    run_all(at=AT + HOUR)
    joint = Joint.objects.get()
    assert (joint.state, joint.error) == (JointState.FAILED, "Chưa tiếp nhận thủ tục 2.001008.")
    assert joint.failed_at == AT + HOUR
    key = JointLink.objects.get().key
    actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)
    run_all(at=AT + DAY)
    joint.refresh_from_db()
    assert joint.state == JointState.SENT
    assert JointLink.objects.get().key != key
    assert len(JointMessage.objects.latest("pk").files) == 1, "with every file"


def test_a_result_before_its_receipt_and_twice(place: Desk, peer: Peer, parent: Dossier) -> None:
    joint = Joint.objects.get()
    body = pdf("Xac nhan")
    result = PartResult(outcome="granted", code="12/XN", name="Xác nhận",
                        files=(PartFile(sha256=digest(body), name="xac-nhan.pdf"),))  # fmt: skip
    tell(place, peer, joint, 3, state=State.FINISHED, result=result, files=(body,))
    run_all(at=AT + DAY)
    tell(place, peer, joint, 2)
    tell(place, peer, joint, 4, state=State.RETURNED, result=result)
    run_all(at=AT + DAY)
    joint.refresh_from_db()
    assert (joint.state, joint.outcome) == (JointState.RETURNED, "Xác nhận")
    paper = parent.papers.get(name="Kết quả liên thông: 12/XN Xác nhận")
    [file] = files_of([Subject(PAPER_KIND, paper.pk)])[Subject(PAPER_KIND, paper.pk)]
    assert file.blob.sha256 == digest(body)
    assert parent.events.filter(verb="joint_returned").count() == 1
    assert set(parent.steps.filter(closed_at=None).values_list("code", flat=True)) == {"ky"}
    assert JointLink.objects.get().far_state == State.RETURNED


def test_the_child_that_ends_without_a_result_is_the_desks_again(
    place: Desk, peer: Peer, parent: Dossier
) -> None:
    joint = Joint.objects.get()
    tell(place, peer, joint, 1, state=State.REFUSED, text="Không đúng thẩm quyền")
    joint.refresh_from_db()
    assert joint.state == JointState.FAILED
    assert "Không đúng thẩm quyền" in joint.error


def test_gaps_are_gathered_at_the_parent_and_go_back_when_supplied(
    place: Desk, peer: Peer, parent: Dossier
) -> None:
    joint = Joint.objects.get()
    points = ["Bản sao sổ hộ khẩu"]
    tell(place, peer, joint, 1)
    tell(place, peer, joint, 2, state=State.SUPPLEMENT, points=points)
    joint.refresh_from_db()
    assert joint.gaps == points
    assert Notice.objects.filter(recipient=place.clerk.user_id, title__contains=points[0])
    actions.ask_supplement(
        actor=place.leader, at=AT + DAY, dossier_id=parent.pk, reason="Cơ quan liên thông yêu cầu",
        points=[Point(points[0])],
    )  # fmt: skip
    scan = Scan(2, post.stored(pdf("So ho khau"), "so.pdf"))
    actions.supply(actor=place.clerk, at=AT + 2 * DAY, dossier_id=parent.pk, remark="Đã có",
                   scans=[scan])  # fmt: skip
    run_all(at=AT + 2 * DAY)
    joint.refresh_from_db()
    assert joint.gaps == []
    last = said(joint)[-1].body
    assert isinstance(last, Supply) and last.remark == "Đã có"
    assert {file.name for paper in last.papers for file in paper.files} == {"to-khai.pdf", "so.pdf"}


def test_the_end_of_the_parent_reaches_the_other_side(place: Desk, parent: Dossier) -> None:
    actions.withdraw(actor=place.clerk, at=AT + DAY, dossier_id=parent.pk, reason="Công dân rút")
    run_all(at=AT + DAY)
    joint = Joint.objects.get()
    assert joint.state == JointState.DROPPED
    last = said(joint)[-1].body
    assert isinstance(last, Stop) and "Công dân rút" in last.reason


def test_what_does_not_get_through_is_sent_again(place: Desk, parent: Dossier) -> None:
    joint = Joint.objects.get()
    Delivery.objects.update(state=DeliveryState.DEAD, cause="Bên nhận không trả lời.")
    actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)
    run_all(at=AT + DAY)
    assert Delivery.objects.get().state == DeliveryState.WAITING
    assert len(said(joint)) == 1, "the same message under the same name"


def test_news_that_was_refused_is_said_again_whole(place: Desk, child: Dossier) -> None:
    link = JointLink.objects.get()
    message = JointMessage.objects.get()
    joint_refused(actor=system_actor(), at=AT, message_id=message.pk, words="Thiếu tệp")
    link.refresh_from_db()
    assert (link.error, link.error_at) == ("Thiếu tệp", AT)
    with pytest.raises((NotFound, NoJoint)):
        actions.retry_link(actor=desk().clerk, at=AT, link_id=link.pk)
    actions.retry_link(actor=place.clerk, at=AT + HOUR, link_id=link.pk)
    link.refresh_from_db()
    assert (link.error, link.sent) == ("", 2)


# Where people see it


def sign_in(client: Client, actor: Actor) -> None:
    client.force_login(User.objects.get(pk=actor.user_id))


def test_the_page_lists_what_is_stuck_with_owner_age_and_error(
    client: Client, place: Desk, parent: Dossier, child: Dossier
) -> None:
    Delivery.objects.filter(envelope__subject_id=JointMessage.objects.earliest("pk").pk).update(
        state=DeliveryState.DEAD, cause="Bên nhận không trả lời."
    )
    sign_in(client, place.clerk)
    page = client.get("/mot-cua/lien-thong/").content.decode()
    for words in ("Bên nhận không trả lời.", "Gửi lại", child.origin_code, "Sở Tư pháp tỉnh bạn",
                  parent.code, place.officer.name):  # fmt: skip
        assert words in page, words
    sign_in(client, desk().clerk)
    assert "Không có việc liên thông nào" in client.get("/mot-cua/lien-thong/").content.decode()
    link = JointLink.objects.get(side="asked")
    assert client.post(f"/mot-cua/lien-thong/nhan/{link.pk}/gui-lai/").status_code == 404


def test_the_dossiers_own_page_shows_both_ends(
    client: Client, place: Desk, peer: Peer, parent: Dossier, child: Dossier
) -> None:
    tell(place, peer, Joint.objects.get(), 1, state=State.SUPPLEMENT, points=["Bản sao sổ"])
    sign_in(client, place.clerk)
    asking = client.get(f"/mot-cua/ho-so/{parent.pk}/").content.decode()
    assert "Bản sao sổ" in asking and "H05.31-261117-0002" in asking
    asked = client.get(f"/mot-cua/ho-so/{child.pk}/").content.decode()
    assert child.origin_code in asked and "Xác minh" in asked
    sign_in(client, place.leader)
    form = client.get(f"/mot-cua/ho-so/{parent.pk}/bo-sung/").content.decode()
    assert "Sở Tư pháp tỉnh bạn: Bản sao sổ" in form


def test_the_command_line_lists_and_sends_again(
    place: Desk, parent: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    joint = Joint.objects.get()
    Delivery.objects.update(state=DeliveryState.DEAD, cause="Bên nhận không trả lời.")
    call_command("dossiers", "joints", "--agency", place.agency.slug)
    assert "Bên nhận không trả lời." in capsys.readouterr().out
    call_command("dossiers", "joints", "--agency", place.agency.slug, "--retry", str(joint.pk))
    run_all(at=AT + DAY)
    assert Delivery.objects.get().state == DeliveryState.WAITING

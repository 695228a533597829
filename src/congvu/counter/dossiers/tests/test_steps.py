"""A dossier on its internal process: refusals first, then each kind of step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import calendar_for
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Point, Seat
from congvu.counter.dossiers.actions.needs import CHECKS
from congvu.counter.dossiers.choices import JointState, State
from congvu.counter.dossiers.clock import Term, step_due
from congvu.counter.dossiers.errors import (
    AlreadyAnswered,
    HasProcess,
    NeedsSeat,
    NoConsultation,
    NoSteps,
    NothingBefore,
    NotYet,
)
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Consultation, Dossier, DossierStep, Joint
from congvu.counter.dossiers.policies import abilities
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.choices import PRECONDITIONS
from congvu.counter.procedures.models import Procedure, ProcedureVersion
from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.process.engine import HelpersOpen, StepNotOpen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK, APPRAISE, SIGN, RETURN = procedures.simple_process().steps


def process(place: Desk, *steps: Step) -> None:
    version = ProcedureVersion.objects.get(procedure__code=place.code)
    procedures.internal_process(version, Process(steps) if steps else None)


@pytest.fixture
def place(db: None) -> Desk:
    found = desk()
    process(found)
    return found


def to_officer(place: Desk, dossier: Dossier, **more: object) -> Dossier:
    return actions.take_step(
        actor=place.clerk, at=AT + HOUR, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": Seat(post_id=place.officer.post_id)}, **more,
    )  # fmt: skip


def opened(dossier: Dossier) -> set[str]:
    return set(dossier.steps.filter(closed_at=None).values_list("code", flat=True))


# Refusals


def test_every_precondition_that_a_process_may_name_is_checked() -> None:
    assert set(CHECKS) == set(PRECONDITIONS)


def test_strangers_find_nothing_and_others_may_not(place: Desk) -> None:
    dossier, elsewhere = place.received(), desk()
    asked = {"at": AT, "dossier_id": dossier.pk, "step": "tiep_nhan", "move": "chuyen"}
    with pytest.raises(NotFound):
        actions.take_step(actor=elsewhere.leader, **asked)
    with pytest.raises(NotFound):
        actions.take_step(actor=place.officer, **asked)
    moved = to_officer(place, dossier)
    with pytest.raises(NotFound):
        actions.take_step(actor=place.other, **asked)
    with pytest.raises(NotAllowed, match="Thẩm định"):
        actions.take_step(
            actor=place.clerk, at=AT, dossier_id=moved.pk, step="tham_dinh", move="tra", remark="x"
        )
    with pytest.raises(Stale):
        actions.take_step(
            actor=place.officer, at=AT, dossier_id=moved.pk, step="tham_dinh", move="tra",
            remark="x", version=0,
        )  # fmt: skip


def test_steps_that_are_not_open_and_dossiers_without_a_process(place: Desk) -> None:
    dossier = place.received()
    with pytest.raises(StepNotOpen) as refusal:
        actions.take_step(actor=place.leader, at=AT, dossier_id=dossier.pk, step="ky", move="duyet")
    assert refusal.value.status == 409
    plain = desk()
    free = plain.received()
    assert free.process_id is None
    with pytest.raises(NoSteps):
        actions.take_step(actor=plain.clerk, at=AT, dossier_id=free.pk, step="ky", move="duyet")
    assert (
        actions.start(
            actor=plain.clerk, at=AT, dossier_id=free.pk, post_id=plain.officer.post_id
        ).state
        == State.PROCESSING
    ), "and goes on as before"


def test_the_free_verbs_give_way_to_the_steps(place: Desk) -> None:
    dossier = place.received()
    with pytest.raises(HasProcess):
        actions.start(actor=place.clerk, at=AT, dossier_id=dossier.pk, unit_id=place.unit.pk)
    to_officer(place, dossier)
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    with pytest.raises(HasProcess) as refusal:
        actions.finish(actor=place.leader, at=AT, dossier_id=dossier.pk)
    assert refusal.value.status == 409


def test_a_condition_that_does_not_hold_is_refused_with_its_reason(place: Desk) -> None:
    dossier = place.received()
    dossier.papers.filter(position=1).update(provided=False)
    with pytest.raises(NotYet, match="Đơn đề nghị cấp giấy phép") as refusal:
        to_officer(place, dossier)
    assert (refusal.value.status, refusal.value.data["needs"]) == (409, ["papers_complete"])
    dossier.papers.update(provided=True)
    to_officer(place, dossier)
    with pytest.raises(NotYet, match="chưa có kết quả"):
        actions.take_step(
            actor=place.officer, at=AT, dossier_id=dossier.pk, step="tham_dinh", move="trinh"
        )
    assert opened(dossier) == {"tham_dinh"}, "nothing moved"


def test_nobody_is_guessed_for_a_step(place: Desk) -> None:
    dossier = place.received()
    with pytest.raises(NeedsSeat, match="Thẩm định"):
        actions.take_step(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen"
        )
    stranger = organisation.seat(Role.OFFICER)
    with pytest.raises(NeedsSeat):
        actions.take_step(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
            seats={"tham_dinh": Seat(post_id=stranger.post_id)},
        )  # fmt: skip
    assert opened(dossier) == {"tiep_nhan"}


def test_back_needs_a_reason(place: Desk) -> None:
    dossier = to_officer(place, place.received())
    with pytest.raises(Invalid, match="Lý do trả lại"):
        actions.take_step(
            actor=place.officer, at=AT, dossier_id=dossier.pk, step="tham_dinh", move="tra"
        )
    with pytest.raises(NothingBefore):
        first = place.received()
        actions.return_step(actor=place.clerk, at=AT, dossier_id=first.pk, reason="x")


def test_the_database_holds_what_the_engine_promises(place: Desk) -> None:
    dossier = to_officer(place, place.received())
    row = dossier.steps.get(code="tham_dinh")
    for change in ({}, {"code": "khac"}):
        copy = replace_row(row, **change)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def replace_row(row: DossierStep, **change: object) -> DossierStep:
    fields = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"
    }
    return DossierStep(**(fields | change))


# The way through


def test_from_desk_to_result(place: Desk) -> None:
    dossier = place.received()
    first = dossier.steps.get()
    assert (first.code, first.holder_name) == ("tiep_nhan", "Bộ phận Một cửa")
    dossier = to_officer(place, dossier)
    row = dossier.steps.get(code="tham_dinh")
    due = step_due(AT + HOUR, Term(40, "working_hour"), calendar_for(place.agency.pk)).at
    assert (row.due_at, row.post_id) == (due, place.officer.post_id)
    assert (dossier.state, dossier.officer_post_id) == (State.PROCESSING, place.officer.post_id)
    actions.propose(actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, name="Giấy phép")
    actions.take_step(
        actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, step="tham_dinh", move="trinh"
    )
    with pytest.raises(NotAllowed):
        actions.take_step(
            actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, step="ky", move="duyet"
        )
    dossier = actions.take_step(
        actor=place.leader, at=AT + 2 * DAY, dossier_id=dossier.pk, step="ky", move="duyet"
    )
    assert (dossier.state, dossier.settled_at) == (State.FINISHED, AT + 2 * DAY)
    assert dossier.result.approved_by == place.leader.name
    dossier = actions.take_step(
        actor=place.clerk, at=AT + 3 * DAY, dossier_id=dossier.pk, step="tra_kq", move="xong"
    )
    assert (dossier.state, dossier.result.returned_to) == (State.RETURNED, "Nguyễn Thị Mẫu")
    assert opened(dossier) == set()
    walked = list(dossier.steps.values_list("code", "move"))
    assert walked == [
        ("tiep_nhan", "chuyen"), ("tham_dinh", "trinh"), ("ky", "duyet"), ("tra_kq", "xong"),
    ]  # fmt: skip
    assert list(dossier.events.values_list("verb", flat=True)) == [
        "file", "accept", "start", "propose", "step", "step", "finish", "return",
    ]  # fmt: skip


def test_back_to_who_had_it(place: Desk) -> None:
    dossier = to_officer(place, place.received())
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    actions.take_step(
        actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, step="tham_dinh", move="trinh"
    )
    actions.take_step(
        actor=place.leader, at=AT + DAY, dossier_id=dossier.pk, step="ky", move="tra", remark="Sửa"
    )
    again = dossier.steps.get(code="tham_dinh", closed_at=None)
    assert again.post_id == place.officer.post_id
    actions.return_step(
        actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, reason="Thiếu bản sao"
    )
    assert opened(dossier) == {"tiep_nhan"}
    last = dossier.events.last()
    assert last is not None
    assert (last.verb, last.text) == (
        "send_back", "Thẩm định → Tiếp nhận, chuyển hồ sơ\nThiếu bản sao",
    )  # fmt: skip


def test_a_supplement_holds_the_steps_and_moves_their_dates(place: Desk) -> None:
    dossier = to_officer(place, place.received())
    before = dossier.steps.get(code="tham_dinh").due_at
    actions.ask_supplement(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, reason="Thiếu",
        points=[Point("Bản sao")],
    )  # fmt: skip
    with pytest.raises(NotYet, match="chờ bổ sung"):
        actions.take_step(
            actor=place.officer, at=AT, dossier_id=dossier.pk, step="tham_dinh", move="tra",
            remark="x",
        )  # fmt: skip
    actions.supply(actor=place.clerk, at=AT + HOUR + 2 * DAY, dossier_id=dossier.pk)
    after = dossier.steps.get(code="tham_dinh").due_at
    assert after is not None and before is not None
    assert local_date(after) - local_date(before) >= 2 * DAY


def test_stopping_closes_what_is_open(place: Desk) -> None:
    dossier = to_officer(place, place.received())
    actions.stop(actor=place.head, at=AT + DAY, dossier_id=dossier.pk, reason="Hết căn cứ")
    assert opened(dossier) == set()
    assert dossier.steps.last().move_name == "Dừng xử lý"


def test_heads_name_who_does_a_step(place: Desk) -> None:
    dossier = actions.take_step(
        actor=place.clerk, at=AT, dossier_id=place.received().pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": Seat(unit_id=place.unit.pk)},
    )  # fmt: skip
    assert Notice.objects.filter(recipient=place.head.user_id).exists()
    actions.assign_step(
        actor=place.head, at=AT, dossier_id=dossier.pk, step="tham_dinh",
        seat=Seat(post_id=place.officer.post_id),
    )  # fmt: skip
    row = dossier.steps.get(code="tham_dinh")
    assert row.post_id == place.officer.post_id


def test_many_at_once_tell_which_stayed(place: Desk) -> None:
    ready, waiting = to_officer(place, place.received()), to_officer(place, place.received())
    actions.propose(actor=place.officer, at=AT, dossier_id=ready.pk, name="Giấy phép")
    done = actions.take_steps(
        actor=place.officer, at=AT, items=[(ready.pk, "tham_dinh"), (waiting.pk, "tham_dinh")],
        move="trinh",
    )  # fmt: skip
    assert [(one.dossier_id, bool(one.refusal)) for one in done] == [
        (ready.pk, False), (waiting.pk, True),
    ]  # fmt: skip
    assert opened(ready) == {"ky"}
    assert opened(waiting) == {"tham_dinh"}


# Beside each other, payment


def test_beside_each_other_the_lead_waits(db: None) -> None:
    place = desk()
    lead = replace(APPRAISE, group="g", lead=True, moves=APPRAISE.moves[:1])
    helper = Step("phoi_hop", "Phối hợp", "work", "unit", 16, group="g",
                  moves=(Move("xong", "Xong", "ky"),))  # fmt: skip
    sign = replace(SIGN, moves=SIGN.moves[:1])
    process(place, DESK, lead, helper, sign, RETURN)
    dossier = place.received()
    actions.take_step(
        actor=place.clerk, at=AT, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": Seat(post_id=place.officer.post_id),
               "phoi_hop": Seat(unit_id=place.other.unit_id)},
    )  # fmt: skip
    assert opened(dossier) == {"tham_dinh", "phoi_hop"}
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    with pytest.raises(HelpersOpen):
        actions.take_step(
            actor=place.officer, at=AT, dossier_id=dossier.pk, step="tham_dinh", move="trinh"
        )
    actions.take_step(
        actor=place.other, at=AT, dossier_id=dossier.pk, step="phoi_hop", move="xong", remark="Được"
    )
    actions.take_step(
        actor=place.officer, at=AT, dossier_id=dossier.pk, step="tham_dinh", move="trinh"
    )
    assert opened(dossier) == {"ky"}


def test_payment_stops_the_clock_until_paid(db: None) -> None:
    place = desk()
    to_pay = replace(APPRAISE, moves=(Move("thu", "Thu phí", "nop_phi"),))
    pay = Step("nop_phi", "Nộp lệ phí cấp phép", "pay", "desk", 0,
               moves=(Move("trinh", "Đã nộp, trình ký", "ky"),))  # fmt: skip
    process(place, DESK, to_pay, pay, replace(SIGN, moves=SIGN.moves[:1]), RETURN)
    dossier = to_officer(place, place.received())
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    dossier = actions.take_step(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, step="tham_dinh", move="thu"
    )
    assert (dossier.state, opened(dossier)) == (State.PAYMENT, {"nop_phi"})
    with pytest.raises(NotYet, match="chưa nộp đủ phí"):
        actions.take_step(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, step="nop_phi", move="trinh"
        )
    promised = dossier.first_due_at
    actions.confirm_payment(actor=place.clerk, at=AT + HOUR + DAY, dossier_id=dossier.pk)
    dossier = actions.take_step(
        actor=place.clerk, at=AT + 2 * DAY, dossier_id=dossier.pk, step="nop_phi", move="trinh"
    )
    assert (dossier.state, opened(dossier)) == (State.PROCESSING, {"ky"})
    assert dossier.due_at is not None and promised is not None
    assert dossier.due_at > promised


# Other agencies


def test_asking_another_agency_with_a_deadline(place: Desk) -> None:
    dossier, other = to_officer(place, place.received()), desk()
    for bad in ({"days": 0}, {"question": " "}, {"agency_id": place.agency.pk}):
        with pytest.raises(Invalid):
            actions.consult(
                actor=place.officer, at=AT, dossier_id=dossier.pk,
                **({"agency_id": other.agency.pk, "question": "Có trùng không?", "days": 3} | bad),
            )  # fmt: skip
    asked = actions.consult(
        actor=place.officer, at=AT, dossier_id=dossier.pk, agency_id=other.agency.pk,
        question="Có trùng quy hoạch không?", days=3,
    )  # fmt: skip
    third = desk()
    with pytest.raises(NoConsultation):
        actions.answer(actor=third.clerk, at=AT, consultation_id=asked.pk, text="Không")
    with pytest.raises(NotAllowed):
        actions.answer(actor=other.officer, at=AT, consultation_id=asked.pk, text="Không")
    got = actions.answer(
        actor=other.clerk, at=AT + 9 * DAY, consultation_id=asked.pk, text="Không trùng"
    )
    assert got.answered_by == other.clerk.name
    assert dossier.events.last().text == "Trả lời sau hạn. Không trùng"
    with pytest.raises(AlreadyAnswered):
        actions.answer(actor=other.clerk, at=AT, consultation_id=asked.pk, text="Nữa")


def test_silence_is_written_down_reported_and_lets_the_step_go_on(db: None) -> None:
    place, other = desk(), desk()
    ask = Step("xin_y_kien", "Xin ý kiến quy hoạch", "consult", "officer", 16,
               agency_id=other.agency.pk, moves=(Move("tiep", "Tiếp tục", "ky"),))  # fmt: skip
    first = replace(APPRAISE, moves=(Move("hoi", "Xin ý kiến", "xin_y_kien"),))
    process(place, DESK, first, ask, replace(SIGN, moves=SIGN.moves[:1]), RETURN)
    chief = organisation.seat(Role.OFFICE_HEAD, agency=place.agency)
    dossier = to_officer(place, place.received())
    actions.take_step(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, step="tham_dinh", move="hoi"
    )
    asked = Consultation.objects.get()
    assert asked.due_at == dossier.steps.get(code="xin_y_kien").due_at
    with pytest.raises(NotYet, match="chờ ý kiến"):
        actions.take_step(
            actor=place.officer, at=AT + 2 * HOUR, dossier_id=dossier.pk, step="xin_y_kien",
            move="tiep",
        )  # fmt: skip
    late = asked.due_at + HOUR
    assert actions.note_silence(actor=system_actor(), at=late) == 1
    asked.refresh_from_db()
    assert asked.silent_at == late
    assert Notice.objects.filter(recipient=chief.user_id, kind="dossiers.dossier.silent").exists()
    actions.take_step(
        actor=place.officer, at=late, dossier_id=dossier.pk, step="xin_y_kien", move="tiep"
    )
    assert opened(dossier) == {"ky"}


def linked(other_code: str, other: Desk) -> tuple[Desk, Dossier]:
    place = desk()
    link = Step("lien_thong", "Liên thông", "link", "desk", 40, agency_id=other.agency.pk,
                procedure_code=other_code, moves=(Move("tiep", "Tiếp tục", "ky"),))  # fmt: skip
    first = replace(APPRAISE, moves=(Move("chuyen", "Chuyển liên thông", "lien_thong"),))
    process(place, DESK, first, link, replace(SIGN, moves=SIGN.moves[:1]), RETURN)
    dossier = to_officer(place, place.received())
    actions.take_step(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, step="tham_dinh", move="chuyen"
    )
    run_all(at=AT + HOUR)
    return place, dossier


def test_joint_work_goes_and_its_result_comes_back_by_itself(db: None) -> None:
    other = desk()
    place, dossier = linked(other.code, other)
    joint = Joint.objects.select_related("child").get()
    assert (joint.state, joint.child.agency_id) == (JointState.SENT, other.agency.pk)
    child = actions.accept(actor=other.clerk, at=AT + 2 * HOUR, dossier_id=joint.child_id)
    with pytest.raises(NotYet, match="liên thông"):
        actions.take_step(
            actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk, step="lien_thong", move="tiep"
        )
    actions.start(
        actor=other.clerk, at=AT + DAY, dossier_id=child.pk, post_id=other.officer.post_id
    )
    actions.propose(actor=other.officer, at=AT + DAY, dossier_id=child.pk, name="Xác nhận")
    actions.finish(actor=other.leader, at=AT + DAY, dossier_id=child.pk)
    run_all(at=AT + DAY)
    joint.refresh_from_db()
    assert (joint.state, joint.outcome) == (JointState.RETURNED, "Xác nhận")
    assert opened(dossier) == {"ky"}, "a step with one way on goes it by itself"
    assert dossier.papers.filter(name="Kết quả liên thông: Xác nhận").exists()


def test_joint_work_that_cannot_go_is_seen_and_tried_again(db: None) -> None:
    other = desk()
    unknown = procedures.published()
    place, _dossier = linked(Procedure.objects.get(pk=unknown.procedure_id).code, other)
    joint = Joint.objects.get()
    assert (joint.state, joint.tries) == (JointState.FAILED, 1)
    assert "không tiếp nhận thủ tục" in joint.error
    assert Notice.objects.filter(recipient=place.clerk.user_id, kind="dossiers.dossier.joint")
    with pytest.raises(NotFound):
        actions.retry_joint(actor=other.clerk, at=AT, joint_id=joint.pk)
    procedures.offering(unknown, other.agency)
    actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)
    run_all(at=AT + DAY)
    joint.refresh_from_db()
    assert (joint.state, joint.error) == (JointState.SENT, "")
    with pytest.raises(WrongState):
        actions.retry_joint(actor=place.clerk, at=AT + DAY, joint_id=joint.pk)


@pytest.mark.django_db
def test_an_agency_that_was_asked_does_not_act_for_the_other() -> None:
    """Who reads a dossier because its agency was consulted has no verb of it."""
    place = desk()
    dossier = place.started()
    asked = organisation.seat(Role.LEADER, agency=organisation.agency())
    assert asked.agency_id is not None
    actions.consult(
        actor=place.officer, at=AT, dossier_id=dossier.pk, agency_id=asked.agency_id,
        question="Có ý kiến gì không?", days=2,
    )  # fmt: skip
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    for refused in (
        lambda: actions.finish(actor=asked, at=AT, dossier_id=dossier.pk),
        lambda: actions.stop(actor=asked, at=AT, dossier_id=dossier.pk, reason="Không"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    dossier.refresh_from_db()
    assert not any(abilities(asked, dossier).values())

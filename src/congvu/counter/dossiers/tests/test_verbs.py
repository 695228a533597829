"""The verbs of a dossier: refusals first, then its way from filing to result."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.actions import set_day
from congvu.core.organisation.choices import DayKind, Role
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Point, Scan, Who
from congvu.counter.dossiers.choices import OFFICIAL, Channel, GapKind, Outcome, State, Way
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.errors import (
    AlreadyExtended,
    NoTerm,
    NothingProposed,
    PapersMissing,
    SecondRound,
    TooLateToExtend,
)
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Applicant, Dossier, Event, Extension, Wait
from congvu.counter.procedures.errors import NotOffered
from congvu.counter.procedures.limits import unstated

DAY = timedelta(days=1)
GAPS = [Point("Bổ sung bản sao giấy phép")]


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def ask(place: Desk, dossier: Dossier, when: datetime, **more: object):
    asked = {"actor": place.officer, "points": GAPS, "reason": "Thiếu giấy tờ"} | more
    return actions.ask_supplement(at=when, dossier_id=dossier.pk, **asked)


def settle(place: Desk, dossier: Dossier, when: datetime) -> Dossier:
    actions.propose(actor=place.officer, at=when, dossier_id=dossier.pk, name="Giấy phép")
    return actions.finish(actor=place.leader, at=when, dossier_id=dossier.pk)


# Refusals


def test_a_stranger_finds_nothing_and_a_colleague_may_not(place: Desk):
    dossier, stranger = place.started(), organisation.seat(Role.LEADER)
    for verb, more in (
        (actions.finish, {}),
        (actions.stop, {"reason": "x"}),
        (actions.extend, {"days": 1, "reason": "x"}),
    ):
        with pytest.raises(NotFound):
            verb(actor=stranger, at=AT, dossier_id=dossier.pk, **more)
        with pytest.raises(NotFound):
            verb(actor=place.other, at=AT, dossier_id=dossier.pk, **more)
        with pytest.raises(NotAllowed):
            verb(actor=place.officer, at=AT, dossier_id=dossier.pk, **more)
    with pytest.raises(NotFound):
        actions.finish(actor=place.leader, at=AT, dossier_id=10**9)


def test_only_the_desk_receives_and_only_what_its_agency_serves(place: Desk):
    with pytest.raises(NotAllowed):
        actions.receive(actor=place.officer, at=AT, filing=place.filing())
    elsewhere = organisation.seat(Role.CLERK)
    with pytest.raises(NotOffered):
        actions.receive(actor=elsewhere, at=AT, filing=place.filing())
    with pytest.raises(NotAllowed):
        actions.file_dossier(
            actor=place.officer, at=AT, agency_id=place.agency.pk, filing=place.filing(),
            channel=Channel.POST,
        )  # fmt: skip
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("who", "box"),
    [
        (Who(""), "name"),
        (Who("Nguyễn Thị Mẫu"), "phone"),
        (Who("Nguyễn Thị Mẫu", phone="12"), "phone"),
        (Who("Nguyễn Thị Mẫu", identifier="0241850"), "identifier"),
        (Who("Công ty Mẫu", kind=2, identifier="0100109107"), "identifier"),
        (Who("Nguyễn Thị Mẫu", phone="0912000001", email="a@"), "email"),
    ],
)
def test_who_cannot_be_reached_is_asked_again(place: Desk, who: Who, box: str):
    with pytest.raises(Invalid) as refusal:
        place.received(who=who)
    assert box in refusal.value.data["fields"]
    assert not Applicant.objects.exists()


def test_a_missing_paper_is_not_received(place: Desk):
    with pytest.raises(PapersMissing) as refusal:
        place.received(provided=[1])
    assert refusal.value.data["papers"] == ["Bản thảo tài liệu"]
    assert not Dossier.objects.exists(), "and its serial was given back"
    assert place.received().code.endswith("-0001")


def test_a_procedure_without_a_readable_limit_needs_the_desks_own(db):
    place = desk(limit=unstated("Theo quy định"), ways=())
    with pytest.raises(NoTerm):
        place.received()
    dossier = place.received(term=Term(7))
    assert dossier.due_at == at("2026-11-25T17:30")


def test_every_verb_refuses_a_state_that_is_not_its_own(place: Desk):
    dossier = settle(place, place.started(), AT)
    for verb, actor, more in (
        (actions.accept, place.clerk, {}),
        (actions.refuse, place.clerk, {"reason": "x"}),
        (actions.start, place.clerk, {"unit_id": place.unit.pk}),
        (actions.extend, place.leader, {"days": 2, "reason": "x"}),
        (actions.ask_payment, place.officer, {"text": "x"}),
        (actions.stop, place.leader, {"reason": "x"}),
    ):
        with pytest.raises(WrongState, match="Đã xử lý xong"):
            verb(actor=actor, at=AT, dossier_id=dossier.pk, **more)


def test_two_officers_at_once_the_second_is_told(place: Desk):
    dossier = place.started()
    seen = dossier.version
    actions.ask_payment(actor=place.officer, at=AT, dossier_id=dossier.pk, text="Phí", version=seen)
    with pytest.raises(Stale):
        actions.stop(actor=place.head, at=AT, dossier_id=dossier.pk, reason="Dừng", version=seen)
    with pytest.raises(WrongState):
        actions.ask_payment(actor=place.officer, at=AT, dossier_id=dossier.pk, text="Phí")


def test_words_are_needed_where_the_law_asks_for_a_reason(place: Desk):
    dossier, filed = place.started(), place.filed()
    for act in (
        lambda: actions.refuse(actor=place.clerk, at=AT, dossier_id=filed.pk, reason=" "),
        lambda: actions.stop(actor=place.head, at=AT, dossier_id=dossier.pk, reason=""),
        lambda: ask(place, dossier, AT, points=[]),
        lambda: ask(place, dossier, AT, reason=" "),
        lambda: ask(place, dossier, AT, points=[Point(" ")]),
        lambda: actions.propose(
            actor=place.officer,
            at=AT,
            dossier_id=dossier.pk,
            name="Công văn",
            outcome=Outcome.DECLINED,
        ),
        lambda: actions.hand_over(actor=place.head, at=AT, dossier_id=dossier.pk),
    ):
        with pytest.raises(Invalid):
            act()


def test_a_paper_of_another_dossier_is_no_gap(place: Desk):
    mine, other = place.started(), place.received()
    with pytest.raises(Invalid, match="không thuộc hồ sơ"):
        ask(
            place, mine, AT,
            points=[Point("Mờ", GapKind.PAPER, paper_id=other.papers.first().pk)],
        )  # fmt: skip


# Filing and receiving


def test_received_at_the_counter_it_has_code_date_and_account(place: Desk):
    dossier = place.received(at("2026-11-16T15:01"))
    assert (dossier.state, OFFICIAL[dossier.state]) == (State.ACCEPTED, 2)
    code = place.agency.codes.get().code
    assert dossier.code == f"{code}-261116-0001"
    assert dossier.due_at.date() == date(2026, 12, 8)
    assert dossier.due_account[0] == (
        "Nhận lúc 15:01 thứ Hai 16/11/2026, sau 15:00 → "
        "tính như nhận vào ngày làm việc kế tiếp, thứ Ba 17/11/2026."
    )
    assert [e.verb for e in dossier.events.all()] == ["file", "accept"]
    assert list(dossier.papers.values_list("provided", flat=True)) == [True, True]
    assert Entry.objects.filter(verb="dossiers.dossier.receive").count() == 2


def test_the_same_person_is_written_down_once_and_never_changed(place: Desk):
    who = Who("Nguyễn Thị Mẫu", phone="0912 000 001")
    first, again = place.received(who=who), place.received(who=who)
    moved = place.received(who=Who("Nguyễn Thị Mẫu", phone="0912000001", address="Thôn Mới"))
    assert first.applicant_id == again.applicant_id != moved.applicant_id
    assert Applicant.objects.get(pk=first.applicant_id).address == ""


def test_filed_online_it_waits_for_the_desk_without_a_date(place: Desk):
    dossier = place.filed()
    assert (dossier.state, dossier.due_at) == (State.NEW, None)
    got = actions.accept(actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk)
    assert got.state == State.ACCEPTED
    assert got.received_at == AT + DAY
    assert got.first_due_at == got.due_at


def test_refused_it_is_closed_with_the_reason(place: Desk):
    dossier = place.filed()
    got = actions.refuse(actor=place.clerk, at=AT, dossier_id=dossier.pk, reason="Sai cơ quan")
    assert (got.state, got.closed_at) == (State.REFUSED, AT)
    assert got.events.last().text == "Sai cơ quan"


def test_incomplete_online_it_is_asked_for_supplied_and_accepted(place: Desk):
    dossier = place.filed(provided=[1])
    ask(place, dossier, AT, actor=place.clerk)
    assert not Wait.objects.exists(), "no clock runs before receipt"
    got = actions.supply(
        actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk, provided=[2], remark="Đã nộp"
    )
    assert got.state == State.SUPPLEMENT
    got = actions.accept(actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk)
    assert got.state == State.ACCEPTED
    assert got.supplements.get().supplied_at == AT + DAY


# Processing


def test_handed_to_a_unit_and_on_to_a_person(place: Desk):
    dossier = place.received()
    got = actions.start(actor=place.clerk, at=AT, dossier_id=dossier.pk, unit_id=place.unit.pk)
    assert (got.officer_name, got.officer_post_id) == ("Phòng Quản lý", None)
    got = actions.hand_over(
        actor=place.head, at=AT, dossier_id=dossier.pk, post_id=place.officer.post_id
    )
    assert got.officer_name == place.officer.name
    assert [e.to_name for e in got.events.filter(verb__in=["start", "hand_over"])] == [
        "Phòng Quản lý", place.officer.name,
    ]  # fmt: skip
    stranger = organisation.seat(Role.OFFICER)
    with pytest.raises(Invalid, match="nơi nhận"):
        actions.hand_over(actor=place.head, at=AT, dossier_id=dossier.pk, post_id=stranger.post_id)


def test_a_supplement_stops_the_clock_and_starts_the_term_anew(place: Desk):
    dossier = place.started()
    promised = dossier.due_at
    ask(place, dossier, AT + 2 * DAY)
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT
    assert any("tạm tính" in line for line in dossier.due_account)
    got = actions.supply(actor=place.clerk, at=AT + 7 * DAY, dossier_id=dossier.pk)
    assert (got.state, got.due_at) == (State.PROCESSING, promised + 7 * DAY)
    assert got.first_due_at == promised
    wait = got.waits.get()
    assert (wait.started_at, wait.ended_at) == (AT + 2 * DAY, AT + 7 * DAY)


def test_a_second_round_is_the_leaders_with_a_reason(place: Desk):
    dossier = place.started()
    ask(place, dossier, AT)
    actions.supply(actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk)
    with pytest.raises(SecondRound):
        ask(place, dossier, AT + DAY, leader_reason="Cần thêm")
    with pytest.raises(Invalid):
        ask(place, dossier, AT + DAY, actor=place.leader)
    asked = ask(place, dossier, AT + DAY, actor=place.leader, leader_reason="Luật mới")
    assert (asked.round, asked.leader_reason) == (2, "Luật mới")


def test_waiting_for_money_moves_the_date(place: Desk):
    dossier = place.started()
    promised = dossier.due_at
    actions.ask_payment(actor=place.officer, at=AT, dossier_id=dossier.pk, text="Phí 200.000 đ")
    got = actions.confirm_payment(
        actor=place.clerk, at=AT + DAY, dossier_id=dossier.pk, text="BL 12"
    )
    assert got.due_at == promised + DAY
    assert got.state == State.PROCESSING


def test_one_extension_with_an_apology_a_day_before(place: Desk):
    dossier = place.started()
    promised = dossier.due_at
    for late in (promised.replace(hour=8), promised + DAY):
        with pytest.raises(TooLateToExtend):
            actions.extend(
                actor=place.leader, at=late, dossier_id=dossier.pk, days=3, reason="Xin ý kiến"
            )
    got = actions.extend(
        actor=place.leader, at=promised - DAY, dossier_id=dossier.pk, days=1, reason="Xin ý kiến"
    )
    assert got.due_at == promised + DAY
    kept = Extension.objects.get()
    assert (kept.before, kept.after) == (promised, got.due_at)
    assert "Gia hạn (Xin ý kiến) → cộng thêm 1 ngày làm việc." in got.due_account
    with pytest.raises(AlreadyExtended):
        actions.extend(
            actor=place.leader, at=promised - DAY, dossier_id=dossier.pk, days=1, reason="Nữa"
        )


def test_stopped_and_withdrawn_are_final_and_end_the_wait(place: Desk):
    stopped, withdrawn = place.started(), place.started()
    ask(place, stopped, AT)
    actions.stop(actor=place.head, at=AT + DAY, dossier_id=stopped.pk, reason="Quá hạn bổ sung")
    actions.withdraw(actor=place.clerk, at=AT + DAY, dossier_id=withdrawn.pk, reason="Theo đơn")
    assert not Wait.objects.filter(ended_at__isnull=True).exists()
    for dossier in (stopped, withdrawn):
        dossier.refresh_from_db()
        assert dossier.closed_at == AT + DAY


# The result


def test_from_proposal_to_the_counter(place: Desk):
    dossier = place.started()
    with pytest.raises(NothingProposed):
        actions.finish(actor=place.leader, at=AT, dossier_id=dossier.pk)
    got = settle(place, dossier, AT + DAY)
    assert (got.state, got.settled_at) == (State.FINISHED, AT + DAY)
    with pytest.raises(NotAllowed):
        actions.return_result(actor=place.officer, at=AT, dossier_id=dossier.pk)
    got = actions.return_result(actor=place.clerk, at=AT + 2 * DAY, dossier_id=dossier.pk)
    assert (got.state, got.closed_at) == (State.RETURNED, AT + 2 * DAY)
    result = got.result
    assert (result.approved_by, result.returned_way) == (place.leader.name, Way.COUNTER)
    assert result.returned_to == "Nguyễn Thị Mẫu"
    walked = list(got.events.values_list("verb", "target"))
    assert walked[-1] == ("return", State.RETURNED)
    assert [target for _, target in walked][1:] == [
        "accepted", "processing", "processing", "finished", "returned",
    ]  # fmt: skip


# What the database holds by itself


def test_the_database_refuses_what_no_verb_would_write(place: Desk):
    dossier = place.started()
    for fields in (
        {"state": State.STOPPED},
        {"closed_at": AT},
        {"state": State.FINISHED},
        {"received_at": None},
        {"limit_amount": None},
        {"sets": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dossier.objects.filter(pk=dossier.pk).update(**fields)
    Wait.objects.create(dossier=dossier, why="payment", started_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wait.objects.create(dossier=dossier, why="payment", started_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wait.objects.filter(dossier=dossier).update(ended_at=AT - DAY)


def test_events_are_enough_to_tell_the_state(place: Desk):
    for dossier in (place.filed(), place.received(), settle(place, place.started(), AT)):
        assert Event.objects.filter(dossier=dossier).last().target == dossier.state


def test_days_that_all_fall_on_days_off_extend_nothing(place: Desk, settings):
    """Ten days end on 26/11, inside days off that run to Sunday 29/11: due on Monday."""
    settings.CONGVU_CALENDAR_RECHECK_SECONDS = 0
    for day in range(25, 28):
        set_day(
            actor=system_actor(), day=date(2026, 11, day), kind=DayKind.HOLIDAY, name="Nghỉ bão",
            at=AT,
        )  # fmt: skip
    dossier = place.started(term=Term(10, "calendar_day"))
    given = {"actor": place.leader, "at": AT, "dossier_id": dossier.pk, "reason": "Chờ xác minh"}
    with pytest.raises(Invalid, match="hạn trả không đổi"):
        actions.extend(**given, days=2)
    assert actions.extend(**given, days=5).due_at > dossier.due_at


def test_the_same_asked_for_twice_names_the_earlier_dossier(place: Desk):
    who = Who("Trần Thị Hai Lần", identifier="024185000999", phone="0912000999")
    first = place.received(who=who)
    assert queries.twin_of(first) is None
    second = place.received(AT + DAY, who=who)
    found = queries.twin_of(second)
    assert found is not None and (found.pk, found.same_files) == (first.pk, False)
    assert first.code in str(found) and "16/11/2026" in str(found)
    assert queries.twin_of(place.received(AT + 100 * DAY, who=who)) is None, "long ago is no twin"
    other = place.received(who=Who("Người Khác", identifier="024185000777", phone="0912000777"))
    assert queries.twin_of(other) is None


def test_scans_of_an_earlier_dossier_are_known_again(place: Desk):
    who = Who("Trần Thị Hai Lần", identifier="024185000999")
    stored = files.store(
        stream=io.BytesIO(pdf("Đơn")), name="don.pdf", use=Use.ATTACHMENT, actor=place.clerk, at=AT
    )
    first = place.received(who=who, scans=[Scan(1, stored)])
    second = place.received(who=who, scans=[Scan(1, stored)])
    found = queries.twin_of(second)
    assert found is not None and found.same_files and found.pk == first.pk
    actions.withdraw(
        actor=place.clerk, at=AT, reason="Nộp trùng",
        dossier_id=actions.start(
            actor=place.clerk, at=AT, dossier_id=first.pk, unit_id=place.unit.pk
        ).pk,
    )  # fmt: skip
    assert queries.twin_of(second) is None, "what was withdrawn does not count"

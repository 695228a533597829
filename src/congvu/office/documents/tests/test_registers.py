"""Numbers of the registers: refusals, the life of a number, and an answer for every number."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import registers
from congvu.office.documents.choices import OUTGOING_KIND, Direction, NumberState
from congvu.office.documents.errors import RegisterBusy, RegisterClosed, RegisterExists
from congvu.office.documents.models import Number, Register
from congvu.office.documents.queries import registers as reading

pytestmark = pytest.mark.django_db
AT = datetime(2016, 7, 29, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def clerk(department) -> Actor:
    return Actor(
        user_id=1, username="vanthu", name="Trần Thị Thử", agency_id=department.pk,
        roles=frozenset({"clerk"}),
    )  # fmt: skip


@pytest.fixture
def officer(department) -> Actor:
    return Actor(
        user_id=2, username="chuyenvien", name="Lê Văn Nháp", agency_id=department.pk,
        roles=frozenset({"officer"}),
    )  # fmt: skip


@pytest.fixture
def stranger(department) -> Actor:
    return Actor(
        user_id=3, username="khach", name="Người Lạ", agency_id=department.pk + 1,
        roles=frozenset({"clerk"}),
    )  # fmt: skip


def give(clerk: Actor, letter: int, at: datetime = AT, **kwargs) -> Number:
    return registers.allocate(
        actor=clerk, at=at, agency_id=clerk.agency_id, direction=Direction.OUT,
        subject=Subject(OUTGOING_KIND, letter), **kwargs,
    )  # fmt: skip


def hold(actor: Actor, agency_id: int, **kwargs) -> list[Number]:
    kwargs.setdefault("reason", "Văn bản hội nghị ký chiều nay")
    return registers.hold(actor=actor, at=AT, agency_id=agency_id, **kwargs)


def test_a_stranger_learns_nothing_and_an_officer_may_not(clerk, officer, stranger):
    [number] = hold(clerk, clerk.agency_id)
    with pytest.raises(NotFound):
        hold(stranger, clerk.agency_id)
    with pytest.raises(NotAllowed):
        hold(officer, clerk.agency_id)
    with pytest.raises(NotFound):
        registers.annul(actor=stranger, at=AT, number_id=number.pk, reason="Biên bản 01")
    with pytest.raises(NotAllowed):
        registers.close_register(actor=officer, at=AT, register_id=number.register_id)
    with pytest.raises(NotFound):
        reading.for_actor(stranger, number.register_id)
    with pytest.raises(NotFound):
        reading.for_actor(officer, number.register_id)


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_held_annulled_or_released_without_a_reason(clerk, reason):
    number = give(clerk, 1)
    with pytest.raises(Invalid):
        hold(clerk, clerk.agency_id, reason=reason)
    with pytest.raises(Invalid):
        registers.release(actor=clerk, at=AT, number=number, reason=reason)
    assert Number.objects.get().state == NumberState.RESERVED


def test_a_number_on_a_letter_is_not_annulled_released_or_unheld(clerk):
    number = registers.confirm(actor=clerk, at=AT, number=give(clerk, 1))
    for verb in (registers.annul, registers.unhold):
        with pytest.raises(WrongState):
            verb(actor=clerk, at=AT, number_id=number.pk, reason="Nhầm")
    with pytest.raises(WrongState):
        registers.release(actor=clerk, at=AT, number=number, reason="Nhầm")


def test_a_letter_never_gets_two_numbers(clerk):
    give(clerk, 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(clerk, 7)
    assert Register.objects.get().last_number == 1


def test_a_register_opens_itself_and_counts_from_one(clerk):
    values = [give(clerk, letter).value for letter in range(1, 4)]
    register = Register.objects.get()
    assert values == [1, 2, 3]
    assert (register.year, register.series, register.last_number) == (2016, "general", 3)
    assert register.name == "Sổ văn bản đi năm 2016"


def test_confirming_twice_changes_nothing(clerk):
    number = give(clerk, 1)
    registers.confirm(actor=clerk, at=AT, number=number)
    later = registers.confirm(actor=clerk, at=AT + timedelta(hours=1), number=number)
    assert later.changed_at == AT


def test_a_released_number_is_given_before_any_new_one(clerk):
    first, second, third = (give(clerk, letter) for letter in (1, 2, 3))
    for number in (third, second):
        registers.release(actor=clerk, at=AT, number=number, reason="Người ký từ chối")
    assert [give(clerk, letter).value for letter in (4, 5, 6)] == [2, 3, 4]
    assert Number.objects.count() == 4
    assert first.value == 1


def test_a_held_number_waits_for_its_letter(clerk):
    [one, two] = hold(clerk, clerk.agency_id, count=2)
    assert give(clerk, 1).value == 3
    taken = give(clerk, 2, at=AT + timedelta(days=3), held_id=one.pk)
    assert (taken.value, taken.dated) == (1, AT.date())
    with pytest.raises(WrongState):
        give(clerk, 3, held_id=one.pk)
    registers.unhold(actor=clerk, at=AT, number_id=two.pk, reason="Không họp nữa")
    assert give(clerk, 4).value == 2


def test_a_held_number_of_another_series_or_agency_is_not_found(clerk):
    [number] = hold(clerk, clerk.agency_id, series="secret")
    with pytest.raises(NotFound):
        give(clerk, 1, held_id=number.pk)


def test_too_many_held_at_once_are_refused(clerk):
    for count in (0, -1, 21):
        with pytest.raises(Invalid):
            hold(clerk, clerk.agency_id, count=count)
    assert not Number.objects.exists()


def test_an_agency_that_begins_in_july_goes_on_with_its_count(clerk):
    for first in (0, 10_000_000):
        with pytest.raises(Invalid):
            registers.open_register(
                actor=clerk, at=AT, agency_id=clerk.agency_id, direction="out", first_number=first
            )
    registers.open_register(
        actor=clerk, at=AT, agency_id=clerk.agency_id, direction="out", first_number=648,
        reason="Tiếp tục sổ giấy",
    )  # fmt: skip
    assert give(clerk, 1).value == 648
    register = Register.objects.get()
    assert "ngoài hệ thống" in reading.why(register, 647)
    assert reading.prove(register).whole
    with pytest.raises(RegisterExists):
        registers.open_register(actor=clerk, at=AT, agency_id=clerk.agency_id, direction="out")


def test_a_closed_register_gives_nothing(clerk):
    number = give(clerk, 1)
    register = number.register
    with pytest.raises(RegisterBusy) as refusal:
        registers.close_register(actor=clerk, at=AT, register_id=register.pk)
    assert refusal.value.data["numbers"] == [1]
    registers.release(actor=clerk, at=AT, number=number, reason="Từ chối")
    registers.close_register(actor=clerk, at=AT, register_id=register.pk)
    assert "khi khóa sổ" in reading.why(register, 1)
    again = {"actor": clerk, "at": AT, "register_id": register.pk}
    for act in (
        lambda: give(clerk, 2),
        lambda: hold(clerk, clerk.agency_id),
        lambda: registers.close_register(**again),
    ):
        with pytest.raises(RegisterClosed):
            act()


def test_every_number_has_an_answer(clerk):
    used, reserved, released = (give(clerk, letter) for letter in (1, 2, 3))
    registers.confirm(actor=clerk, at=AT, number=used)
    [held] = hold(clerk, clerk.agency_id)
    [gone] = hold(clerk, clerk.agency_id)
    registers.annul(actor=clerk, at=AT, number_id=gone.pk, reason="Biên bản 05/BB-VP")
    registers.release(actor=clerk, at=AT, number=released, reason="Giám đốc không ký")
    register = Register.objects.get()
    answers = {value: reading.why(register, value) for value in range(-1, 8)}
    assert "đã cấp ngày 29/07/2016" in answers[used.value]
    assert "đang chờ ký" in answers[reserved.value]
    assert "Giám đốc không ký; số này sẽ cấp trước" in answers[released.value]
    assert "Trần Thị Thử giữ" in answers[held.value]
    assert "Biên bản 05/BB-VP" in answers[gone.value]
    assert "số cuối cùng của sổ là 05" in answers[6]
    assert "đánh số từ 01" in answers[0] and "đánh số từ 01" in answers[-1]
    assert all(answer.endswith(".") for answer in answers.values())


def test_a_row_deleted_behind_the_programs_back_shows(clerk):
    for letter in (1, 2, 3):
        give(clerk, letter)
    Number.objects.filter(value=2).delete()
    register = Register.objects.get()
    assert reading.prove(register).missing == [2]
    assert "bị mất khỏi sổ" in reading.why(register, 2)


def test_the_order_of_numbers_is_the_order_of_time_even_if_a_clerk_comes_late(clerk):
    give(clerk, 1, at=AT + timedelta(days=1))
    late = give(clerk, 2, at=AT)
    assert late.dated == (AT + timedelta(days=1)).date()
    assert reading.prove(Register.objects.get()).whole


def test_holding_leaves_an_entry_in_the_journal(clerk):
    hold(clerk, clerk.agency_id, count=2)
    entry = Entry.objects.get(verb="documents.register.hold")
    assert entry.changes["numbers"] == [1, 2]
    assert entry.subject_label == "Sổ văn bản đi năm 2016"


def test_a_list_of_registers_counts_what_waits_in_one_query(clerk, django_assert_num_queries):
    give(clerk, 1)
    hold(clerk, clerk.agency_id, count=2)
    with django_assert_num_queries(1):
        [register] = reading.with_counts(reading.visible_to(clerk))
    assert (register.reserved, register.held, register.released) == (1, 2, 0)

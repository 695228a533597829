"""Booked hours: no more than there are places, kept by a code, passing at the door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.organisation import factories as organisation
from congvu.counter.queue import actions, errors, queries
from congvu.counter.queue import factories as make
from congvu.counter.queue.factories import AT
from congvu.counter.queue.models import Appointment, ServiceGroup, Slot

TEN = AT.replace(hour=10)


@pytest.fixture
def group(db: None) -> ServiceGroup:
    return make.group(make.hall(), slot_minutes=30, slot_capacity=2)


def book(group: ServiceGroup, key: str = "dat-lan-1", **given) -> Appointment:
    asked = {
        "actor": make.SYSTEM, "starts_at": TEN, "name": "Lê Thị Hoa", "phone": "0912 345 678",
        "at": AT,
    }  # fmt: skip
    return actions.book(group_id=group.pk, request_key=key, **(asked | given))


def test_strangers_on_the_staff_side_book_nothing(group) -> None:
    with pytest.raises(NotFound):
        book(group, actor=organisation.seat(at=AT))


@pytest.mark.parametrize(
    "starts_at",
    [TEN + timedelta(minutes=7), TEN - timedelta(hours=2), TEN + timedelta(days=5),
     TEN + timedelta(days=90), TEN.replace(hour=12)],
)  # fmt: skip
def test_only_the_beginning_of_a_slot_to_come_can_be_booked(group, starts_at) -> None:
    with pytest.raises(Invalid):
        book(group, starts_at=starts_at)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"phone": "gọi sau"}, {"phone": "123"}])
def test_name_and_phone_are_needed(group, wrong) -> None:
    with pytest.raises(Invalid):
        book(group, **wrong)


def test_a_group_without_slots_takes_no_bookings(db) -> None:
    with pytest.raises(errors.NotServed):
        book(make.group(make.hall()))


def test_a_slot_holds_no_more_than_its_places(group) -> None:
    book(group, "dat-lan-1")
    book(group, "dat-lan-2")
    with pytest.raises(errors.SlotFull):
        book(group, "dat-lan-3")
    assert [s.left for s in queries.free_slots(group, AT.date(), at=AT) if s.starts_at == TEN] == [
        0
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.update(taken=3)


def test_a_repeated_booking_is_one(group) -> None:
    assert book(group) == book(group)
    assert Slot.objects.get().taken == 1


def test_a_cancelled_place_is_free_again(group) -> None:
    first = book(group)
    actions.cancel_appointment(actor=make.SYSTEM, appointment_id=first.pk, at=AT)
    assert Slot.objects.get().taken == 0
    with pytest.raises(WrongState):
        actions.arrive(actor=make.SYSTEM, appointment_id=first.pk, at=TEN)


def test_who_comes_on_time_goes_before_others(group) -> None:
    counter, person = make.manned(group.hall, 1, group)
    make.ticket(group, at=AT)
    ticket = actions.arrive(actor=make.SYSTEM, appointment_id=book(group).pk, at=TEN)
    assert ticket.favoured and ticket.priority == "appointment"
    late = TEN + timedelta(minutes=2)
    called = actions.call_next(actor=person, counter_id=counter.pk, at=late - timedelta(minutes=5))
    assert called.pk == ticket.pk


def test_who_comes_late_waits_as_everybody_and_early_from_the_hour(group) -> None:
    late = actions.arrive(
        actor=make.SYSTEM, appointment_id=book(group, "dat-lan-1").pk,
        at=TEN + timedelta(minutes=16),
    )  # fmt: skip
    assert not late.favoured
    early = actions.arrive(actor=make.SYSTEM, appointment_id=book(group, "dat-lan-2").pk, at=AT)
    assert early.favoured and early.place_at == TEN


def test_another_day_is_refused_with_the_day(group) -> None:
    booked = book(group)
    with pytest.raises(errors.WrongDay, match="23/11/2026"):
        actions.arrive(actor=make.SYSTEM, appointment_id=booked.pk, at=TEN + timedelta(days=1))


def test_the_journal_keeps_no_name_and_no_phone(group) -> None:
    booked = book(group)
    kept = str(list(Entry.objects.values()))
    assert booked.name not in kept and booked.phone not in kept and booked.code not in kept


def test_nobody_came(group) -> None:
    booked = book(group)
    night = AT + timedelta(hours=16)
    assert queries.halls_with_missed_appointments(AT) == []
    assert queries.halls_with_missed_appointments(night) == [group.hall_id]
    actions.expire_appointments(actor=make.SYSTEM, hall_id=group.hall_id, at=night)
    booked.refresh_from_db()
    assert booked.state == "absent"


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_share_the_places_of_a_slot() -> None:
    group = make.group(make.hall(), slot_minutes=30, slot_capacity=5)

    def try_to(number: int) -> bool:
        try:
            book(group, f"nguoi-so-{number:03}")
        except errors.SlotFull:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as people:
        got = list(people.map(try_to, range(16)))
    assert got.count(True) == 5 == Slot.objects.get().taken == Appointment.objects.count()

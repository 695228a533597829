"""Booking an hour, giving it back, and coming."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.queue.actions.tickets import demand_open, give
from congvu.counter.queue.choices import (
    APPOINTMENT,
    APPOINTMENT_KIND,
    AppointmentState,
    BookedBy,
    Priority,
)
from congvu.counter.queue.errors import NotServed, SlotFull, WrongDay
from congvu.counter.queue.models import Appointment, ServiceGroup, Slot, Ticket
from congvu.counter.queue.policies import demand_work
from congvu.counter.queue.queries.slots import starts_on

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what the eye confuses: 0 and O, 1 and I."""
CODE_LENGTH = 10
GRACE = timedelta(minutes=15)
"""So late one still comes before others; later one waits as everybody."""
_PHONE = re.compile(r"\+?[0-9]{9,12}")


class _AlreadyBooked(Exception):
    def __init__(self, appointment: Appointment) -> None:
        self.appointment = appointment


def book(
    *, actor: Actor, group_id: int, starts_at: datetime, name: str, phone: str, request_key: str,
    booked_by: BookedBy = BookedBy.ONLINE, at: datetime,
) -> Appointment:  # fmt: skip
    """Đặt lịch hẹn: a place in a slot; the same ``request_key`` gives the same appointment.

    **Lock:** the slot's row; the database itself refuses more than its capacity.

    :raises NotServed: the group takes no bookings
    :raises SlotFull: the last place went to somebody else
    :raises Invalid: not the beginning of a slot that may be booked, or name and phone missing
    """
    fields: dict[str, list[str]] = {}
    clean_name = clean_line(name, 100, label="Họ và tên")
    clean_phone = re.sub(r"[ .\-]", "", phone)
    if not clean_name:
        fields["name"] = ["Hãy nhập họ và tên."]
    if not _PHONE.fullmatch(clean_phone):
        fields["phone"] = ["Số điện thoại gồm 9 đến 12 chữ số. Hãy kiểm tra lại."]
    if not 8 <= len(request_key) <= 64:
        fields["request_key"] = ["Khóa yêu cầu phải dài từ 8 đến 64 ký tự."]
    if fields:
        raise Invalid(fields=fields)
    try:
        return _book(
            actor=actor, group_id=group_id, starts_at=starts_at, name=clean_name,
            phone=clean_phone, request_key=request_key, booked_by=booked_by, at=at,
        )  # fmt: skip
    except _AlreadyBooked as found:
        return found.appointment


@action("queue.appointment.book")
def _book(
    *, actor: Actor, group_id: int, starts_at: datetime, name: str, phone: str, request_key: str,
    booked_by: BookedBy, at: datetime,
) -> Appointment:  # fmt: skip
    group = (
        ServiceGroup.objects.select_related("hall")
        .filter(pk=group_id, is_active=True, hall__is_active=True, slot_minutes__gt=0)
        .first()
    )
    if group is None:
        raise NotServed("Nhóm dịch vụ này không nhận đặt hẹn. Hãy chọn nhóm khác.")
    demand_work(actor, "queue.appointment.book", group.hall)
    if starts_at <= at or starts_at not in starts_on(group, local_date(starts_at), at=at):
        raise Invalid(fields={"starts_at": ["Khung giờ này không đặt được. Hãy chọn khung khác."]})
    slot = _locked_slot(group, starts_at)
    known = Appointment.objects.filter(request_key=request_key).first()
    if known is not None:
        raise _AlreadyBooked(known)
    if slot.taken >= slot.capacity:
        raise SlotFull
    Slot.objects.filter(pk=slot.pk).update(taken=slot.taken + 1)
    appointment = Appointment.objects.create(
        slot=slot, code="".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)), name=name,
        phone=phone, booked_by=booked_by, booked_at=at, request_key=request_key,
    )  # fmt: skip
    _told(appointment, None, starts_at)
    return appointment


def _locked_slot(group: ServiceGroup, starts_at: datetime) -> Slot:
    slots = Slot.objects.select_for_update().filter(group=group, starts_at=starts_at)
    slot = slots.first()
    if slot is None:
        Slot.objects.get_or_create(
            group=group, starts_at=starts_at, defaults={"capacity": group.slot_capacity}
        )
        slot = slots.get()
    return slot


@action("queue.appointment.cancel")
def cancel_appointment(*, actor: Actor, appointment_id: int, at: datetime) -> Appointment:
    """Hủy lịch hẹn: the place is free again.

    :raises WrongState: come, cancelled or past already
    """
    appointment = _locked(appointment_id)
    demand_work(actor, "queue.appointment.cancel", appointment.slot.group.hall)
    _move(appointment, "cancel")
    appointment.save(update_fields=["state"])
    slot = Slot.objects.select_for_update().get(pk=appointment.slot_id)
    Slot.objects.filter(pk=slot.pk).update(taken=max(0, slot.taken - 1))
    return appointment


@action("queue.appointment.arrive")
def arrive(*, actor: Actor, appointment_id: int, at: datetime) -> Ticket:
    """Đến hẹn: a ticket that goes before others, from the booked hour on.

    :raises WrongDay: it is not today
    :raises WrongState: come, cancelled or past already
    """
    appointment = _locked(appointment_id)
    group = appointment.slot.group
    hall, starts_at = group.hall, appointment.slot.starts_at
    demand_work(actor, "queue.appointment.arrive", hall)
    if local_date(starts_at) != local_date(at):
        raise WrongDay(
            f"Lịch hẹn này là ngày {starts_at.astimezone(at.tzinfo):%d/%m/%Y}. Hãy đến đúng ngày "
            "hẹn, hoặc lấy số thường."
        )
    demand_open(hall, at)
    late = at > starts_at + GRACE
    ticket = give(
        hall, group, actor=actor, at=at, request_key=f"hen-{appointment.code}",
        priority="" if late else Priority.APPOINTMENT, place_at=max(at, starts_at),
    )  # fmt: skip
    _move(appointment, "arrive")
    appointment.ticket = ticket
    appointment.save(update_fields=["state", "ticket"])
    return ticket


def _locked(appointment_id: int) -> Appointment:
    found = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("slot__group__hall")
        .filter(pk=appointment_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _move(appointment: Appointment, verb: str) -> None:
    before = appointment.state
    appointment.state = APPOINTMENT.target(verb, before)
    _told(appointment, before, appointment.slot.starts_at)


def _told(appointment: Appointment, before: str | None, starts_at: datetime) -> None:
    """The journal keeps the place and the hour, not the person."""
    note(
        Subject(APPOINTMENT_KIND, appointment.pk), label=f"Lịch hẹn {starts_at:%d/%m/%Y}",
        agency_id=appointment.slot.group.hall.agency_id,
        changes={
            "appointment_state": [before, appointment.state], "slot_at": starts_at.isoformat(),
        },
    )  # fmt: skip


@action("queue.appointment.expire")
def expire_appointments(*, actor: Actor, hall_id: int, at: datetime) -> int:
    """Không đến: booked for a day before today and nobody came; returns how many."""
    start = at.astimezone(at.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        slot__group__hall_id=hall_id, state=AppointmentState.BOOKED, slot__starts_at__lt=start
    )
    keys = list(rows.values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=keys).update(
        state=APPOINTMENT.target("expire", AppointmentState.BOOKED)
    )
    note(Subject("queue.hall", hall_id), label="Lịch hẹn không đến", changes={"count": len(keys)})
    return len(keys)

"""Single tickets and appointments: by key, by code, by number."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.counter.queue.models import Appointment, Ticket, TicketEvent
from congvu.counter.queue.queries.halls import halls_for

_BY_KEY = Prepared(
    lambda key: Ticket.objects.select_related("hall", "group", "counter", "first_group").filter(
        key=key
    ),
    key=str,
)


def ticket_by_key(key: str) -> Ticket:
    """:raises NotFound: nobody holds this key"""
    found = next(iter(_BY_KEY(key=key)), None)
    if found is None:
        raise NotFound("Không tìm thấy phiếu. Hãy quét lại mã trên phiếu.")
    return found


def ticket_for(actor: Actor, ticket_id: int) -> Ticket:
    """:raises NotFound: none, or of a hall of strangers"""
    found = (
        Ticket.objects.select_related("hall", "group", "counter")
        .filter(pk=ticket_id, hall__in=halls_for(actor).values("pk"))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def events_of(ticket: Ticket) -> QuerySet[TicketEvent]:
    return TicketEvent.objects.filter(ticket=ticket).select_related("counter").order_by("id")


def appointment_by_code(code: str) -> Appointment:
    """:raises NotFound: no appointment has this code"""
    found = (
        Appointment.objects.select_related("slot__group__hall", "ticket").filter(code=code).first()
    )
    if found is None:
        raise NotFound("Không tìm thấy lịch hẹn với mã này. Hãy kiểm tra lại mã hẹn.")
    return found


def appointments_on(hall_id: int, day: date) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(slot__group__hall_id=hall_id, slot__starts_at__date=day)
        .select_related("slot__group", "ticket")
        .order_by("slot__starts_at", "id")
    )


def appointment_for(actor: Actor, appointment_id: int) -> Appointment:
    """:raises NotFound: none, or of a hall of strangers"""
    found = (
        Appointment.objects.select_related("slot__group__hall", "ticket")
        .filter(pk=appointment_id, slot__group__hall__in=halls_for(actor).values("pk"))
        .first()
    )
    if found is None:
        raise NotFound
    return found

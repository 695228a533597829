"""The holder's page of a ticket, and booking an hour; both without an account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound, WrongState
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.pace import demand_pace
from congvu.core.ui.web import page
from congvu.counter.queue import actions, queries
from congvu.counter.queue.choices import APPOINTMENT, TICKET
from congvu.counter.queue.forms import BookForm, ChooseForm
from congvu.counter.queue.models import Hall, ServiceGroup
from congvu.counter.queue.views.web import (
    BOOKINGS_PER_HOUR,
    WRONG_CODES_PER_MINUTE,
    guest,
    new_key,
)
from congvu.counter.queue.words import call_sentence


@never_cache
@require_GET
def ticket(request: HttpRequest, key: str) -> HttpResponse:
    """``/phieu/<khóa>/``: number, people ahead, forecast with its account; renews itself."""
    found = queries.ticket_by_key(key)
    counter = found.counter.number if found.counter and found.state in ("called", "serving") else 0
    sentence = call_sentence(found.first_group.prefix, found.number, counter) if counter else ""
    context = {
        "ticket": found, "forecast": queries.forecast_of(found), "sentence": sentence,
        "may_cancel": TICKET.allows("cancel", found.state), "at": now(),
    }  # fmt: skip
    return page(request, "queue/ticket.html", context, fragment="queue/_ticket.html")


@require_POST
def cancel_ticket(request: HttpRequest, key: str) -> HttpResponse:
    found = queries.ticket_by_key(key)
    try:
        actions.cancel(actor=guest(request, found.hall), ticket_id=found.pk, at=now())
        messages.success(request, "Đã hủy phiếu. Cảm ơn ông/bà đã nhường lượt.")
    except WrongState as refused:
        messages.error(request, refused.message)
    return redirect(reverse("queue:ticket", args=[key]))


@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """``/dat-hen/<sảnh>/``: group, day and hour, then name and phone; limited by address."""
    hall, at = queries.public_hall(slug), now()
    groups = [one for one in queries.groups_of(hall.pk) if one.slot_minutes]
    for one in groups:
        one.hall = hall
    choice = ChooseForm(request.GET)
    if not choice.is_valid():
        raise BadRequest
    group = next((one for one in groups if one.pk == choice.cleaned_data["nhom"]), None)
    context: dict[str, Any] = {"hall": hall, "groups": groups, "group": group}
    if group is None:
        if request.method == "POST":
            raise BadRequest
        return page(request, "queue/book.html", context)
    days = queries.days_of(group, at)
    day = choice.cleaned_data["ngay"] or next(
        (one for one in days if queries.starts_on(group, one, at=at)), local_date(at)
    )
    form = _form(request, group, day, at)
    if request.method == "POST" and form.is_valid():
        demand_pace(request, "queue:book", BOOKINGS_PER_HOUR, 3600, at)
        with refusals(form) as attempt:
            code = _booked(request, hall, form.cleaned_data, at)
        if attempt.ok:
            return redirect(reverse("queue:appointment", args=[code]))
    context |= {"days": days, "day": day, "form": form}
    return page(request, "queue/book.html", context, status=status_of(form))


def _form(request: HttpRequest, group: ServiceGroup, day: date, at: datetime) -> BookForm:
    starts = [
        (slot.starts_at.isoformat(), f"{slot.starts_at:%H:%M}, còn {slot.left} chỗ")
        for slot in queries.free_slots(group, day, at=at)
        if slot.left
    ]
    given = request.POST if request.method == "POST" else None
    return BookForm(given, starts=starts, initial={"khoa": new_key(), "nhom": group.pk})


def _booked(request: HttpRequest, hall: Hall, data: dict[str, Any], at: datetime) -> str:
    made = actions.book(
        actor=guest(request, hall), group_id=data["nhom"], starts_at=data["starts_at"],
        name=data["name"], phone=data["phone"], request_key=data["khoa"], at=at,
    )  # fmt: skip
    return str(made.code)


@never_cache
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """``/lich-hen/<mã>/``: see it, or give it back; neither name nor phone are shown."""
    at = now()
    try:
        found = queries.appointment_by_code(code[:20].upper())
    except NotFound:
        demand_pace(request, "queue:code", WRONG_CODES_PER_MINUTE, 60, at)
        raise
    if request.method == "POST":
        try:
            actions.cancel_appointment(
                actor=guest(request, found.slot.group.hall), appointment_id=found.pk, at=at
            )
            messages.success(request, "Đã hủy lịch hẹn.")
        except WrongState as refused:
            messages.error(request, refused.message)
        return redirect(reverse("queue:appointment", args=[found.code]))
    context = {
        "appointment": found, "hall": found.slot.group.hall,
        "may_cancel": APPOINTMENT.allows("cancel", found.state),
    }  # fmt: skip
    return page(request, "queue/appointment.html", context)

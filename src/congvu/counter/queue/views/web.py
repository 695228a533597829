"""What the pages share: guests, kiosks, forms that end in a verb, the pace of strangers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.queue import queries
from congvu.counter.queue.actions import digest_of
from congvu.counter.queue.forms import DayForm
from congvu.counter.queue.models import Device, Hall, Ticket

COOKIE = "may-lay-so"
HOME = ("Trang chủ", "/")
MASK = 3
"""One of the eight patterns of a QR code; trying all for the prettiest takes most of its time."""
BOOKINGS_PER_HOUR = 20
"""From one address; an office behind one address books by the staff's page instead."""
WRONG_CODES_PER_MINUTE = 10
Crumbs = Sequence[tuple[str, str]]


def guest(request: HttpRequest, hall: Hall, name: str = "Người dân") -> Actor:
    """Somebody without an account, let in by a kiosk, a key or a code that the view has checked."""
    return Actor(
        user_id=None, username="khách", name=name, agency_id=hall.agency_id,
        ip=request.META.get("REMOTE_ADDR", ""), request_id=getattr(request, "request_id", ""),
    )  # fmt: skip


def device_of(request: HttpRequest, hall: Hall) -> Device | None:
    """The kiosk that asks, when its token is one of this hall."""
    token = request.COOKIES.get(COOKIE, "")[:200]
    device = queries.device_by_digest(digest_of(token)) if token else None
    return device if device is not None and device.hall_id == hall.pk else None


def new_key() -> str:
    """A key for one wish, into a hidden field."""
    return secrets.token_urlsafe(18)


def qr(ticket: Ticket) -> SafeString:
    """The way to the holder's page as a drawing; made here, no request leaves the house."""
    address = settings.BASE_URL + reverse("queue:ticket", args=[ticket.key])
    drawn = segno.make(address, error="m", micro=False, boost_error=False, mask=MASK)
    svg = drawn.svg_inline(scale=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - drawn by segno from our own address


def form_page(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], *,
    title: str, crumbs: Crumbs, done: str, back: str,
) -> HttpResponse:  # fmt: skip
    """Show a form; when it is sent and holds, do the verb, say so and go ``back``."""
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            act(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form, "title": title, "crumbs": [HOME, *crumbs, (title, "")], "back": back,
    }  # fmt: skip
    return page(request, "queue/form.html", context, status=status_of(form))


def day_of(request: HttpRequest, at: datetime) -> date:
    """The day asked for, today by default."""
    form = DayForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    return form.cleaned_data["ngay"] or local_date(at)


def demand_staff(actor: Actor) -> None:
    """:raises NotFound: a citizen"""
    if not (actor.is_admin or actor.agency_id is not None):
        raise NotFound

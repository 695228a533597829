"""The kiosk: a device with a token, no sign-in, works without scripts."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, NotFound
from congvu.core.ui.pace import demand_pace
from congvu.core.ui.web import page
from congvu.counter.queue import actions, queries
from congvu.counter.queue.choices import CHOSEN
from congvu.counter.queue.forms import CodeForm, DeviceCodeForm, TakeForm
from congvu.counter.queue.models import Device, Hall, Ticket
from congvu.counter.queue.views.web import (
    COOKIE,
    WRONG_CODES_PER_MINUTE,
    device_of,
    guest,
    new_key,
    qr,
)

KEPT = timedelta(days=400)
LINES_KEPT_SECONDS = 2
"""A process counts who waits in a hall this often at most, however many kiosks ask."""
SCRIPTED = "X-May-Lay-So"
"""The kiosk's script sends it: the slip itself is the answer, so that no second request is needed
once the number is given."""


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """``/may-lay-so/``: the device's code, typed once on the kiosk; it stays in a cookie.

    The code is posted, never part of an address: addresses are logged and remembered.
    """
    form = DeviceCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "queue/enrol.html", {"form": form}, status=status)
    at = now()
    demand_pace(request, "queue:device", WRONG_CODES_PER_MINUTE, 60, at)
    token = form.cleaned_data["ma"]
    device = queries.device_by_digest(actions.digest_of(token))
    if device is None:
        raise NotFound("Mã máy không đúng hoặc đã thu hồi. Hãy xin quản trị của sảnh mã mới.")
    answer = redirect(reverse("queue:kiosk", args=[device.hall.slug]))
    answer.set_cookie(
        COOKIE, token, max_age=int(KEPT.total_seconds()), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lay-so/<sảnh>/``: choose a group, say whether one goes first, get a slip."""
    hall = queries.public_hall(slug)
    device = _device(request, hall)
    if request.method == "POST":
        return _taken(request, hall, device)
    return _choices(request, hall)


def _device(request: HttpRequest, hall: Hall) -> Device:
    device = device_of(request, hall)
    if device is None:
        raise NotFound(
            "Máy này chưa được đăng ký lấy số. Hãy mở trang đăng ký máy và nhập mã do quản "
            "trị của sảnh cấp."
        )
    return device


def _choices(
    request: HttpRequest, hall: Hall, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    at = now()
    context = {
        "hall": hall, "lines": _lines(hall, local_date(at)),
        "priorities": CHOSEN, "key": new_key(), "refusal": refusal,
        "open": queries.takes_numbers(hall, at), "opens_at": queries.next_opening(hall, at),
    }  # fmt: skip
    return page(request, "queue/kiosk.html", context, status=status)


def _lines(hall: Hall, day: date) -> list[queries.Line]:
    name = f"queue:lines:{hall.pk}:{day}"
    found: list[queries.Line] | None = cache.get(name)
    if found is None:
        found = queries.lines_of(queries.groups_of(hall.pk), day)
        cache.set(name, found, LINES_KEPT_SECONDS)
    return found


def _taken(request: HttpRequest, hall: Hall, device: Device) -> HttpResponse:
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _choices(request, hall, refusal="Hãy chọn lại dịch vụ cần làm.", status=422)
    data = form.cleaned_data
    try:
        ticket = actions.take(
            actor=guest(request, hall, f"Máy lấy số {device.name}"), hall_id=hall.pk,
            group_id=data["nhom"], priority=data["uu_tien"], request_key=data["khoa"], at=now(),
        )  # fmt: skip
    except DomainError as refused:
        return _choices(request, hall, refusal=refused.message, status=refused.status)
    return _given(request, hall, ticket)


def _given(request: HttpRequest, hall: Hall, ticket: Ticket) -> HttpResponse:
    address = reverse("queue:slip", args=[hall.slug, ticket.key])
    if SCRIPTED not in request.headers:
        return redirect(address)
    answer = _slip(request, hall, ticket)
    answer.headers["Content-Location"] = address
    return answer


@require_POST
def arrive(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lay-so/<sảnh>/hen/``: somebody with an appointment types its code."""
    hall, at = queries.public_hall(slug), now()
    device = _device(request, hall)
    form = CodeForm(request.POST)
    demand_pace(request, "queue:arrive", 10 * WRONG_CODES_PER_MINUTE, 60, at)
    if not form.is_valid():
        return _choices(request, hall, refusal="Hãy nhập mã hẹn.", status=422)
    try:
        appointment = queries.appointment_by_code(form.cleaned_data["ma"])
        if appointment.slot.group.hall_id != hall.pk:
            raise NotFound("Mã hẹn này không phải của sảnh này. Hãy hỏi bàn hướng dẫn.")
        ticket = appointment.ticket or actions.arrive(
            actor=guest(request, hall, f"Máy lấy số {device.name}"),
            appointment_id=appointment.pk, at=at,
        )  # fmt: skip
    except DomainError as refused:
        return _choices(request, hall, refusal=refused.message, status=refused.status)
    return _given(request, hall, ticket)


@never_cache
@require_GET
def slip(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """``/lay-so/<sảnh>/phieu/<khóa>/``: the slip, 80 mm wide on paper; the kiosk goes back by itself."""
    hall = queries.public_hall(slug)
    ticket = queries.ticket_by_key(key)
    if ticket.hall_id != hall.pk:
        raise NotFound
    return _slip(request, hall, ticket)


def _slip(request: HttpRequest, hall: Hall, ticket: Ticket) -> HttpResponse:
    context = {
        "hall": hall, "ticket": ticket, "qr": qr(ticket), "forecast": queries.forecast_of(ticket),
        "back": reverse("queue:kiosk", args=[hall.slug]),
    }  # fmt: skip
    return page(request, "queue/slip.html", context)

"""Setting a hall up, and looking at its day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import TypedChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.accounts.queries import active_user_named
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, Invalid, NotAllowed, NotFound
from congvu.core.organisation.queries import members
from congvu.core.ui.forms import refusals
from congvu.core.ui.web import actor_of, page
from congvu.counter.queue import actions, policies, queries
from congvu.counter.queue import forms as shapes
from congvu.counter.queue.actions import CounterFields, GroupFields, HallFields
from congvu.counter.queue.models import Counter, Device, Hall, HallMember, ServiceGroup
from congvu.counter.queue.views.web import HOME, day_of, demand_staff, form_page

LIST = ("Sảnh và quầy", "/sanh/")


def _hall(request: HttpRequest, hall_id: int) -> tuple[Actor, Hall]:
    """:raises NotFound: of strangers
    :raises NotAllowed: not its administrator"""
    actor = actor_of(request)
    hall = queries.hall_for(actor, hall_id)
    if not policies.manages(actor, hall.agency_id):
        raise NotAllowed
    return actor, hall


def _way(hall: Hall) -> list[tuple[str, str]]:
    return [LIST, (hall.name, _url(hall))]


def _url(hall: Hall) -> str:
    return reverse("queue:hall", args=[hall.pk])


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_GET
def halls(request: HttpRequest) -> HttpResponse:
    """``/sanh/``."""
    actor = actor_of(request)
    demand_staff(actor)
    context = {
        "halls": queries.halls_for(actor), "may_add": policies.manages(actor, actor.agency_id),
        "crumbs": [HOME, (LIST[0], "")],
    }  # fmt: skip
    return page(request, "queue/halls.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def hall_new(request: HttpRequest) -> HttpResponse:
    """``/sanh/moi/``: in the own agency."""
    actor = actor_of(request)
    demand_staff(actor)
    if not policies.manages(actor, actor.agency_id):
        raise NotAllowed
    form = shapes.HallForm(_sent(request))
    if actor.agency_id is None:
        rows = members(local_date(now())).values_list("pk", "name")
        form.fields["agency"] = TypedChoiceField(label="Cơ quan", coerce=int, choices=list(rows))

    def act(data: dict[str, Any]) -> Hall:
        data.pop("version")
        agency_id = data.pop("agency", None) or actor.agency_id or 0
        return actions.save_hall(
            actor=actor, agency_id=agency_id, fields=HallFields(**data), at=now()
        )

    return form_page(
        request, form, act, title="Thêm sảnh", crumbs=[LIST],
        done="Đã thêm sảnh. Hãy thêm nhóm dịch vụ và quầy.", back=LIST[1],
    )  # fmt: skip


@login_required
@require_GET
def hall(request: HttpRequest, hall_id: int) -> HttpResponse:
    """``/sanh/<id>/``: everything of a hall on one page."""
    actor = actor_of(request)
    found = queries.hall_for(actor, hall_id)
    manages = policies.manages(actor, found.agency_id)
    context = {
        "hall": found, "groups": queries.groups_of(found.pk, used=False),
        "counters": queries.counters_of(found.pk, used=False), "manages": manages,
        "devices": Device.objects.filter(hall=found) if manages else [],
        "members": HallMember.objects.filter(hall=found).select_related("user") if manages else [],
        "member_form": shapes.MemberForm(), "device_form": shapes.DeviceForm(),
        "crumbs": [HOME, LIST, (found.name, "")],
    }  # fmt: skip
    return page(request, "queue/hall.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def hall_edit(request: HttpRequest, hall_id: int) -> HttpResponse:
    actor, found = _hall(request, hall_id)

    def act(data: dict[str, Any]) -> Hall:
        version = data.pop("version")
        return actions.save_hall(
            actor=actor, agency_id=found.agency_id, hall_id=found.pk, version=version,
            fields=HallFields(**data), at=now(),
        )  # fmt: skip

    form = shapes.HallForm(_sent(request), initial=shapes.hall_initial(found))
    return form_page(
        request, form, act, title="Sửa sảnh", crumbs=_way(found), done="Đã lưu sảnh.",
        back=_url(found),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, hall_id: int, service_group_id: int | None = None) -> HttpResponse:
    """A group of the hall, new without ``service_group_id``."""
    actor, found = _hall(request, hall_id)
    row = _of(found, queries.groups_of(found.pk, used=False), service_group_id)

    def act(data: dict[str, Any]) -> ServiceGroup:
        version = data.pop("version")
        return actions.save_group(
            actor=actor, hall_id=found.pk, group_id=service_group_id, version=version,
            fields=GroupFields(**data), at=now(),
        )  # fmt: skip

    initial = shapes.group_initial(row) if isinstance(row, ServiceGroup) else None
    return form_page(
        request, shapes.GroupForm(_sent(request), initial=initial), act,
        title="Sửa nhóm dịch vụ" if row else "Thêm nhóm dịch vụ", crumbs=_way(found),
        done="Đã lưu nhóm dịch vụ.", back=_url(found),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, hall_id: int, counter_id: int | None = None) -> HttpResponse:
    """A counter of the hall, new without ``counter_id``."""
    actor, found = _hall(request, hall_id)
    rows = queries.counters_of(found.pk, used=False)
    row = _of(found, rows, counter_id)

    def act(data: dict[str, Any]) -> Counter:
        version = data.pop("version")
        data["group_ids"] = data.pop("groups")
        return actions.save_counter(
            actor=actor, hall_id=found.pk, counter_id=counter_id, version=version,
            fields=CounterFields(**data), at=now(),
        )  # fmt: skip

    initial: dict[str, Any] = {"number": max((one.number for one in rows), default=0) + 1}
    if isinstance(row, Counter):
        initial = shapes.counter_initial(row)
    form = shapes.CounterForm(_sent(request), initial=initial, groups=queries.groups_of(found.pk))
    return form_page(
        request, form, act, title="Sửa quầy" if row else "Thêm quầy", crumbs=_way(found),
        done="Đã lưu quầy.", back=_url(found),
    )  # fmt: skip


def _of(hall: Hall, rows: list[Any], pk: int | None) -> Any:
    """The row of this hall, None when a new one is wanted."""
    if pk is None:
        return None
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise NotFound
    return found


@login_required
@require_POST
def member(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Add somebody by name of account, or take off ``bo=<user>``."""
    actor, found = _hall(request, hall_id)
    removed = HallMember.objects.filter(hall=found, user__username=request.POST.get("bo", "")[:150])
    gone = removed.select_related("user").first()
    form = shapes.MemberForm(request.POST)
    if gone is not None:
        actions.set_member(
            actor=actor, hall_id=found.pk, user_id=gone.user_id, user_name=gone.user.full_name,
            member=False, at=now(),
        )  # fmt: skip
        messages.success(request, f"Đã bớt {gone.user.full_name} khỏi nhân sự của sảnh.")
    elif form.is_valid():
        user = active_user_named(form.cleaned_data["username"])
        if user is None:
            messages.error(request, "Không có tài khoản đang hoạt động với tên này.")
        else:
            actions.set_member(
                actor=actor, hall_id=found.pk, user_id=user.pk, user_name=user.full_name,
                member=True, at=now(),
            )  # fmt: skip
            messages.success(request, f"Đã thêm {user.full_name} vào nhân sự của sảnh.")
    else:
        messages.error(request, "Hãy nhập tên đăng nhập.")
    return redirect(_url(found))


@never_cache
@login_required
@require_POST
def device(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Add a kiosk; its code is shown once."""
    actor, found = _hall(request, hall_id)
    form = shapes.DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy nhập tên máy.")
        return redirect(_url(found))
    with refusals(form) as attempt:
        made, token = actions.add_device(
            actor=actor, hall_id=found.pk, name=form.cleaned_data["name"], at=now()
        )
    if not attempt.ok:
        messages.error(request, Invalid.default)
        return redirect(_url(found))
    address = request.build_absolute_uri(reverse("queue:enrol"))
    context = {
        "hall": found, "device": made, "address": address, "token": token,
        "crumbs": [HOME, *_way(found), (made.name, "")],
    }  # fmt: skip
    return page(request, "queue/device.html", context)


@login_required
@require_POST
def device_revoke(request: HttpRequest, hall_id: int, device_id: int) -> HttpResponse:
    actor, found = _hall(request, hall_id)
    if not Device.objects.filter(hall=found, pk=device_id).exists():
        raise NotFound
    actions.revoke_device(actor=actor, device_id=device_id, at=now())
    messages.success(request, "Đã thu hồi máy lấy số.")
    return redirect(_url(found))


@login_required
@require_GET
def figures(request: HttpRequest, hall_id: int) -> HttpResponse:
    """``/sanh/<id>/so-lieu/``: the day, counted from events."""
    actor = actor_of(request)
    found = queries.hall_for(actor, hall_id)
    at = now()
    day = day_of(request, at)
    context = {
        "hall": found, "figures": queries.day_figures(found.pk, day),
        "form": shapes.DayForm(initial={"ngay": day}),
        "lines": queries.lines_of(queries.groups_of(found.pk), day),
        "crumbs": [HOME, *_way(found), ("Số liệu trong ngày", "")],
    }  # fmt: skip
    return page(request, "queue/figures.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appointments(request: HttpRequest, hall_id: int) -> HttpResponse:
    """``/sanh/<id>/hen/``: a day's appointments; ``den=<id>`` or ``huy=<id>`` when posted."""
    actor, at = actor_of(request), now()
    found = queries.hall_for(actor, hall_id)
    if request.method == "POST":
        if not policies.works_in(actor, found):
            raise NotAllowed
        return _appointment_act(request, actor, found)
    day = day_of(request, at)
    context = {
        "hall": found, "rows": queries.appointments_on(found.pk, day), "day": day,
        "form": shapes.DayForm(initial={"ngay": day}),
        "crumbs": [HOME, *_way(found), ("Lịch hẹn", "")],
    }  # fmt: skip
    return page(request, "queue/appointments.html", context)


def _appointment_act(request: HttpRequest, actor: Actor, hall: Hall) -> HttpResponse:
    for name, act, done in (
        ("den", actions.arrive, "Đã cấp số cho khách hẹn."),
        ("huy", actions.cancel_appointment, "Đã hủy lịch hẹn."),
    ):
        text = request.POST.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 19:
            row = queries.appointment_for(actor, int(text))
            if row.slot.group.hall_id != hall.pk:
                raise NotFound
            try:
                act(actor=actor, appointment_id=row.pk, at=now())
                messages.success(request, done)
            except DomainError as refused:
                messages.error(request, refused.message)
    return redirect(reverse("queue:appointments", args=[hall.pk]))

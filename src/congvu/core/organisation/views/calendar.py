"""The working calendar of a year: special days and hours, for the province or one's agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import actions, forms, queries
from congvu.core.organisation.choices import DayKind
from congvu.core.organisation.models import Agency, CalendarDay, WorkingHours
from congvu.core.organisation.policies import can_manage
from congvu.core.organisation.views.web import (
    HOME,
    actor_of,
    demand_manager,
    demand_member,
    form_page,
    is_manager,
    sent,
    shown,
)
from congvu.core.ui.web import page

LIST = ("Lịch làm việc", "/to-chuc/lich")
TONES = {DayKind.MAKE_UP: "info", DayKind.HOLIDAY: "bad"}


@shown("GET")
def calendar(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_member(actor)
    year = _year(request)
    days = [
        (row, TONES.get(DayKind(row.kind), "warn"), _may(actor, "remove_day", row.agency_id))
        for row in queries.special_days_of(year, actor.agency_id)
    ]
    hours = [
        (row, _may(actor, "remove_hours", row.agency_id))
        for row in queries.hours_of(actor.agency_id)
    ]
    context = {
        "year": year, "days": days, "hours": hours, "may_add": is_manager(actor),
        "may_seed": actor.is_admin, "crumbs": [HOME, ("Lịch làm việc", "")],
    }  # fmt: skip
    return page(request, "organisation/calendar.html", context)


def _year(request: HttpRequest) -> int:
    form = forms.YearForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    return form.cleaned_data["nam"] or local_date(now()).year


def _may(actor: Actor, verb: str, agency_id: int | None) -> bool:
    return can_manage(actor, f"organisation.calendar.{verb}", agency_id)


def _scope(actor: Actor) -> Agency | None:
    """The province for the system administrator, else the own agency."""
    return None if actor.is_admin else queries.agency(actor.agency_id or 0)


@shown("GET", "POST")
def add_day(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)

    def act(data: dict[str, Any]) -> CalendarDay:
        kind = DayKind(data.pop("kind"))
        return actions.set_day(actor=actor, agency=_scope(actor), kind=kind, at=now(), **data)

    return form_page(
        request, forms.DayForm(sent(request)), act, title="Thêm ngày đặc biệt",
        crumbs=[LIST], done="Đã lưu ngày. Hạn xử lý tính lại từ lần tính sau.", back=_list(),
    )  # fmt: skip


@shown("POST")
def remove_day(request: HttpRequest, day_id: int) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    row = get_object_or_404(CalendarDay, pk=day_id)
    actions.remove_day(actor=actor, day=row, at=now())
    messages.success(request, "Đã xóa ngày.")
    return redirect(f"{_list()}?nam={row.day.year}")


@shown("GET", "POST")
def add_hours(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)

    def act(data: dict[str, Any]) -> WorkingHours:
        return actions.set_hours(
            actor=actor, agency=_scope(actor), at=now(),
            season_from=data["season_from"], season_to=data["season_to"],
            morning=(data["morning_from"], data["morning_to"]),
            afternoon=(data["afternoon_from"], data["afternoon_to"]),
        )  # fmt: skip

    return form_page(
        request, forms.HoursForm(sent(request)), act, title="Giờ làm việc của mùa",
        crumbs=[LIST], done="Đã lưu giờ làm việc.", back=_list(),
    )  # fmt: skip


@shown("POST")
def remove_hours(request: HttpRequest, hours_id: int) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    row = get_object_or_404(WorkingHours, pk=hours_id)
    actions.remove_hours(actor=actor, hours=row, at=now())
    messages.success(request, "Đã xóa giờ làm việc của mùa.")
    return redirect(_list())


@shown("POST")
def seed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    form = forms.YearForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    year = form.cleaned_data["nam"] or local_date(now()).year
    added = actions.seed_calendar(actor=actor, years=[year], at=now())
    messages.success(request, f"Đã thêm {added} ngày của năm {year}. Hãy đối chiếu thông báo nghỉ.")
    return redirect(f"{_list()}?nam={year}")


def _list() -> str:
    return reverse("organisation:calendar")

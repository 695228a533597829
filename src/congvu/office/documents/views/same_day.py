"""Vào sổ trong ngày: the statutory rate over a span, and month by month, as page and as files."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.permissions import demand
from congvu.core.organisation.queries import agency
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.forms.registers import RateForm
from congvu.office.documents.policies.registers import READ
from congvu.office.documents.prints.books import SAME_DAY, Row
from congvu.office.documents.prints.xlsx import write_xlsx
from congvu.office.documents.queries.incoming import (
    SameDay,
    next_working_days,
    same_day_months,
    same_day_rate,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Months = list[tuple[date, SameDay]]


@for_staff
@require_GET
def same_day(request: HttpRequest) -> HttpResponse:
    """``/so/vao-so-trong-ngay/``: how many letters were registered on the day they came."""
    actor, today = actor_of(request), local_date(now())
    demand(actor, READ)
    form = RateForm(request.GET)
    since, until = form.span(today)
    days = next_working_days(actor.agency_id, since, until)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "rate": same_day_rate(actor.agency_id or 0, since, until, next_working_day=days),
        "months": _months(actor, form.months(today)),
        "query": request.GET.urlencode() if form.is_valid() else "",
        "crumbs": [("Trang chủ", "/"), ("Vào sổ trong ngày", "")],
    }
    return page(request, "documents/registers/same_day.html", context)


@for_staff
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """``/so/vao-so-trong-ngay/theo-thang.csv``, with a mark that spreadsheets read as UTF-8."""
    months = _asked(request)[1]
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="vao-so-trong-ngay.csv"'
    writer = csv.writer(response)
    writer.writerow([column.label for column in SAME_DAY.columns])
    writer.writerows(_lines(months))
    return response


@for_staff
@require_GET
def as_xlsx(request: HttpRequest) -> Any:
    """``/so/vao-so-trong-ngay/theo-thang.xlsx``."""
    (since, until), months = _asked(request)
    heading = [
        agency(actor_of(request).agency_id or 0).name,
        SAME_DAY.title,
        f"Văn bản đến từ {format_date(since)} đến {format_date(until)}",
    ]
    made = write_xlsx(SAME_DAY, heading=heading, rows=_lines(months))
    return FileResponse(
        made, as_attachment=True, filename="vao-so-trong-ngay.xlsx", content_type=XLSX
    )


def _asked(request: HttpRequest) -> tuple[tuple[date, date], Months]:
    actor = actor_of(request)
    demand(actor, READ)
    span = RateForm(request.GET).months(local_date(now()))
    return span, _months(actor, span)


def _months(actor: Actor, span: tuple[date, date]) -> Months:
    days = next_working_days(actor.agency_id, *span)
    return same_day_months(actor.agency_id or 0, *span, next_working_day=days)


def _lines(months: Months) -> list[Row]:
    return [
        [
            f"{month:%m/%Y}", rate.registered, rate.same_day, rate.next_working_day, rate.late,
            f"{rate.percent} %",
        ]
        for month, rate in months
    ]  # fmt: skip

"""``/so-lieu/bieu/``: the statutory sheet of a quarter or year, on paper, and what it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import actor_of, page
from congvu.counter.hub import prints, queries
from congvu.counter.hub.forms import SheetForm
from congvu.counter.hub.queries import Sheet
from congvu.counter.hub.queries.sheets import form_on
from congvu.counter.hub.views.indices import listed
from congvu.counter.hub.views.web import HOME, REPORT, staff

SHEET = ("Biểu II.06", "/so-lieu/bieu/")


def _days(form: SheetForm, day: date) -> tuple[str, date, date]:
    """What the period is called, its first and last day; the running quarter unless asked."""
    year, quarter = form.cleaned_data["ky"] or queries.year_quarters(day)[0]
    held = form_on(date(year, 12, 31))
    first, last = held.quarter(year, quarter) if quarter else held.year(year)
    return (f"Q{quarter}/{year}" if quarter else str(year)), first, last


def _asked(request: HttpRequest) -> tuple[SheetForm, str, Sheet]:
    day = local_date(now())
    form = SheetForm(request.GET, day=day)
    if not form.is_valid():
        raise BadRequest
    period, first, last = _days(form, day)
    agency = form.cleaned_data["cq"]
    found = queries.statutory(first, last, at=now(), agency_id=agency.pk if agency else None)
    return form, period, found


@staff("GET")
def sheet(request: HttpRequest) -> HttpResponse:
    form, period, found = _asked(request)
    day = local_date(now())
    context: dict[str, Any] = {
        "form": form, "period": period, "sheet": found, "partial": found.last >= day,
        "quarters": [f"Q{number}/{year}" for year, number in queries.year_quarters(day)],
        "asked": {"ky": period, "cq": found.agency_id or ""},
        "crumbs": [HOME, REPORT, (SHEET[0], "")],
    }  # fmt: skip
    return page(request, "hub/sheet.html", context)


@staff("GET")
def behind(request: HttpRequest) -> HttpResponse:
    """The dossiers of one cell."""
    day = local_date(now())
    form = SheetForm(request.GET, day=day)
    if not form.is_valid() or not form.cleaned_data["cot"]:
        raise BadRequest
    period, first, last = _days(form, day)
    agency = form.cleaned_data["cq"]
    rows, whole, column = queries.sheet_behind(
        actor_of(request), form.cleaned_data["cot"], first=first, last=last, at=now(),
        agency_id=agency.pk if agency else None, field_id=form.cleaned_data["lv"],
    )  # fmt: skip
    crumbs = [HOME, REPORT, SHEET, ("Hồ sơ", "")]
    return listed(request, form, rows, whole, f"{column}, {period}", crumbs)


@staff("GET")
def excel(request: HttpRequest) -> HttpResponseBase:
    _, period, found = _asked(request)
    file = prints.write_sheet_xlsx(found)
    return FileResponse(file, as_attachment=True, filename=f"{_name(period)}.xlsx")


@staff("GET")
def pdf(request: HttpRequest) -> HttpResponse:
    _, period, found = _asked(request)
    response = HttpResponse(
        prints.sheet_pdf(found, local_date(now())), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{_name(period)}.pdf"'
    return response


def _name(period: str) -> str:
    return f"bieu-ii06-{period.replace('/', '-')}"

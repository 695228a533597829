"""``/so-lieu/``: the report of a month, a quarter, a year; on paper; and what does not add up."""

from __future__ import annotations

import csv
from itertools import groupby, islice
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import actor_of, page
from congvu.counter.hub import policies, prints, queries
from congvu.counter.hub.choices import Kind
from congvu.counter.hub.shapes import MONTH
from congvu.counter.hub.views.web import HOME, REPORT, span_of, staff

SHOWN = 500


def _context(request: HttpRequest) -> dict[str, Any]:
    form, span = span_of(request)
    return {
        "form": form, "span": span, "report": queries.report(span),
        "months": queries.months()[:36], "asked": request.GET.get("ky", "")[:10],
        "day": local_date(now()),
    }  # fmt: skip


@staff("GET")
def report(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = _context(request) | {
        "may_report": policies.may_report(actor), "own": actor.agency_id,
        "crumbs": [HOME, (REPORT[0], "")],
    }  # fmt: skip
    return page(request, "hub/report.html", context)


@staff("GET")
def printed(request: HttpRequest) -> HttpResponse:
    return page(request, "hub/print.html", _context(request))


@staff("GET")
def excel(request: HttpRequest) -> HttpResponseBase:
    _, span = span_of(request)
    file = prints.write_xlsx(queries.report(span))
    name = f"so-lieu-mot-cua-{span.first:%m-%Y}-{span.last:%m-%Y}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@staff("GET")
def pdf(request: HttpRequest) -> HttpResponse:
    _, span = span_of(request)
    data = prints.report_pdf(queries.report(span), local_date(now()))
    response = HttpResponse(data, content_type="application/pdf")
    name = f"so-lieu-mot-cua-{span.first:%m-%Y}-{span.last:%m-%Y}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@staff("GET")
def breaks(request: HttpRequest) -> HttpResponse:
    form, span = span_of(request)
    rows = list(islice(queries.broken_rows(span), SHOWN + 1))
    standing = list(islice(queries.broken_rows(span, Kind.STANDING), SHOWN))
    context = {
        "form": form, "span": span, "rows": rows[:SHOWN], "more": len(rows) > SHOWN,
        "standing": standing, "identities": MONTH.identities, "asked": request.GET.get("ky", "")[:10],
        "crumbs": [HOME, REPORT, ("Đối chiếu", "")],
    }  # fmt: skip
    return page(request, "hub/breaks.html", context)


@staff("GET")
def breaks_csv(request: HttpRequest) -> HttpResponse:
    """All of them, as a table for a spreadsheet."""
    _, span = span_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="doi-chieu-so-lieu.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["Đơn vị", "Lĩnh vực", "Kỳ", "Đẳng thức", "Vế trái", "Vế phải", "Chênh lệch"])
    for kind in (Kind.MONTH, Kind.STANDING):
        for row in queries.broken_rows(span, kind):
            one = row.figure
            writer.writerow([
                _cell(one.desk.name), _cell(one.field_code), f"{one.period:%d/%m/%Y}",
                row.found.identity.label, row.found.left, row.found.right, row.found.difference,
            ])  # fmt: skip
    return response


def _cell(text: str) -> str:
    """A text from somebody's file never becomes a formula of a spreadsheet."""
    return "'" + text if text[:1] in "=+-@\t\r" else text


@staff("GET")
def survey(request: HttpRequest) -> HttpResponse:
    """What people answered, in the survey that was brought in last."""
    batch = queries.latest_survey()
    answers = list(batch.answers.order_by("survey", "row")) if batch else []
    questions: dict[tuple[str, str], list[Any]] = {}
    for one in answers:
        questions.setdefault((one.survey, one.question), []).append(one)
    surveys = [
        (survey or "Chưa ghi đợt khảo sát", [_question(key, found) for key, found in group])
        for survey, group in groupby(questions.items(), key=lambda item: item[0][0])
    ]
    context = {
        "batch": batch, "surveys": surveys, "crumbs": [HOME, REPORT, ("Khảo sát hài lòng", "")],
    }  # fmt: skip
    return page(request, "hub/survey.html", context)


def _question(key: tuple[str, str], found: list[Any]) -> dict[str, Any]:
    votes: dict[str, int] = {}
    for one in found:
        if one.answer:
            votes[one.answer] = votes.get(one.answer, 0) + (one.votes or 0)
    return {
        "text": key[1], "votes": list(votes.items()), "total": sum(votes.values()),
        "said": [said for one in found for said in one.said],
    }  # fmt: skip

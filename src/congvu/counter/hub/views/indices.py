"""``/so-lieu/chi-so/``: the indices of a span, and the account of every point."""

from __future__ import annotations

import csv
from typing import Any, get_args

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.ui.web import actor_of, page
from congvu.counter.dossiers.queries import By
from congvu.counter.hub import policies, queries
from congvu.counter.hub.forms import ScoreForm
from congvu.counter.hub.queries import Scored, Span
from congvu.counter.hub.views.web import HOME, REPORT, span_of, staff


def _asked(request: HttpRequest) -> tuple[Span, By, list[Scored]]:
    actor = actor_of(request)
    form = ScoreForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    _, span = span_of(request)
    by: By = next((one for one in get_args(By) if one == form.cleaned_data["theo"]), "agency")
    if by != "agency" and not policies.reads_scores(actor):
        raise NotAllowed(
            "Chỉ số của từng đơn vị, cán bộ, thủ tục do lãnh đạo, trưởng đơn vị và Bộ phận Một cửa "
            "của cơ quan xem."
        )
    ids = queries.agencies_of(actor)
    return span, by, queries.scores(span=span, by=by, at=now(), agency_ids=ids)


@staff("GET")
def indices(request: HttpRequest) -> HttpResponse:
    span, by, rows = _asked(request)
    survey = queries.latest_survey()
    context: dict[str, Any] = {
        "span": span, "rows": rows, "by": by, "form": ScoreForm(request.GET, initial={"theo": by}),
        "asked": request.GET.get("ky", "")[:10], "survey": survey,
        "crumbs": [HOME, REPORT, ("Chỉ số phục vụ", "")],
    }  # fmt: skip
    return page(request, "hub/indices.html", context)


@staff("GET")
def sheet(request: HttpRequest) -> HttpResponse:
    """Every index with its account, as a table for a spreadsheet."""
    span, _, rows = _asked(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="chi-so.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["Kỳ", "Đối tượng", "Quy định", "Chỉ số", "Điểm", "Tối đa", "Cách tính"])
    for row in rows:
        name = row.name if row.name[:1] not in "=+-@" else f"'{row.name}"
        for one in row.scores:
            for mark in one.marks:
                points = "N/A" if mark.points is None else mark.points
                writer.writerow(
                    [span.label, name, one.rule, mark.label, points, mark.most, mark.account]
                )
    return response

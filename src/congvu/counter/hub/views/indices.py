"""``/so-lieu/chi-so/``: the indices of a span, and the account of every point."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.ui.listing import Column, FilterForm, Listing
from congvu.core.ui.web import actor_of, page
from congvu.counter.dossiers.queries import By
from congvu.counter.hub import policies, queries
from congvu.counter.hub.forms import BehindForm, ScoreForm
from congvu.counter.hub.queries import Scored, Span
from congvu.counter.hub.views.web import HOME, REPORT, span_of, staff

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from congvu.counter.dossiers.models import Dossier


def _span_and_by(request: HttpRequest) -> tuple[Span, By]:
    """:raises NotAllowed: who answers for nobody asks for units, officers or procedures"""
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
    return span, by


def _asked(request: HttpRequest) -> tuple[Span, By, list[Scored]]:
    span, by = _span_and_by(request)
    ids = queries.agencies_of(actor_of(request))
    return span, by, queries.scores(span=span, by=by, at=now(), agency_ids=ids)


@staff("GET")
def indices(request: HttpRequest) -> HttpResponse:
    span, by, rows = _asked(request)
    survey = queries.latest_survey()
    context: dict[str, Any] = {
        "span": span, "rows": rows, "by": by, "form": ScoreForm(request.GET, initial={"theo": by}),
        "asked": f"{span.last:%m/%Y}" if span.first == span.last else request.GET["ky"][:10],
        "may_tell": policies.may_report(actor_of(request)), "survey": survey,
        "crumbs": [HOME, REPORT, ("Chỉ số phục vụ", "")],
    }  # fmt: skip
    return page(request, "hub/indices.html", context)


LISTING: Listing[Dossier] = Listing(
    name="hub.behind", label="Hồ sơ của số liệu", noun="hồ sơ", default="-ma",
    columns=(
        Column("ma", "Mã hồ sơ", "pk", css="nowrap", first_descending=True),
        Column("noi-dung", "Nội dung yêu cầu", css="main"),
        Column("nhan", "Tiếp nhận", "received_at", css="nowrap", nulls=True),
        Column("han", "Hẹn trả", "due_at", css="nowrap", nulls=True),
        Column("xong", "Xử lý xong", "settled_at", css="nowrap", nulls=True),
        Column("trang-thai", "Trạng thái; người thụ lý"),
    ),
    filter_form=BehindForm,
)  # fmt: skip
FIELDS = (
    "code", "title", "state", "received_at", "due_at", "settled_at", "officer_name"
)  # fmt: skip


@staff("GET")
def behind(request: HttpRequest) -> HttpResponse:
    """``/so-lieu/chi-so/ho-so/``: the dossiers that one figure counts."""
    actor = actor_of(request)
    form = BehindForm(request.GET)
    if not form.is_valid() or not form.cleaned_data["so"]:
        raise BadRequest
    span, by = _span_and_by(request)
    asked = form.cleaned_data
    rows, whole = queries.behind(
        actor, asked["so"], span=span, by=by, key=asked["khoa"], at=now(),
        agency_ids=queries.agencies_of(actor),
    )  # fmt: skip
    label = LABELS.get(asked["so"], "của số liệu")
    back = f"/so-lieu/chi-so/?{urlencode({'ky': request.GET.get('ky', '')[:10], 'theo': by})}"
    crumbs = [HOME, REPORT, ("Chỉ số phục vụ", back), ("Hồ sơ", "")]
    return listed(request, form, rows, whole, f"Hồ sơ {label}, {span.label}", crumbs)


def listed(
    request: HttpRequest, form: FilterForm, rows: QuerySet[Dossier], whole: int, title: str,
    crumbs: list[tuple[str, str]],
) -> HttpResponse:  # fmt: skip
    """The dossiers behind a figure: those that the reader may see, and how many it counts."""
    shown = LISTING.page(request, rows.only(*FIELDS), form=form)
    context = {
        "page": shown, "title": title, "whole": whole, "seen": rows.count(), "crumbs": crumbs,
    }  # fmt: skip
    return page(request, "hub/behind.html", context)


LABELS = {
    "settled": "đã giải quyết", "early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn",
    "units_early": "các đơn vị trước hạn", "units_on_time": "các đơn vị đúng hạn",
    "units_late": "có đơn vị quá hạn", "asked_never": "không phải bổ sung",
    "asked_once": "bổ sung một lần", "asked_more": "bổ sung nhiều lần", "online": "trực tuyến",
    "same_day": "giải quyết trong ngày", "late_by_score": "tính là quá hạn",
    "open_late": "chưa xong, quá hạn", "electronic": "có kết quả điện tử",
    "scanned": "số hóa đủ giấy tờ", "used_again": "dùng lại dữ liệu số hóa",
    "paid_online": "nộp phí trực tuyến", "rated": "có phiếu đánh giá",
    "rated_badly": "không hài lòng",
}  # fmt: skip
"""What the sets are called in the title of their list."""


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

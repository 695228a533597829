"""Messages held back: the list, one, taking it in after all, leaving it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from congvu.core.audit.actions import log
from congvu.core.files.queries import open_content
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.ui.listing import Column, Listing, Tab
from congvu.core.ui.web import actor_of, page
from congvu.office.exchange import actions, queries
from congvu.office.exchange.choices import QuarantineState
from congvu.office.exchange.forms import QuarantineFilter, RemarkForm
from congvu.office.exchange.models import Quarantined
from congvu.office.exchange.views.board import crumbs, told

ADVICE = {
    "edxml_malformed": "Tải gói tin nguyên gốc gửi cho bên gửi xem; khi bên gửi sửa xong họ sẽ gửi lại.",
    "edxml_refused": "Không nhận gói tin này. Báo bên gửi và đơn vị an toàn thông tin kiểm tra.",
    "field_too_long": "Báo bên gửi rút gọn mục bị nêu rồi gửi lại; hệ thống không tự cắt bớt nội dung.",
    "unknown_organ": "Nếu mã đúng, thêm mã vào danh mục cơ quan hoặc đường gửi rồi bấm Nhận lại.",
    "closed_code": "Báo bên gửi dùng mã của cơ quan kế thừa.",
    "sender_not_allowed": "Nếu bên gửi đúng là nơi phục vụ cơ quan này, thêm đường gửi rồi bấm Nhận lại.",
    "content_conflict": "Đối chiếu hai nội dung; nếu là bản sửa, đề nghị bên gửi gửi bản cập nhật.",
    "file_refused": "Báo bên gửi thay tệp bị nêu rồi gửi lại.",
    "bad_signature": "Kiểm tra khóa ký phong bì của bên gửi; nếu đã đổi khóa, cập nhật rồi bấm Nhận lại.",
    "envelope_certificate_expired": "Đề nghị bên gửi ký lại bằng chứng thư còn hạn; khi đổi khóa, cập nhật khóa ở đây.",
    "unknown_letter": "Kiểm tra mã văn bản; trạng thái của văn bản gửi bằng hệ thống cũ thì bỏ qua.",
}
LISTING: Listing[Quarantined] = Listing(
    name="exchange.quarantine",
    label="Gói tin bị giữ lại",
    noun="gói tin",
    default="-luc",
    tab="tt",
    columns=(
        Column("luc", "Gần nhất", "last_at", css="nowrap", first_descending=True),
        Column("ly-do", "Lý do", css="main"),
        Column("tu", "Từ hệ thống", css="wide"),
        Column("lan", "Số lần", "times", css="num"),
        Column("tinh-trang", "Tình trạng"),
    ),
    filter_form=QuarantineFilter,
)


@login_required
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/giu-lai/``."""
    rows = queries.held(actor_of(request))
    form = QuarantineFilter(request.GET)
    if form.is_valid():
        asked = form.cleaned_data
        rows = rows.filter(state=asked["tt"]) if asked["tt"] else rows
        if asked["q"]:
            rows = rows.filter(Q(document_id=asked["q"]) | Q(sender_code=asked["q"]))
    tabs = [Tab("", "Tất cả"), *(Tab(state.value, state.label) for state in QuarantineState)]
    context = {
        "page": LISTING.page(
            request, rows if form.is_valid() else rows.none(), tabs=tabs, form=form
        ),
        "crumbs": crumbs(("Gói tin bị giữ lại", "")),
    }
    return page(request, "exchange/quarantine.html", context)


def _row(request: HttpRequest, pk: int) -> Quarantined:
    row = queries.held(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise NotFound("Không tìm thấy gói tin này. Hãy xem lại danh sách gói tin bị giữ lại.")
    return row


@login_required
@require_GET
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/giu-lai/<id>/``: why, and what can be done."""
    row = _row(request, pk)
    context = {
        "row": row,
        "advice": ADVICE.get(row.reason_code, "Báo bên gửi kiểm tra rồi gửi lại."),
        "facts": _facts(row),
        "open": row.state == QuarantineState.HELD,
        "form": RemarkForm(),
        "crumbs": crumbs(
            ("Gói tin bị giữ lại", reverse("exchange:quarantine")), (f"Số {row.pk}", "")
        ),
    }
    return page(request, "exchange/held.html", context)


def _facts(row: Quarantined) -> list[tuple[str, Any]]:
    return [
        ("Từ hệ thống", row.peer),
        ("Cơ quan gửi", row.sender_code),
        ("Mã liên thông", row.document_id),
        ("Số lần nhận", row.times),
        ("Mã lý do", row.reason_code),
        ("SHA-256", row.raw.sha256),
        ("Người xử lý", row.resolved_by),
        ("Ghi chú", row.remark),
    ]


@login_required
@require_GET
def raw(request: HttpRequest, pk: int) -> FileResponse:
    """``/lien-thong/giu-lai/<id>/goi-tin``: the very bytes, as a download; noted in the journal."""
    row, at = _row(request, pk), now()
    log(
        verb="exchange.quarantine.download", actor=actor_of(request), at=at,
        subject=Subject("exchange.quarantined", row.pk), label=row.reason[:300],
    )  # fmt: skip
    response = FileResponse(
        open_content(row.raw), as_attachment=True, filename=f"goi-tin-{row.pk}.bin",
        content_type="application/octet-stream",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/giu-lai/<id>/nhan-lai/``."""
    actor, remark = actor_of(request), _remark(request)
    _row(request, pk)
    told(
        request,
        lambda: actions.release(actor=actor, at=now(), quarantined_id=pk, remark=remark),
        "Đã nhận lại gói tin.",
    )
    return redirect("exchange:held", pk)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/giu-lai/<id>/bo-qua/``."""
    actor, remark = actor_of(request), _remark(request)
    _row(request, pk)
    told(
        request,
        lambda: actions.discard(actor=actor, at=now(), quarantined_id=pk, remark=remark),
        "Đã bỏ qua gói tin; bản nguyên gốc vẫn được giữ.",
    )
    return redirect("exchange:held", pk)


def _remark(request: HttpRequest) -> str:
    form = RemarkForm(request.POST)
    return str(form.cleaned_data["remark"]) if form.is_valid() else ""

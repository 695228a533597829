"""Lists, one dossier, the register, what is doubted, figures, the public look-up."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query

from congvu.core.kernel.api import (
    Cursor,
    Key,
    Limit,
    PageOut,
    actor_of,
    page_of,
    picked,
    prepare,
    prepared,
    quick,
)
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.counter.dossiers import actions, prints, queries
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router
from congvu.counter.dossiers.choices import State
from congvu.counter.dossiers.exports import XLSX, dossiers_xlsx
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import READ
from congvu.counter.dossiers.queries import Filters, Tracked

Due = Literal["late", "near"]
WORKBOOK = {
    "responses": {
        200: {
            "description": "Bảng tính.",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("", response=PageOut[shapes.DossierRow], summary="Hồ sơ một cửa")
def dossiers(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: State | None = None,
    channel: shapes.ChannelName | None = None,
    mine: bool = False,
    due: Due | None = None,
    filed_from: date | None = None,
    filed_to: date | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Hồ sơ người gọi được xem, mới trước; số điện thoại đã che."""
    actor = actor_of(request)
    demand(actor, READ)
    filters = _filters(q, state, channel, mine, due, filed_from, filed_to)
    rows = queries.filtered(actor, filters, now()).values_list(*shapes.LISTED)
    return quick(
        page_of(
            rows, cursor=cursor, limit=limit, order=("-id",), show=shapes.line_of,
            read=lambda row, name: row[0],
        )
    )  # fmt: skip


@router.get("/export.xlsx", summary="Xuất danh sách (Excel)", openapi_extra=WORKBOOK)
def export(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: State | None = None,
    channel: shapes.ChannelName | None = None,
    mine: bool = False,
    due: Due | None = None,
    filed_from: date | None = None,
    filed_to: date | None = None,
) -> FileResponse:
    """Cùng bộ lọc với danh sách, tối đa 200.000 dòng; số điện thoại đã che, mỗi lần xuất được ghi
    nhật ký. Phạm vi: `dossiers.dossier.export`."""
    filters = _filters(q, state, channel, mine, due, filed_from, filed_to)
    stream = dossiers_xlsx(actor=actor_of(request), at=now(), filters=filters)
    return FileResponse(stream, as_attachment=True, filename="ho-so.xlsx", content_type=XLSX)


def _filters(
    q: str, state: State | None, channel: str | None, mine: bool, due: str | None,
    filed_from: date | None, filed_to: date | None,
) -> Filters:  # fmt: skip
    return Filters(
        q=clean_line(q, 200), states=(state.value,) if state else (),
        channel=int(shapes.CHANNELS[channel]) if channel else None, mine=mine,
        overdue=due == "late", near=due == "near", filed_from=filed_from, filed_to=filed_to,
    )  # fmt: skip


@router.get("/register", response=list[shapes.RegisterRowOut], summary="Sổ theo dõi (Mẫu 07)")
def register(request: HttpRequest, first: date, last: date) -> HttpResponse:
    """Tiếp nhận từ ngày `first` đến hết ngày `last`, tối đa 5.000 dòng."""
    actor = actor_of(request)
    demand(actor, READ)
    rows = queries.register_rows(actor, first, last)
    return quick([picked(shapes.RegisterRowOut, row) for row in rows])


@router.get("/doubts", response=PageOut[shapes.DueDoubtOut], summary="Hạn cần xem lại")
def doubts(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Hồ sơ có hạn sẽ khác vì lịch nghỉ đã sửa; không tự đổi, chờ quyết định."""
    rows = queries.doubts_for(actor_of(request))
    return quick(page_of(rows, cursor=cursor, limit=limit, order=("-id",), show=_doubt))


def _doubt(one: Any) -> dict[str, Any]:
    return {
        "dossier_id": one.dossier_id, "code": one.dossier.code, "version": one.dossier.version,
        "kept": one.kept, "reckoned": one.reckoned, "found_at": one.found_at,
    }  # fmt: skip


@router.get("/figures", response=list[shapes.PeriodFiguresOut], summary="Số liệu giải quyết")
def figures(request: HttpRequest, first: date, last: date) -> HttpResponse:
    """Theo lĩnh vực, của cơ quan người gọi: tồn trước, tiếp nhận, đã giải quyết, đang giải quyết."""
    actor = actor_of(request)
    demand(actor, READ)
    agencies = [actor.agency_id] if actor.agency_id else []
    rows = queries.period_figures(first=first, last=last, at=now(), agency_ids=agencies)
    return quick([picked(shapes.PeriodFiguresOut, row) for row in rows])


def _look_up(request: HttpRequest, payload: shapes.TrackIn) -> Tracked:
    """Before the call's transaction, so that a wrong try stays counted when the call is refused."""
    return actions.look_up(
        code=payload.code, digits=payload.digits, ip=request.META.get("REMOTE_ADDR", ""), at=now()
    )


@router.post("/track", response=shapes.TrackedOut, summary="Tra cứu bằng mã và bốn số cuối")
@prepare(_look_up)
def track(request: HttpRequest, payload: shapes.TrackIn) -> HttpResponse:
    """Cùng một câu trả lời khi sai mã và khi sai số; quá nhiều lần sai thì phải đợi một giờ."""
    found: Tracked = prepared(request)
    names = set(shapes.TrackedOut.model_fields) - {"steps"}
    steps = [{"at": at, "label": label} for at, label in found.steps]
    return quick({name: getattr(found, name) for name in names} | {"steps": steps})


@router.get("/{int:dossier_id}", response=shapes.DossierOut, summary="Một hồ sơ")
def dossier(request: HttpRequest, dossier_id: Key) -> HttpResponse:
    """Toàn bộ hồ sơ với lời giải thích hạn, diễn biến, biểu mẫu đã có và các việc làm được."""
    actor = actor_of(request)
    return quick(shown(actor, queries.for_actor(actor, dossier_id)))


def shown(actor: Any, one: Dossier) -> dict[str, Any]:
    return shapes.whole(actor, one, prints.available(one))

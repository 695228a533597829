"""What waits on the caller's desk."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from congvu.core.kernel.api import Cursor, Limit, PageOut, actor_of, page_of, picked, quick
from congvu.core.kernel.clock import local_date, now
from congvu.office.work import policies, queries
from congvu.office.work.api.router import router
from congvu.office.work.api.shapes import AssignmentOut, OpinionOut, WatchOut, shown_part
from congvu.office.work.choices import Part
from congvu.office.work.models import AssignmentQuerySet

Kind = Annotated[str, Query(max_length=60, description="Ví dụ `documents.incoming`.")]


class CountsOut(Schema):
    unopened: int
    opened: int
    lead: int
    support: int
    inform: int
    overdue: int
    near_due: int
    opinions: int
    watched: int


@router.get("/inbox", response=PageOut[AssignmentOut], summary="Việc chờ tôi xử lý")
def inbox(
    request: HttpRequest,
    kind: Kind = "",
    part: Part | None = None,
    unopened: bool = False,
    overdue: bool = False,
    due_until: date | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Phần việc ở vị trí của người gọi, mới giao trước."""
    rows = queries.inbox(actor_of(request))
    today = local_date(now())
    rows = rows.on_kind(kind) if kind else rows
    rows = rows.of_part(part) if part else rows
    rows = rows.unopened() if unopened else rows
    rows = rows.overdue(today) if overdue else rows
    rows = rows.due_by(today, due_until) if due_until else rows
    return _page(rows, cursor, limit)


@router.get("/overdue", response=PageOut[AssignmentOut], summary="Việc quá hạn của cơ quan")
def overdue(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Cho người được đôn đốc cả cơ quan; người khác thấy việc quá hạn của chính mình."""
    actor, at = actor_of(request), now()
    if actor.has(*policies.URGERS):
        rows = queries.overdue(actor.agency_id or 0, at)
    else:
        rows = queries.inbox(actor).overdue(local_date(at))
    return _page(rows, cursor, limit)


@router.get("/counts", response=CountsOut, summary="Số việc chờ tôi")
def counts(request: HttpRequest) -> dict[str, int]:
    """Đếm việc trên bàn của người gọi; `near_due` là còn hai ngày làm việc."""
    actor, at = actor_of(request), now()
    near = queries.near_until(actor.agency_id or 0, local_date(at))
    return queries.counts(actor, at, near_until=near)


@router.get("/opinions", response=PageOut[OpinionOut], summary="Ý kiến tôi được hỏi")
def opinions(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Câu hỏi đang chờ trả lời."""
    rows = queries.opinions_asked(actor_of(request))
    page = page_of(rows, cursor=cursor, limit=limit, show=lambda row: picked(OpinionOut, row))
    return quick(page)


@router.get("/watched", response=PageOut[WatchOut], summary="Nội dung tôi theo dõi")
def watched(
    request: HttpRequest, kind: Kind = "documents.incoming", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """Một loại nội dung, mới trước."""
    rows = queries.watched(actor_of(request), kind)
    return quick(
        page_of(
            rows, cursor=cursor, limit=limit, order=("-subject_id",),
            show=lambda row: picked(WatchOut, row),
        )
    )  # fmt: skip


def _page(rows: AssignmentQuerySet, cursor: str, limit: int) -> HttpResponse:
    return quick(page_of(rows, cursor=cursor, limit=limit, show=shown_part))

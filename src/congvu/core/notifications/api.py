"""One's own notices through the API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from congvu.core.kernel.api import Cursor, Key, Limit, PageOut, actor_of, quick
from congvu.core.kernel.clock import now
from congvu.core.notifications import actions, queries
from congvu.core.notifications.models import Notice

router = Router()


class NoticeOut(Schema):
    id: int
    kind: str
    subject_kind: str
    subject_id: int | None
    title: str
    body: str
    url: str
    actor_name: str
    at: datetime
    urgent: bool
    is_read: bool
    read_at: datetime | None


class ReadOut(Schema):
    """How many notices became read by the call."""

    marked: int


@router.get("", response=PageOut[NoticeOut], summary="Thông báo của tôi")
def notices(
    request: HttpRequest, unread: bool = False, cursor: Cursor = "", limit: Limit = 30
) -> HttpResponse:
    """Chưa xem trước, mới trước."""
    page = queries.notice_page(
        actor=actor_of(request), only_unread=unread, limit=limit, cursor=cursor
    )
    return quick({"items": [_shown(row) for row in page.rows], "next_cursor": page.next_cursor})


@router.post("/{int:notice_id}/read", response=NoticeOut, summary="Đánh dấu đã xem")
def mark_read(request: HttpRequest, notice_id: Key) -> HttpResponse:
    """Một thông báo của chính mình; đã xem rồi thì giữ thời điểm cũ."""
    return quick(_shown(actions.mark_read(actor=actor_of(request), notice_id=notice_id, at=now())))


@router.post("/read", response=ReadOut, summary="Đánh dấu mọi thông báo là đã xem")
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mọi thông báo trong ứng dụng của chính mình."""
    return quick({"marked": actions.mark_all_read(actor=actor_of(request), at=now())})


def _shown(row: Notice) -> dict[str, object]:
    return {name: getattr(row, name) for name in NoticeOut.model_fields}

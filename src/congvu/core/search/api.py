"""Search through the API: the same answers as the page, without pictures of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from congvu.core.kernel.api import LARGEST, Cursor, Limit, PageOut, actor_of, quick
from congvu.core.kernel.subject import cards
from congvu.core.search import queries
from congvu.core.search.queries import Filters

router = Router()
Facet = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]


class HitOut(Schema):
    kind: str
    id: int
    code: str
    title: str
    agency_id: int | None
    at: datetime
    state: str
    url: str


class Asked(Schema):
    q: str = Field("", max_length=200, description="Từ cần tìm; có dấu đúng xếp trước.")
    kind: list[str] = Field([], max_length=10, description="Loại, ví dụ `documents.incoming`.")
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]] = Field([], max_length=20)
    since: date | None = None
    until: date | None = None
    state: list[Facet] = Field([], max_length=10, description="Ví dụ `registered`, `done`.")


@router.get("", response=PageOut[HitOut], summary="Tìm kiếm")
def search(
    request: HttpRequest, asked: Annotated[Asked, Query()], cursor: Cursor = "", limit: Limit = 20
) -> HttpResponse:
    """Chỉ những nội dung người gọi được đọc; dấu đúng trước, mới trước."""
    filters = Filters(
        kinds=asked.kind, agency_ids=asked.agency_id, since=asked.since, until=asked.until,
        facets={"state": asked.state} if asked.state else {},
    )  # fmt: skip
    page = queries.search(
        actor=actor_of(request), q=asked.q, filters=filters, limit=limit, cursor=cursor
    )
    shown = cards([hit.subject for hit in page.hits])
    items = [
        {
            "kind": hit.subject.kind,
            "id": hit.subject.id,
            "code": hit.code,
            "title": hit.title,
            "agency_id": hit.agency_id,
            "at": hit.at,
            "state": hit.facets.get("state", ""),
            "url": shown[hit.subject].url,
        }
        for hit in page.hits
        if hit.subject in shown
    ]
    return quick({"items": items, "next_cursor": page.next_cursor})

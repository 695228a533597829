"""The API of the hub: figures reported by other installations, and read by anybody with a token."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from congvu.core.kernel.api import Cursor, In, Limit, PageOut, actor_of, page_of, quick
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.counter.hub import actions, policies, queries
from congvu.counter.hub.choices import Source
from congvu.counter.hub.layout import layout_from
from congvu.counter.hub.models import Desk
from congvu.counter.hub.queries import Line, Span
from congvu.counter.hub.reading import candidates
from congvu.counter.hub.shapes import MONTH

router = Router()
MOST_ROWS = 5000
Count = Annotated[int, Field(ge=0, le=10_000_000)]
LAYOUT = layout_from(
    {
        "name": "api", "label": "API", "kind": "month", "needs": [], "desk": "desk",
        "place": "place", "desk_name": "desk_name", "field": "field", "day": "as_of",
        "counters": {name: name for name in MONTH.names},
    }
)  # fmt: skip


class ReportRowIn(In):
    """One month of one field of a desk; counters that are left out are 0."""

    desk: Annotated[str, Field(min_length=1, max_length=60, description="Mã đơn vị.")]
    place: Annotated[str, Field(max_length=20, description="Mã xã trong huyện, nếu có.")] = ""
    desk_name: Annotated[str, Field(max_length=200)] = ""
    field: Annotated[str, Field(max_length=30, description="Mã lĩnh vực.")] = ""
    as_of: Annotated[date, Field(description="Ngày tính đến, trong tháng báo cáo.")]
    opening: Count = 0
    received: Count = 0
    open_in_time: Count = 0
    open_late: Count = 0
    early: Count = 0
    on_time: Count = 0
    late: Count = 0
    supplement: Count = 0
    payment: Count = 0
    refused: Count = 0
    withdrawn: Count = 0
    waiting_before: Count = 0
    waiting_now: Count = 0
    tax: Count = 0


class OnestopReportIn(In):
    name: Annotated[str, Field(min_length=1, max_length=255, description="Tên báo cáo.")]
    rows: Annotated[list[ReportRowIn], Field(min_length=1, max_length=MOST_ROWS)]
    skip_refused: bool = False


class RowDoubtOut(Schema):
    row: int
    kind: str
    message: str
    weight: str


class BrokenIdentityOut(Schema):
    row: int
    desk: str
    field: str
    period: date
    label: str
    left: int
    right: int
    difference: int


class OnestopReportOut(Schema):
    batch_id: int | None
    rows: int
    added: int
    replaced: int
    same: int
    refused: int
    doubts: list[RowDoubtOut]
    broken: list[BrokenIdentityOut]


class OnestopLineOut(Schema):
    name: str
    desk_id: int | None
    level: str
    counts: dict[str, int]
    solved: int
    share_on_time: float | None


class OnestopFiguresOut(Schema):
    first: date
    last: date
    label: str
    total: OnestopLineOut
    desks: list[OnestopLineOut]
    fields: list[OnestopLineOut]


class OnestopDeskOut(Schema):
    id: int
    code: str
    place: str
    name: str
    level: str
    parent_id: int | None
    agency_id: int | None
    system: str


@router.post("/reports", response={201: OnestopReportOut}, summary="Gửi số liệu một cửa")
def report(request: HttpRequest, body: OnestopReportIn) -> HttpResponse:
    """Sent again it changes nothing; with other counters it becomes another version. Nothing is
    corrected: what is odd and what does not add up comes back with the answer."""
    at = now()
    rows = [(place, row.model_dump()) for place, row in enumerate(body.rows, start=1)]
    found = candidates(rows, LAYOUT, local_date(at))
    done = actions.receive_figures(
        actor=actor_of(request), rows=found, source=Source.API, name=body.name, at=at,
        skip_refused=body.skip_refused,
    )  # fmt: skip
    kept = done.kept()
    names = ("rows", "added", "replaced", "same", "refused", "doubts", "broken")
    answer = {name: kept[name] for name in names} | {"batch_id": done.batch_id}
    return quick(answer, status=201)


@router.get("/figures", response=OnestopFiguresOut, summary="Số liệu một kỳ")
def figures(
    request: HttpRequest,
    first: Annotated[date, Query(description="Một ngày của tháng đầu.")],
    last: Annotated[date | None, Query(description="Một ngày của tháng cuối.")] = None,
) -> dict[str, Any]:
    policies.demand_staff(actor_of(request))
    span = Span(first.replace(day=1), (last or first).replace(day=1))
    if span.last < span.first or (span.last - span.first).days > MOST_DAYS:
        raise Invalid("Kỳ phải có tháng đầu trước tháng cuối và không quá 36 tháng.")
    found = queries.report(span)
    return {
        "first": span.first, "last": span.last, "label": span.label, "total": _line(found.sum),
        "desks": [_line(one) for one in found.lines],
        "fields": [_line(one) for one in found.by_field],
    }  # fmt: skip


MOST_DAYS = 36 * 31


@router.get("/desks", response=PageOut[OnestopDeskOut], summary="Đơn vị gửi số liệu")
def desks(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    policies.demand_staff(actor_of(request))
    return page_of(Desk.objects.all(), cursor=cursor, limit=limit)


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name, "desk_id": line.desk_id, "level": str(line.level),
        "counts": line.counts, "solved": line.solved, "share_on_time": line.share,
    }  # fmt: skip

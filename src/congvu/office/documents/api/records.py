"""Record files: made, filled, closed; and the papers printed of an incoming letter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import (
    AnyId,
    Cursor,
    In,
    Key,
    Limit,
    Many,
    PageOut,
    Version,
    Words,
    actor_of,
    picked,
    quick,
    rows_page,
)
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import records as actions
from congvu.office.documents.api.places import KINDS
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import Line, binary, paper
from congvu.office.documents.api.verbs import act_now, told
from congvu.office.documents.policies.records import abilities
from congvu.office.documents.queries import prints
from congvu.office.documents.queries import records as queries

_CREATE, _FILE, _UNFILE, _CLOSE = (
    told(f"documents.record.{verb}") for verb in ("create", "file", "unfile", "close")
)


class RecordRow(Schema):
    id: int
    version: int
    year: int
    code: str
    title: str
    retention: str
    owner_post_id: int | None
    owner_name: str
    opened_on: date
    closed_on: date | None
    note: str


class ItemOut(Schema):
    """A letter in the file; its title is empty when the caller may not read it."""

    id: int
    subject_kind: str
    subject_id: int
    code: str
    title: str
    filed_at: datetime
    filed_by: str


class RecordOut(RecordRow):
    items: list[ItemOut]
    abilities: dict[str, bool]


class RecordIn(In):
    code: Line
    title: Line
    retention: Line
    year: int | None = Field(None, ge=1900, le=9999)
    note_text: Line = ""


class LetterIn(In):
    letter: Literal["incoming", "outgoing"]
    id: AnyId

    def to_domain(self) -> Subject:
        return Subject(KINDS[self.letter], self.id)


class FileIn(In):
    subjects: list[LetterIn] = Field(min_length=1, max_length=Many)


class RecordReasonIn(In):
    reason: Words


class RecordCloseIn(In):
    version: Version


COLUMNS = tuple(RecordRow.model_fields)


@router.get("/records", response=PageOut[RecordRow], summary="Hồ sơ công việc")
def record_list(
    request: HttpRequest,
    year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
    still_open: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Danh mục hồ sơ của cơ quan mình, mới lập trước."""
    rows = queries.visible_to(actor_of(request))
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(closed_on__isnull=True) if still_open else rows
    return quick(rows_page(rows, COLUMNS, cursor=cursor, limit=limit))


@router.get("/records/{int:record_id}", response=RecordOut, summary="Một hồ sơ công việc")
def record(request: HttpRequest, record_id: Key) -> HttpResponse:
    """Hồ sơ với các văn bản theo thứ tự đưa vào."""
    actor = actor_of(request)
    found = queries.for_actor(actor, record_id)
    items = [
        {
            "id": item.pk,
            "subject_kind": item.subject_kind,
            "subject_id": item.subject_id,
            "code": card.code if card else "",
            "title": card.title if card else "",
            "filed_at": item.filed_at,
            "filed_by": item.filed_by,
        }
        for item, card in queries.items(actor, found)
    ]
    return quick(picked(RecordRow, found) | {"items": items, "abilities": abilities(actor, found)})


@router.post("/records", response={201: RecordRow}, summary=_CREATE[0], description=_CREATE[1])
def create(request: HttpRequest, payload: RecordIn) -> HttpResponse:
    """Owned by the caller's post."""
    made = actions.create_record(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(picked(RecordRow, made), status=201)


@router.post(
    "/records/{int:record_id}/file", response=RecordRow, summary=_FILE[0], description=_FILE[1]
)
def file_letters(request: HttpRequest, record_id: Key, payload: FileIn) -> HttpResponse:
    """What lies there already is no error."""
    actor = actor_of(request)
    actions.file_letters(actor=actor, at=now(), record_id=record_id, **payload.arguments())
    return quick(_current(actor, record_id))


@router.post(
    "/record-items/{int:item_id}/unfile", response={204: None}, summary=_UNFILE[0],
    description=_UNFILE[1],
)  # fmt: skip
def unfile(request: HttpRequest, item_id: Key, payload: RecordReasonIn) -> HttpResponse:
    """With a reason in the journal."""
    actions.unfile(actor=actor_of(request), at=now(), item_id=item_id, reason=payload.reason)
    return HttpResponse(status=204)


@router.post(
    "/records/{int:record_id}/close", response=RecordRow, summary=_CLOSE[0], description=_CLOSE[1]
)
def close(request: HttpRequest, record_id: Key, payload: RecordCloseIn) -> HttpResponse:
    """Nothing more is filed."""
    arguments = payload.arguments() | {"record_id": record_id}
    closed = act_now(actions.close_record, actor_of(request), record_id, _current, arguments)
    return quick(picked(RecordRow, closed))


@router.get(
    "/incoming/{int:incoming_id}/slip.pdf",
    summary="Phiếu giải quyết văn bản đến",
    openapi_extra=binary("application/pdf"),
)
def slip(request: HttpRequest, incoming_id: Key) -> HttpResponse:
    """Điền từ luồng xử lý của văn bản."""
    content = prints.handling_slip(actor=actor_of(request), at=now(), incoming_id=incoming_id)
    return paper(content, f"phieu-{incoming_id}.pdf")


@router.get(
    "/incoming/{int:incoming_id}/stamped.pdf",
    summary="Văn bản có dấu Đến",
    openapi_extra=binary("application/pdf"),
)
def stamped(request: HttpRequest, incoming_id: Key) -> HttpResponse:
    """Bản sao PDF của văn bản chính có dấu đến; tệp đã lưu giữ nguyên."""
    content = prints.arrival_stamped(actor=actor_of(request), incoming_id=incoming_id)
    return paper(content, f"den-{incoming_id}.pdf")


def _current(actor: Actor, record_id: int) -> dict[str, Any]:
    return picked(RecordRow, queries.for_actor(actor, record_id))

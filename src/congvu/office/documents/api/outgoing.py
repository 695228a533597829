"""Reading outgoing letters: the list, what waits, one letter, its paper."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import (
    LARGEST,
    Cursor,
    Key,
    Limit,
    PageOut,
    actor_of,
    picked,
    quick,
    rows_page,
)
from congvu.core.kernel.clock import now
from congvu.office.documents.api.outgoing_shapes import (
    COLUMNS,
    OutgoingOut,
    OutgoingRow,
    PlaceOut,
    RelatedOut,
    ReviewOut,
    shown,
)
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import ChainOpinionOut, RegisterRef, binary, files_of, paper
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.models import Answer
from congvu.office.documents.queries import outgoing as queries
from congvu.office.documents.queries.outgoing import Filters
from congvu.office.documents.scenes.outgoing import OutScene

_BESIDE = {
    "in_register", "related_by", "places", "reviews", "answers", "opinions", "files", "findings",
    "abilities",
}  # fmt: skip
_OWN = frozenset(OutgoingOut.model_fields) - _BESIDE


class OutgoingQuery(Schema):
    """Conditions of the list; what is left out does not narrow."""

    q: str = Field("", max_length=200, description="Trong trích yếu, hoặc đầu số, ký hiệu.")
    state: list[OutgoingState] = Field([], max_length=20, description="Có thể lặp lại.")
    kind: str = Field("", max_length=24)
    unit_id: int | None = Field(None, ge=1, le=LARGEST)
    series: str = Field("", max_length=40)
    year: int | None = Field(None, ge=1900, le=9999)
    issued_from: date | None = None
    issued_to: date | None = None
    signer: str = Field("", max_length=100)
    mine: bool = Field(False, description="Chỉ văn bản người gọi soạn thảo.")

    def filters(self) -> Filters:
        asked = {name: value for name, value in self if name != "state"}
        return Filters(states=tuple(self.state), **asked)


@router.get("/outgoing", response=PageOut[OutgoingRow], summary="Danh sách văn bản đi")
def outgoing_list(
    request: HttpRequest,
    asked: Annotated[OutgoingQuery, Query()],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Văn bản đi mà người gọi được đọc, mới tạo trước."""
    actor = actor_of(request)
    letters = queries.matching(queries.visible_to(actor), asked.filters(), actor=actor)
    return quick(rows_page(letters, COLUMNS, cursor=cursor, limit=limit))


@router.get("/outgoing/inbox", response=PageOut[OutgoingRow], summary="Văn bản đi chờ tôi")
def outgoing_inbox(
    request: HttpRequest,
    box: Literal["", "draft", "review", "check", "approve", "number", "issue"] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Chờ người gọi soạn, duyệt, kiểm tra, ký, cấp số hay phát hành."""
    letters = queries.inbox(actor_of(request), box)
    return quick(rows_page(letters, COLUMNS, cursor=cursor, limit=limit))


@router.get("/outgoing/counts", response=dict[str, int], summary="Số văn bản đi chờ tôi")
def outgoing_counts(request: HttpRequest) -> dict[str, int]:
    """Theo từng việc: soạn, duyệt, kiểm tra, ký, cấp số, phát hành."""
    return queries.counts(actor_of(request))


@router.get("/outgoing/{int:outgoing_id}", response=OutgoingOut, summary="Một văn bản đi")
def outgoing_detail(request: HttpRequest, outgoing_id: Key) -> HttpResponse:
    """Văn bản với nơi nhận, các lần duyệt, tệp, kiểm tra thể thức và việc người gọi làm được."""
    return quick(detail(actor_of(request), outgoing_id))


@router.get(
    "/outgoing/{int:outgoing_id}/preview",
    summary="Bản trình bày của dự thảo",
    openapi_extra=binary("application/pdf"),
)
def outgoing_preview(request: HttpRequest, outgoing_id: Key) -> HttpResponse:
    """PDF đúng thể thức của dự thảo soạn trên hệ thống, chưa có số."""
    return paper(queries.preview(actor_of(request), outgoing_id), f"du-thao-{outgoing_id}.pdf")


def detail(actor: Actor, outgoing_id: int) -> dict[str, Any]:
    """Everything of one letter.

    :raises NotFound: absent or not for this actor
    """
    scene = OutScene.load(actor, outgoing_id, now())
    letter = scene.letter
    return {
        **{name: getattr(letter, name) for name in _OWN},
        "in_register": picked(RegisterRef, letter.register) if letter.register else None,
        "related_by": [picked(RelatedOut, one) for one in letter.related_by.all()],
        "places": [picked(PlaceOut, one) for one in letter.recipients.all()],
        "reviews": [picked(ReviewOut, one) for one in letter.reviews.all()],
        "answers": [_answered(one) for one in letter.answers.all()],
        "opinions": [picked(ChainOpinionOut, one) for one in scene.opinions],
        "files": files_of(scene.subject),
        "findings": [finding.as_data() for finding in scene.findings],
        "abilities": scene.abilities,
    }


def current(actor: Actor, outgoing_id: int) -> dict[str, Any]:
    """What a caller who was late gets to see of the letter."""
    return shown(queries.for_actor(actor, outgoing_id))


def _answered(answer: Answer) -> dict[str, Any]:
    letter = answer.incoming
    return {
        "incoming_id": letter.pk,
        "code": letter.code,
        "subject": letter.subject,
        "closes": answer.closes,
    }

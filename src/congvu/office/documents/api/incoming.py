"""Reading incoming letters: the list, one letter, its versions in the journal's words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

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
from congvu.core.kernel.errors import Invalid
from congvu.office.documents.api.incoming_shapes import (
    COLUMNS,
    IncomingOut,
    IncomingRow,
    shown,
)
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import (
    AnswerOut,
    ChainOpinionOut,
    PartOut,
    RegisterRef,
    files_of,
)
from congvu.office.documents.choices import IncomingState
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.queries import outgoing
from congvu.office.documents.queries.incoming import Filters
from congvu.office.documents.scenes.incoming import Scene
from congvu.office.work.api.shapes import ExtensionOut, StepOut
from congvu.office.work.queries import Chain

_OWN = frozenset(IncomingOut.model_fields) - {
    "in_register",
    "files",
    "answers",
    "chain",
    "abilities",
}


class IncomingQuery(Schema):
    """Conditions of the list; what is left out does not narrow."""

    state: list[IncomingState] = Field([], max_length=20, description="Có thể lặp lại.")
    urgency_from: int = Field(0, ge=0, le=9)
    arrived_from: date | None = None
    arrived_to: date | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    issuer_id: int | None = Field(None, ge=1, le=LARGEST)
    kind: str = Field("", max_length=24)
    code: str = Field("", max_length=60, description="Phần đầu của số, ký hiệu.")
    holder_unit_id: int | None = Field(None, ge=1, le=LARGEST, description="Đơn vị đang chủ trì.")
    overdue: bool = False
    mine: bool = Field(False, description="Chỉ văn bản chờ người gọi xử lý.")
    watched: bool = False

    def filters(self) -> Filters:
        for first, last in (("arrived_from", "arrived_to"), ("issued_from", "issued_to")):
            _demand_order(first, getattr(self, first), last, getattr(self, last))
        asked = {name: value for name, value in self if name != "state"}
        return Filters(states=tuple(self.state), **asked)


def _demand_order(first: str, since: date | None, last: str, until: date | None) -> None:
    if since is not None and until is not None and since > until:
        raise Invalid(
            f"{first} phải trước hoặc bằng {last}. Hãy đổi lại khoảng ngày.",
            fields={last: ["Phải sau hoặc bằng ngày bắt đầu."]},
        )


@router.get("/incoming", response=PageOut[IncomingRow], summary="Danh sách văn bản đến")
def incoming_list(
    request: HttpRequest,
    asked: Annotated[IncomingQuery, Query()],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Văn bản đến mà người gọi được đọc, mới đến trước; trang không lệch khi có văn bản mới."""
    letters = queries.filtered(actor_of(request), asked.filters(), now())
    return quick(rows_page(letters, COLUMNS, cursor=cursor, limit=limit))


@router.get("/incoming/counts", response=dict[str, int], summary="Số văn bản đến theo trạng thái")
def incoming_counts(request: HttpRequest) -> dict[str, int]:
    """Đếm đến 1.000 mỗi trạng thái, trong những văn bản người gọi được đọc."""
    return queries.state_counts(queries.visible_to(actor_of(request)))


@router.get("/incoming/{int:incoming_id}", response=IncomingOut, summary="Một văn bản đến")
def incoming_detail(request: HttpRequest, incoming_id: Key) -> HttpResponse:
    """Văn bản với tệp, luồng xử lý, ý kiến và các việc người gọi làm được. Đọc không tính là mở;
    hãy gọi `open` khi người giữ phần việc đã xem."""
    return quick(detail(actor_of(request), incoming_id))


def detail(actor: Actor, incoming_id: int) -> dict[str, Any]:
    """Everything of one letter.

    :raises NotFound: absent or not for this actor
    """
    scene = Scene.load(actor, incoming_id, now())
    letter = scene.letter
    answers = outgoing.answers_to(incoming_id) & outgoing.visible_to(actor)
    return {
        **{name: getattr(letter, name) for name in _OWN},
        "in_register": picked(RegisterRef, letter.register) if letter.register else None,
        "files": files_of(scene.subject),
        "answers": [picked(AnswerOut, answer) for answer in answers],
        "chain": _chain(scene.chain) if scene.chain else None,
        "abilities": scene.abilities,
    }


def current(actor: Actor, incoming_id: int) -> dict[str, Any]:
    """What a caller who was late gets to see of the letter."""
    return shown(queries.for_actor(actor, incoming_id))


def _chain(found: Chain) -> dict[str, Any]:
    nodes = found.nodes.values()
    return {
        "matter_id": found.matter.pk,
        "version": found.matter.version,
        "state": found.matter.state,
        "due_on": found.matter.due_on,
        "lead_id": found.lead.pk if found.lead else None,
        "parts": [picked(PartOut, node.part) for node in nodes],
        "steps": [picked(StepOut, step) for step in found.steps],
        "opinions": [picked(ChainOpinionOut, one) for one in found.opinions],
        "extensions": [picked(ExtensionOut, one) for node in nodes for one in node.extensions],
    }

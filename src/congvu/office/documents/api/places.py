"""Lists of places, and certified copies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.files.actions import Stored
from congvu.core.kernel.api import AnyId, In, Key, actor_of, prepare, prepared, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import Line
from congvu.office.documents.api.verbs import told
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND
from congvu.office.documents.models import Copy, RecipientGroup
from congvu.office.documents.queries import incoming, outgoing

_COPY, _GROUP = told("documents.outgoing.copy"), told("documents.outgoing.group")
_DROP = told("documents.outgoing.drop_group")
KINDS = {"incoming": INCOMING_KIND, "outgoing": OUTGOING_KIND}


class GroupIn(In):
    name: Line
    agency_ids: list[AnyId] = Field(min_length=1, max_length=2_000)


class GroupOut(Schema):
    id: int
    name: str
    agency_ids: list[int]


class CopyIn(In):
    kind: Literal["sao_y", "sao_luc", "trich_sao"]
    letter: Literal["incoming", "outgoing"]
    letter_id: AnyId
    signer_name: Line
    recipients: Line = ""
    copies: int = Field(1, ge=1, le=32_000)
    key_id: AnyId | None = Field(
        None, description="Khóa của cơ quan để ký số bản sao điện tử; bỏ trống là bản giấy."
    )
    pin: str = Field("", max_length=128, description="Mã PIN của khóa, đi cùng `key_id`.")
    pages: Line = Field("", description="Các trang được trích của trích sao điện tử: `1-2, 5`.")


class CopyOut(Schema):
    id: int
    kind: str
    subject_kind: str
    subject_id: int
    subject_label: str
    number: int | None
    code: str
    issued_on: date | None
    signer_name: str
    recipients: str
    copies: int
    made_by: str
    made_at: datetime
    file_id: int | None = None


@router.get("/recipient-groups", response=list[GroupOut], summary="Danh sách nơi nhận đã lập")
def groups(request: HttpRequest) -> HttpResponse:
    """Của cơ quan mình."""
    return quick([_shown(group) for group in outgoing.groups_of(actor_of(request))])


@router.post(
    "/recipient-groups", response={201: GroupOut}, summary=_GROUP[0], description=_GROUP[1]
)
def make_group(request: HttpRequest, payload: GroupIn) -> HttpResponse:
    """A new list."""
    group = actions.save_group(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(_shown(group), status=201)


@router.post(
    "/recipient-groups/{int:group_id}", response=GroupOut, summary="Sửa danh sách nơi nhận",
    description=_GROUP[1],
)  # fmt: skip
def change_group(request: HttpRequest, group_id: Key, payload: GroupIn) -> HttpResponse:
    """Name and members are replaced."""
    group = actions.save_group(
        actor=actor_of(request), at=now(), group_id=group_id, **payload.arguments()
    )
    return quick(_shown(group))


@router.post(
    "/recipient-groups/{int:group_id}/drop", response={204: None}, summary=_DROP[0],
    description=_DROP[1],
)  # fmt: skip
def drop_group(request: HttpRequest, group_id: Key) -> HttpResponse:
    """Letters already written keep their places."""
    actions.drop_group(actor=actor_of(request), at=now(), group_id=group_id)
    return HttpResponse(status=204)


def _sign(request: HttpRequest, payload: CopyIn) -> Stored | None:
    """The signed PDF, while no lock is held; None on paper."""
    if payload.key_id is None:
        return None
    if not payload.pin:
        raise Invalid("Hãy gửi mã PIN của khóa cơ quan trong `pin`, hoặc bỏ `key_id`.")
    return actions.copied(
        actor=actor_of(request), at=now(), kind=payload.kind,
        subject=Subject(KINDS[payload.letter], payload.letter_id), pages=payload.pages,
        seal=actions.Seal(payload.key_id, payload.pin),
    )  # fmt: skip


@router.post(
    "/copies", response={201: CopyOut}, summary=_COPY[0],
    description=f"{_COPY[1]} Với `key_id`, bản sao là PDF được cơ quan ký số; tải ở `file_id`.",
)  # fmt: skip
@prepare(_sign)
def make_copy(request: HttpRequest, payload: CopyIn) -> HttpResponse:
    """Number and register line of a certified copy."""
    copy = actions.make_copy(
        actor=actor_of(request), at=now(), kind=payload.kind,
        subject=Subject(KINDS[payload.letter], payload.letter_id),
        signer_name=payload.signer_name, recipients=payload.recipients, copies=payload.copies,
        paper=prepared(request),
    )  # fmt: skip
    return quick(_copies([copy])[0], status=201)


@router.get(
    "/{letter}/{int:letter_id}/copies", response=list[CopyOut], summary="Bản sao của một văn bản"
)
def copies(
    request: HttpRequest, letter: Literal["incoming", "outgoing"], letter_id: Key
) -> HttpResponse:
    """Bản sao y, sao lục, trích sao đã lập."""
    readable = {"incoming": incoming.readable, "outgoing": outgoing.readable}[letter]
    if not readable(actor_of(request), [letter_id]):
        raise NotFound
    found = outgoing.copies_of(Subject(KINDS[letter], letter_id))
    return quick(_copies(list(found)))


def _copies(several: list[Copy]) -> list[dict[str, Any]]:
    papers = outgoing.papers_of(several)
    names = [name for name in CopyOut.model_fields if name != "file_id"]
    return [
        {name: getattr(copy, name) for name in names}
        | {"file_id": papers[copy.pk].pk if copy.pk in papers else None}
        for copy in several
    ]


def _shown(group: RecipientGroup) -> dict[str, Any]:
    members = [agency.pk for agency in group.members.all()]
    return {"id": group.pk, "name": group.name, "agency_ids": members}

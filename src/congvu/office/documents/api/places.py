"""Lists of places, and certified copies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.kernel.api import AnyId, In, Key, actor_of, picked, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import Line
from congvu.office.documents.api.verbs import told
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND
from congvu.office.documents.models import RecipientGroup
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


@router.post("/copies", response={201: CopyOut}, summary=_COPY[0], description=_COPY[1])
def make_copy(request: HttpRequest, payload: CopyIn) -> HttpResponse:
    """Number and register line of a certified copy."""
    copy = actions.make_copy(
        actor=actor_of(request), at=now(), kind=payload.kind,
        subject=Subject(KINDS[payload.letter], payload.letter_id),
        signer_name=payload.signer_name, recipients=payload.recipients, copies=payload.copies,
    )  # fmt: skip
    return quick(picked(CopyOut, copy), status=201)


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
    return quick([picked(CopyOut, copy) for copy in found])


def _shown(group: RecipientGroup) -> dict[str, Any]:
    members = [agency.pk for agency in group.members.all()]
    return {"id": group.pk, "name": group.name, "agency_ids": members}

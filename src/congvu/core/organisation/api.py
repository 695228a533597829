"""Reading the organisation through the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from congvu.core.kernel.api import PageOut, actor_of, page_of
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.text import clean_line
from congvu.core.organisation import actions, queries
from congvu.core.organisation.choices import Authority
from congvu.core.organisation.models import Agency, Appointment

router = Router()
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str, Query(max_length=1000)]
Id = Annotated[int, Query(ge=1, le=2**63 - 1)]


class AgencyOut(Schema):
    id: int
    name: str
    short_name: str
    notation: str
    level: str
    parent_id: int | None
    is_member: bool
    valid_from: date | None
    valid_to: date | None
    successor_id: int | None


class CodeOut(Schema):
    scheme: str
    code: str
    valid_from: date | None
    valid_to: date | None


class AgencyDetailOut(AgencyOut):
    address: str
    email: str
    phone: str
    website: str
    codes: list[CodeOut]


class UnitOut(Schema):
    id: int
    name: str
    notation: str
    kind: str
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None


class PersonOut(Schema):
    appointment_id: int
    post_id: int
    user_id: int
    name: str
    title: str
    role: str
    unit_id: int
    unit: str


@router.get("/agencies", response=PageOut[AgencyOut], summary="Danh mục cơ quan")
def agencies(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    on: date | None = None,
    members_only: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """Cơ quan có hiệu lực vào ngày `on` (bỏ trống là hôm nay), tìm theo tên, ký hiệu, mã."""
    found = queries.search_agencies(
        clean_line(q, 200), on=on or local_date(now()), members_only=members_only
    )
    return page_of(found, cursor=cursor, limit=limit, order=("sort_key", "id"))


@router.get("/agencies/by-code/{code}", response=AgencyDetailOut, summary="Cơ quan theo mã")
def agency_by_code(request: HttpRequest, code: str, on: date | None = None) -> dict[str, object]:
    """Cơ quan mang mã vào ngày `on`; mã đã đóng vẫn tra được theo ngày của văn bản."""
    agency = queries.agency_by_code(code[:35], on=on or local_date(now()))
    if agency is None:
        raise NotFound("Không có cơ quan mang mã này vào ngày đó. Hãy kiểm tra mã và ngày.")
    return _detail(agency)


@router.get("/agencies/{agency_id}", response=AgencyDetailOut, summary="Một cơ quan")
def agency(request: HttpRequest, agency_id: int) -> dict[str, object]:
    """Một cơ quan kèm mọi mã định danh của nó."""
    return _detail(queries.agency(_sane(agency_id)))


@router.get("/agencies/{agency_id}/units", response=list[UnitOut], summary="Đơn vị của cơ quan")
def units(request: HttpRequest, agency_id: int, on: date | None = None) -> object:
    """Các đơn vị của cơ quan vào ngày `on`, theo thứ tự của cơ quan."""
    queries.agency(_sane(agency_id))
    return queries.units_of(agency_id, on=on or local_date(now()))


@router.get("/people", response=PageOut[PersonOut], summary="Người của cơ quan mình")
def people(
    request: HttpRequest, unit_id: Id | None = None, cursor: Cursor = "", limit: Limit = 50
) -> dict[str, object]:
    """Ai giữ vị trí nào trong cơ quan của người gọi."""
    actor = actor_of(request)
    if actor.agency_id is None:
        return {"items": [], "next_cursor": ""}
    held = queries.people_of(at=now(), agency_id=actor.agency_id, unit_id=unit_id)
    return page_of(held, cursor=cursor, limit=limit, order=("id",), show=_person)


class DelegationIn(Schema):
    giver_appointment_id: int = Field(ge=1, lt=2**63)
    receiver_appointment_id: int = Field(ge=1, lt=2**63)
    scopes: list[str] = Field(max_length=50)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    authority: Authority = Authority.TUQ
    basis: str = Field("", max_length=300)


class DelegationOut(Schema):
    id: int
    giver_id: int
    receiver_id: int
    scopes: list[str]
    starts_at: datetime
    ends_at: datetime
    authority: str
    revoked_at: datetime | None


@router.post("/delegations", response={201: DelegationOut}, summary="Ủy quyền")
def delegate(request: HttpRequest, payload: DelegationIn) -> Status[object]:
    """Ủy quyền các việc trong `scopes` (đầu tên việc) từ `starts_at` đến trước `ends_at`."""
    actor = actor_of(request)
    given = actions.delegate(
        actor=actor, at=now(), giver=queries.appointment(payload.giver_appointment_id),
        receiver=queries.appointment(payload.receiver_appointment_id), scopes=payload.scopes,
        starts_at=payload.starts_at, ends_at=payload.ends_at, authority=payload.authority,
        basis=payload.basis,
    )  # fmt: skip
    return Status(201, given)


@router.post("/delegations/{delegation_id}/revoke", response=DelegationOut, summary="Thu hồi")
def revoke(request: HttpRequest, delegation_id: int) -> object:
    """Thu hồi ủy quyền, có hiệu lực ngay."""
    actor = actor_of(request)
    given = queries.delegation_for(actor, _sane(delegation_id))
    return actions.revoke_delegation(actor=actor, delegation=given, at=now())


def _sane(key: int) -> int:
    if not 0 < key < 2**63:
        raise NotFound()
    return key


def _detail(agency: Agency) -> dict[str, object]:
    names = [*AgencyOut.model_fields, "address", "email", "phone", "website"]
    return {name: getattr(agency, name) for name in names} | {"codes": queries.codes_of(agency.pk)}


def _person(row: Appointment) -> dict[str, object]:
    return {
        "appointment_id": row.pk,
        "post_id": row.post_id,
        "user_id": row.user_id,
        "name": row.user.full_name,
        "title": row.post.title,
        "role": row.post.role,
        "unit_id": row.unit_id,
        "unit": row.unit.name,
    }

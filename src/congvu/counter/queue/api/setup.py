"""The API of setting a hall up: halls, groups, counters, people and kiosks, by the same verbs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.accounts.queries import active_user_named
from congvu.core.kernel.api import AnyId, In, Key, Version, actor_of, picked, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.counter.queue import actions, queries
from congvu.counter.queue.api.router import router
from congvu.counter.queue.choices import CHOSEN, Opening
from congvu.counter.queue.policies import demand_setup

Line = Annotated[str, Field(max_length=300)]
_KINDS = [str(one) for one in CHOSEN]


class HallSetOut(Schema):
    id: int
    agency_id: int
    name: str
    slug: str
    address: str
    opening: str
    early_minutes: int
    is_active: bool
    version: int


class ServiceGroupOut(Schema):
    id: int
    hall_id: int
    prefix: str
    name: str
    position: int
    expected_minutes: int
    priority_kinds: list[str]
    priority_run: int
    patience_minutes: int
    slot_minutes: int
    slot_capacity: int
    book_days: int
    is_active: bool
    version: int


class CounterSetOut(Schema):
    id: int
    hall_id: int
    number: int
    name: str
    group_ids: list[int]
    is_active: bool
    version: int


class HallSetupOut(HallSetOut):
    groups: list[ServiceGroupOut]
    counters: list[CounterSetOut]


class KioskOut(Schema):
    id: int
    name: str
    token: str = Field("", description="Chỉ có trong câu trả lời khi thêm máy; không lấy lại được.")
    revoked: bool


class HallIn(In):
    name: Line
    slug: Annotated[str, Field(max_length=40)]
    address: Line = ""
    opening: Opening = Opening.CALENDAR
    early_minutes: Annotated[int, Field(ge=0, le=120)] = 30
    is_active: bool = True


class NewHallIn(HallIn):
    agency_id: AnyId


class ChangedHallIn(HallIn):
    version: Version


class ServiceGroupIn(In):
    prefix: Annotated[str, Field(max_length=10)]
    name: Line
    position: Annotated[int, Field(ge=0, le=1000)] = 0
    expected_minutes: Annotated[int, Field(ge=1, le=240)] = 10
    priority_kinds: Annotated[list[str], Field(max_length=10)] = _KINDS
    priority_run: Annotated[int, Field(ge=0, le=20)] = 2
    patience_minutes: Annotated[int, Field(ge=1, le=600)] = 60
    slot_minutes: Annotated[int, Field(ge=0, le=240, description="0: không nhận đặt hẹn.")] = 0
    slot_capacity: Annotated[int, Field(ge=1, le=200)] = 1
    book_days: Annotated[int, Field(ge=1, le=60)] = 7
    is_active: bool = True


class ChangedServiceGroupIn(ServiceGroupIn):
    version: Version


class CounterIn(In):
    number: Annotated[int, Field(ge=1, le=999)]
    name: Line = ""
    group_ids: Annotated[list[AnyId], Field(max_length=100)] = []
    is_active: bool = True


class ChangedCounterIn(CounterIn):
    version: Version


class HallMemberIn(In):
    username: Annotated[str, Field(max_length=150)]
    member: bool = True


class KioskIn(In):
    name: Annotated[str, Field(max_length=100)]


def _counter(row: Any) -> dict[str, Any]:
    names = set(CounterSetOut.model_fields) - {"group_ids"}
    groups = sorted(group.pk for group in row.groups.all())
    return {name: getattr(row, name) for name in names} | {"group_ids": groups}


@router.get("/halls/{int:hall_id}/setup", response=HallSetupOut, summary="Thiết lập của sảnh")
def setup(request: HttpRequest, hall_id: Key) -> HttpResponse:
    """Sảnh, các nhóm dịch vụ, các quầy, kể cả nơi đã ngừng dùng."""
    hall = queries.hall_for(actor_of(request), hall_id)
    groups = [picked(ServiceGroupOut, row) for row in queries.groups_of(hall.pk, used=False)]
    counters = [_counter(row) for row in queries.counters_of(hall.pk, used=False)]
    return quick(picked(HallSetOut, hall) | {"groups": groups, "counters": counters})


@router.post("/halls", response={201: HallSetOut}, summary="Thêm sảnh")
def add_hall(request: HttpRequest, payload: NewHallIn) -> HttpResponse:
    """Phạm vi: `queue.hall.save`."""
    given = payload.arguments()
    made = actions.save_hall(
        actor=actor_of(request), agency_id=given.pop("agency_id"),
        fields=actions.HallFields(**given), at=now(),
    )  # fmt: skip
    return quick(picked(HallSetOut, made), status=201)


@router.post("/halls/{int:hall_id}", response=HallSetOut, summary="Sửa sảnh")
def change_hall(request: HttpRequest, hall_id: Key, payload: ChangedHallIn) -> HttpResponse:
    """Phạm vi: `queue.hall.save`."""
    actor, given = actor_of(request), payload.arguments()
    found = queries.hall_for(actor, hall_id)
    made = actions.save_hall(
        actor=actor, agency_id=found.agency_id, hall_id=found.pk, version=given.pop("version"),
        fields=actions.HallFields(**given), at=now(),
    )  # fmt: skip
    return quick(picked(HallSetOut, made))


@router.post("/halls/{int:hall_id}/groups", response={201: ServiceGroupOut}, summary="Thêm nhóm")
def add_group(request: HttpRequest, hall_id: Key, payload: ServiceGroupIn) -> HttpResponse:
    """Nhóm dịch vụ, quy tắc ưu tiên và đặt hẹn của nó. Phạm vi: `queue.group.save`."""
    made = actions.save_group(
        actor=actor_of(request), hall_id=hall_id, at=now(),
        fields=actions.GroupFields(**payload.arguments()),
    )  # fmt: skip
    return quick(picked(ServiceGroupOut, made), status=201)


@router.post(
    "/halls/{int:hall_id}/groups/{int:service_group_id}", response=ServiceGroupOut,
    summary="Sửa nhóm",
)  # fmt: skip
def change_group(
    request: HttpRequest, hall_id: Key, service_group_id: Key, payload: ChangedServiceGroupIn
) -> HttpResponse:
    """Phạm vi: `queue.group.save`."""
    given = payload.arguments()
    made = actions.save_group(
        actor=actor_of(request), hall_id=hall_id, group_id=service_group_id, at=now(),
        version=given.pop("version"), fields=actions.GroupFields(**given),
    )  # fmt: skip
    return quick(picked(ServiceGroupOut, made))


@router.post("/halls/{int:hall_id}/counters", response={201: CounterSetOut}, summary="Thêm quầy")
def add_counter(request: HttpRequest, hall_id: Key, payload: CounterIn) -> HttpResponse:
    """Phạm vi: `queue.counter.save`."""
    made = actions.save_counter(
        actor=actor_of(request), hall_id=hall_id, at=now(),
        fields=actions.CounterFields(**payload.arguments()),
    )  # fmt: skip
    return quick(_counter(made), status=201)


@router.post(
    "/halls/{int:hall_id}/counters/{int:counter_id}", response=CounterSetOut, summary="Sửa quầy"
)
def change_counter(
    request: HttpRequest, hall_id: Key, counter_id: Key, payload: ChangedCounterIn
) -> HttpResponse:
    """Phạm vi: `queue.counter.save`."""
    given = payload.arguments()
    made = actions.save_counter(
        actor=actor_of(request), hall_id=hall_id, counter_id=counter_id, at=now(),
        version=given.pop("version"), fields=actions.CounterFields(**given),
    )  # fmt: skip
    return quick(_counter(made))


@router.post("/halls/{int:hall_id}/members", response={204: None}, summary="Thêm, bớt nhân sự")
def set_member(request: HttpRequest, hall_id: Key, payload: HallMemberIn) -> HttpResponse:
    """Người của cơ quan khác ngồi quầy ở sảnh này. Phạm vi: `queue.member.set`."""
    actor = actor_of(request)
    demand_setup(actor, "queue.member.set", queries.hall_for(actor, hall_id).agency_id)
    user = active_user_named(payload.username)
    if user is None:
        raise Invalid(fields={"username": ["Không có tài khoản đang hoạt động với tên này."]})
    actions.set_member(
        actor=actor, hall_id=hall_id, user_id=user.pk, user_name=user.full_name,
        member=payload.member, at=now(),
    )  # fmt: skip
    return HttpResponse(status=204)


@router.post("/halls/{int:hall_id}/devices", response={201: KioskOut}, summary="Thêm máy lấy số")
def add_device(request: HttpRequest, hall_id: Key, payload: KioskIn) -> HttpResponse:
    """Mã máy chỉ trả về một lần. Phạm vi: `queue.device.add`."""
    made, token = actions.add_device(
        actor=actor_of(request), hall_id=hall_id, name=payload.name, at=now()
    )
    return quick({"id": made.pk, "name": made.name, "token": token, "revoked": False}, status=201)


@router.post("/devices/{int:device_id}/revoke", response=KioskOut, summary="Thu hồi máy lấy số")
def revoke_device(request: HttpRequest, device_id: Key) -> HttpResponse:
    """Phạm vi: `queue.device.revoke`."""
    made = actions.revoke_device(actor=actor_of(request), device_id=device_id, at=now())
    return quick({"id": made.pk, "name": made.name, "token": "", "revoked": True})

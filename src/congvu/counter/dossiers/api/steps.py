"""Steps of a process through the API, and trying another limit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from congvu.core.kernel.api import AnyId, In, Key, Version, Words, actor_of, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.worktime import Unit
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Seat
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router
from congvu.counter.dossiers.api.verbs import Verb, mount
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.queries.steps import steps_of, ways_on
from congvu.counter.dossiers.queries.whatif import Change, replay
from congvu.counter.procedures.queries import shape_of

StepCode = Annotated[str, Field(max_length=40)]


HoursOfStep = Annotated[
    str, Field(pattern=r"^[^=\x00]{1,40}=[0-9]{1,4}$", description="`mã bước=số giờ làm việc`")
]


class SeatIn(In):
    step: StepCode
    unit_id: AnyId | None = None
    post_id: AnyId | None = None


class TakeStepIn(In):
    version: Version
    step: StepCode
    move: StepCode
    remark: Words = ""
    seats: Annotated[list[SeatIn], Field(max_length=60)] = []
    way: Annotated[str, Field(max_length=8)] = ""
    to_name: Annotated[str, Field(max_length=200)] = ""

    def arguments(self) -> dict[str, Any]:
        seats = {one.step: Seat(one.unit_id, one.post_id) for one in self.seats}
        return {name: value for name, value in self if name != "seats"} | {"seats": seats}


class ConsultIn(In):
    version: Version
    agency_id: AnyId
    question: Words
    days: Annotated[int, Field(ge=1, le=60)]


class WayOnOut(Schema):
    step: str
    move: str
    label: str
    back: bool


class DossierStepOut(Schema):
    code: str
    name: str
    kind: str
    holder: str
    unit_id: int | None
    post_id: int | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    move: str


class DossierStepsOut(Schema):
    steps: list[DossierStepOut]
    ways: list[WayOnOut]


class WhatIfUnitOut(Schema):
    unit_id: int | None
    unit: str
    counted: int
    late_now: int
    late_then: int


class WhatIfStepOut(Schema):
    code: str
    name: str
    counted: int
    late_now: int
    late_then: int


class WhatIfRowOut(Schema):
    id: int
    code: str
    unit_id: int | None
    due_at: datetime
    ended_at: datetime
    where: str


class WhatIfOut(Schema):
    counted: int
    late_now: int
    late_then: int
    units: list[WhatIfUnitOut]
    steps: list[WhatIfStepOut]
    rows: list[WhatIfRowOut]


def _hours(pairs: list[str]) -> dict[str, int]:
    """``tham_dinh=16``: hours of a step by its code."""
    return {code: int(number) for code, _, number in (one.rpartition("=") for one in pairs)}


@router.get("/what-if", response=WhatIfOut, summary="Thử đổi thời hạn")
def what_if(
    request: HttpRequest, procedure_code: str, first: date, last: date, amount: int | None = None,
    unit: Unit = "working_day",
    hours: Annotated[list[HoursOfStep], Query(max_length=60)] = [],  # noqa: B006 - read only
) -> HttpResponse:  # fmt: skip
    """Tính lại các hồ sơ đã tiếp nhận theo thời hạn khác, hoặc theo số giờ khác của các bước;
    không thay đổi gì."""
    term = None if amount is None else Term(max(0, min(amount, 3650)), unit)
    found = replay(
        actor_of(request), Change(term, _hours(hours)), procedure_code=procedure_code[:60], first=first,
        last=last, at=now(),
    )  # fmt: skip
    by_step = [
        {name: getattr(one, name) for name in WhatIfStepOut.model_fields}
        for one in found.steps.values()
    ]
    units = [
        {name: getattr(one, name) for name in WhatIfUnitOut.model_fields} for one in found.by_unit
    ]
    names = [name for name in WhatIfRowOut.model_fields if name != "id"]
    rows = [{name: getattr(one, name) for name in names} | {"id": one.pk} for one in found.rows]
    return quick(
        {
            "counted": found.counted, "late_now": found.late_now, "late_then": found.late_then,
            "units": units, "steps": by_step, "rows": rows,
        }
    )  # fmt: skip


@router.get("/{int:dossier_id}/steps", response=DossierStepsOut, summary="Các bước của hồ sơ")
def steps(request: HttpRequest, dossier_id: Key) -> HttpResponse:
    """Các bước đã qua và đang mở, cùng thao tác làm được trên bước đang mở."""
    actor = actor_of(request)
    one = queries.for_actor(actor, dossier_id)
    rows = steps_of(one)
    still = [row for row in rows if row.closed_at is None]
    ways = ways_on(actor, still, shape_of(one.process)) if one.process is not None else []
    names = [name for name in DossierStepOut.model_fields if name != "holder"]
    return quick(
        {
            "steps": [
                {name: getattr(row, name) for name in names} | {"holder": row.holder_name}
                for row in rows
            ],
            "ways": [
                {
                    "step": way.key.partition(":")[0], "move": way.key.partition(":")[2],
                    "label": way.label, "back": way.back,
                }
                for way in ways
            ],
        }
    )  # fmt: skip


for verb in (
    Verb("step", actions.take_step, TakeStepIn),
    Verb("send-back", actions.return_step, shapes.DossierReasonIn),
    Verb("consult", actions.consult, ConsultIn),
):
    mount(verb)

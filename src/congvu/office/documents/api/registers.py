"""Registers: which there are, their numbers and lines, and why a number is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import (
    Cursor,
    In,
    Key,
    Limit,
    PageOut,
    Words,
    actor_of,
    picked,
    quick,
    rows_page,
)
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.office.documents.actions import registers as actions
from congvu.office.documents.api.incoming_shapes import SameDayOut
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import binary, paper
from congvu.office.documents.api.verbs import told
from congvu.office.documents.choices import GENERAL, Direction, NumberState
from congvu.office.documents.policies.registers import READ
from congvu.office.documents.queries import prints
from congvu.office.documents.queries import registers as queries
from congvu.office.documents.queries.incoming import SameDay, next_working_days, same_day_months

_OPEN, _HOLD, _UNHOLD, _ANNUL, _CLOSE = (
    told(f"documents.register.{verb}") for verb in ("open", "hold", "unhold", "annul", "close")
)
Value = Annotated[int, Path(ge=0, le=2**31 - 1)]
Series = Annotated[str, Field(max_length=40)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterOut(Schema):
    id: int
    name: str
    year: int
    direction: str
    series: str
    first_number: int
    last_number: int
    last_at: datetime | None
    closed_at: datetime | None


class RegisterCounted(RegisterOut):
    """With how many numbers stand on no letter now."""

    reserved: int
    held: int
    released: int
    annulled: int


class NumberOut(Schema):
    id: int
    register_id: int
    value: int
    state: str
    dated: date
    given_at: datetime
    subject_kind: str
    subject_id: int | None
    reason: str
    changed_at: datetime
    changed_by: str


class WhyOut(Schema):
    value: int
    answer: str


class ProofOut(Schema):
    whole: bool
    first: int
    last: int
    given: int
    missing: list[int]
    out_of_order: list[int]


class LinesOut(Schema):
    """The statutory columns and lines; ``next_start`` is null at the end."""

    columns: list[str]
    rows: list[list[str | int | date | None]]
    next_start: int | None


class OpenIn(In):
    direction: Direction
    series: Series = GENERAL
    first_number: int = Field(1, ge=1, le=1_000_000)
    reason: Words = ""


class HoldIn(In):
    direction: Direction = Direction.OUT
    series: Series = GENERAL
    count: int = Field(1, ge=1, le=20)
    reason: Words


class NumberReasonIn(In):
    reason: Words


COLUMNS = tuple(RegisterCounted.model_fields)
NUMBER_COLUMNS = tuple(NumberOut.model_fields)


@router.get("/registers", response=PageOut[RegisterCounted], summary="Sổ văn bản")
def register_list(
    request: HttpRequest,
    year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
    direction: Direction | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Sổ của cơ quan mình, mới mở trước."""
    wanted = {"year": year, "direction": direction}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    rows = queries.with_counts(queries.visible_to(actor_of(request)).filter(**chosen))
    return quick(rows_page(rows, COLUMNS, cursor=cursor, limit=limit))


@router.get("/registers/held", response=PageOut[NumberOut], summary="Số đang giữ")
def held(
    request: HttpRequest,
    direction: Direction = Direction.OUT,
    series: Annotated[str, Query(max_length=40)] = GENERAL,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Các số đang giữ mà văn bản của loạt số này được dùng."""
    rows = queries.held(actor_of(request), direction=direction, series=series)
    return quick(rows_page(rows, NUMBER_COLUMNS, cursor=cursor, limit=limit, order=("id",)))


@router.get("/registers/{int:register_id}", response=RegisterOut, summary="Một sổ văn bản")
def register(request: HttpRequest, register_id: Key) -> HttpResponse:
    """Số đầu, số cuối và tình trạng của sổ."""
    return quick(picked(RegisterOut, queries.for_actor(actor_of(request), register_id)))


@router.get(
    "/registers/{int:register_id}/numbers",
    response=PageOut[NumberOut],
    summary="Các số của sổ",
)
def numbers(
    request: HttpRequest,
    register_id: Key,
    state: NumberState | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Theo thứ tự số, kèm văn bản hoặc lý do của từng số."""
    rows = queries.for_actor(actor_of(request), register_id).numbers.all()
    rows = rows.filter(state=state) if state else rows
    return quick(rows_page(rows, NUMBER_COLUMNS, cursor=cursor, limit=limit, order=("value",)))


@router.get(
    "/registers/{int:register_id}/why/{int:value}",
    response=WhyOut,
    summary="Vì sao không có số này",
)
def why(request: HttpRequest, register_id: Key, value: Value) -> HttpResponse:
    """Một câu trả lời cho bất kỳ số nào."""
    found = queries.for_actor(actor_of(request), register_id)
    return quick({"value": value, "answer": queries.why(found, value)})


@router.get(
    "/registers/{int:register_id}/proof", response=ProofOut, summary="Kiểm tra sổ liền mạch"
)
def proof(request: HttpRequest, register_id: Key) -> HttpResponse:
    """Đếm lại sổ từ từng số: số thiếu và số cấp sai thứ tự thời gian."""
    found = queries.prove(queries.for_actor(actor_of(request), register_id))
    return quick(picked(ProofOut, found))


@router.get(
    "/registers/{int:register_id}/lines", response=LinesOut, summary="Sổ theo cột luật định"
)
def lines(
    request: HttpRequest,
    register_id: Key,
    book: Literal["", "outgoing", "incoming", "tracking", "copies"] = "",
    start: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1,
    limit: Limit = 100,
) -> HttpResponse:
    """Các dòng của sổ theo Phụ lục IV Nghị định 30/2020/NĐ-CP, từ số `start`."""
    found = prints.register_lines(
        actor=actor_of(request), register_id=register_id, book=book, start=start, limit=limit
    )
    return quick(
        {"columns": found.columns, "rows": found.rows, "next_start": found.next_value}
    )  # fmt: skip


@router.get(
    "/registers/{int:register_id}/print.pdf",
    summary="In sổ (PDF)",
    openapi_extra=binary("application/pdf"),
)
def print_pdf(
    request: HttpRequest,
    register_id: Key,
    book: Literal["", "outgoing", "incoming", "tracking", "copies"] = "",
    day_from: date | None = None,
    day_to: date | None = None,
) -> HttpResponse:
    """Sổ theo mẫu, khổ A4 ngang; mỗi lần in được ghi nhật ký."""
    span = prints.Span(day_from=day_from, day_to=day_to)
    content = prints.register_pdf(
        actor=actor_of(request), at=now(), register_id=register_id, book=book, span=span
    )
    return paper(content, f"so-{register_id}.pdf")


@router.get(
    "/registers/{int:register_id}/print.xlsx",
    summary="Xuất sổ (Excel)",
    openapi_extra=binary(XLSX),
)
def print_xlsx(
    request: HttpRequest,
    register_id: Key,
    book: Literal["", "outgoing", "incoming", "tracking", "copies"] = "",
    day_from: date | None = None,
    day_to: date | None = None,
) -> FileResponse:
    """Sổ theo mẫu trong bảng tính; mỗi lần xuất được ghi nhật ký."""
    span = prints.Span(day_from=day_from, day_to=day_to)
    stream = prints.register_xlsx(
        actor=actor_of(request), at=now(), register_id=register_id, book=book, span=span
    )
    return FileResponse(
        stream, as_attachment=True, filename=f"so-{register_id}.xlsx", content_type=XLSX
    )


@router.post("/registers", response={201: RegisterOut}, summary=_OPEN[0], description=_OPEN[1])
def open_register(request: HttpRequest, payload: OpenIn) -> HttpResponse:
    """Go on after numbers given outside this system."""
    opened = actions.open_register(**_by(request), **payload.arguments())
    return quick(picked(RegisterOut, opened), status=201)


@router.post(
    "/registers/hold", response={201: list[NumberOut]}, summary=_HOLD[0], description=_HOLD[1]
)
def hold(request: HttpRequest, payload: HoldIn) -> HttpResponse:
    """The next numbers of the register of this year."""
    taken = actions.hold(**_by(request), **payload.arguments())
    return quick([picked(NumberOut, number) for number in taken], status=201)


@router.post(
    "/numbers/{int:number_id}/unhold", response=NumberOut, summary=_UNHOLD[0],
    description=_UNHOLD[1],
)  # fmt: skip
def unhold(request: HttpRequest, number_id: Key, payload: NumberReasonIn) -> HttpResponse:
    """Given out before any new one."""
    return _settled(request, actions.unhold, number_id, payload)


@router.post(
    "/numbers/{int:number_id}/annul", response=NumberOut, summary=_ANNUL[0], description=_ANNUL[1]
)
def annul(request: HttpRequest, number_id: Key, payload: NumberReasonIn) -> HttpResponse:
    """Never used; the register prints the reason."""
    return _settled(request, actions.annul, number_id, payload)


@router.post(
    "/registers/{int:register_id}/close", response=RegisterOut, summary=_CLOSE[0],
    description=_CLOSE[1],
)  # fmt: skip
def close(request: HttpRequest, register_id: Key) -> HttpResponse:
    """Nothing changes in it any more."""
    closed = actions.close_register(actor=actor_of(request), at=now(), register_id=register_id)
    return quick(picked(RegisterOut, closed))


def _settled(
    request: HttpRequest, act: Any, number_id: int, payload: NumberReasonIn
) -> HttpResponse:
    number = act(actor=actor_of(request), at=now(), number_id=number_id, reason=payload.reason)
    return quick(picked(NumberOut, number))


def _by(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = actor_of(request)
    return {"actor": actor, "at": now(), "agency_id": actor.agency_id or 0}


@router.get("/registers/same-day", response=list[SameDayOut], summary="Vào sổ đúng hạn theo tháng")
def same_day(request: HttpRequest, since: date, until: date) -> HttpResponse:
    """Văn bản đến trong khoảng, theo tháng đến; khoảng dài nhất ba năm (Điều 22 Nghị định
    30/2020/NĐ-CP)."""
    actor = actor_of(request)
    demand(actor, READ)
    if not timedelta(0) <= until - since <= LONGEST:
        raise Invalid(
            "Ngày bắt đầu phải trước ngày kết thúc và khoảng không quá ba năm. Hãy chọn lại.",
            fields={"until": ["Khoảng ngày không hợp lệ."]},
        )
    days = next_working_days(actor.agency_id, since, until)
    months = same_day_months(actor.agency_id or 0, since, until, next_working_day=days)
    return quick([{"month": month, **_figures(rate)} for month, rate in months])


LONGEST = timedelta(days=3 * 366)


def _figures(rate: SameDay) -> dict[str, int]:
    return {name: getattr(rate, name) for name in SameDayOut.model_fields if name != "month"}

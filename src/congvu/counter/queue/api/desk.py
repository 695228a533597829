"""The API of the queue: halls, numbers, counters and appointments, by the same verbs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from congvu.core.kernel.api import AnyId, In, Key, actor_of, picked, quick
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.subject import Subject
from congvu.counter.queue import actions, queries
from congvu.counter.queue.api.router import router
from congvu.counter.queue.choices import BookedBy
from congvu.counter.queue.models import Counter, Ticket

Text = Annotated[str, Field(max_length=300)]


class HallRow(Schema):
    id: int
    name: str
    slug: str
    address: str
    agency_id: int
    is_active: bool


class WaitingLineOut(Schema):
    service_group_id: int
    prefix: str
    name: str
    waiting: int
    forecast_minutes: int | None
    account: list[str] = Field(description="Cách tính dự kiến, từng dòng.")


class CallOut(Schema):
    code: str
    counter: int
    at: datetime
    sentence: str
    state: str


class CounterOut(Schema):
    id: int
    hall_id: int
    number: int
    name: str
    staff_name: str
    opened_at: datetime | None


class HallBoardOut(Schema):
    lines: list[WaitingLineOut]
    calls: list[CallOut]
    counters: list[CounterOut]


class TicketOut(Schema):
    id: int
    hall_id: int
    group_id: int
    counter_id: int | None
    day: date
    number: int
    code: str
    priority: str
    favoured: bool
    state: str
    taken_at: datetime
    called_at: datetime | None
    served_at: datetime | None
    ended_at: datetime | None
    subject_kind: str
    subject_id: int | None


class CounterFigureOut(Schema):
    number: int
    served: int
    minutes: float | None


class HallFiguresOut(Schema):
    day: date
    taken: int
    served: int
    missed: int
    cancelled: int
    favoured: int
    wait_p50: float | None
    wait_p95: float | None
    counters: list[CounterFigureOut]


class AppointmentOut(Schema):
    id: int
    code: str
    state: str
    starts_at: datetime
    ticket_id: int | None


class OfServiceGroupIn(In):
    service_group_id: AnyId

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {"group_id": given.pop("service_group_id"), **given}


class TakeNumberIn(OfServiceGroupIn):
    priority: Annotated[str, Field(max_length=12)] = ""
    request_key: Annotated[str, Field(min_length=8, max_length=64)]


class CallNextIn(In):
    finishing: int | None = Field(None, ge=1, le=2**63 - 1)


class TicketHoldIn(In):
    reason: Text = ""


class TransferTicketIn(OfServiceGroupIn):
    reason: Text = ""


class AttachSubjectIn(In):
    subject_kind: Annotated[str, Field(max_length=60)]
    subject_id: AnyId


class BookHourIn(OfServiceGroupIn):
    starts_at: datetime
    name: Annotated[str, Field(max_length=100)]
    phone: Annotated[str, Field(max_length=20)]
    request_key: Annotated[str, Field(min_length=8, max_length=64)]


def _ticket(ticket: Ticket, *, status: int = 200) -> HttpResponse:
    return quick(picked(TicketOut, ticket), status=status)


@router.get("/halls", response=list[HallRow], summary="Các sảnh")
def halls(request: HttpRequest) -> HttpResponse:
    """Sảnh mà người gọi làm việc hoặc quản trị."""
    rows = queries.halls_for(actor_of(request))[:200]
    return quick([picked(HallRow, row) for row in rows])


@router.get("/halls/{int:hall_id}", response=HallBoardOut, summary="Tình hình của sảnh")
def board(request: HttpRequest, hall_id: Key) -> HttpResponse:
    """Hàng chờ từng nhóm với dự kiến, các số đang gọi và các quầy."""
    hall, day = queries.hall_for(actor_of(request), hall_id), local_date(now())
    lines = [
        {
            "service_group_id": line.group.pk, "prefix": line.group.prefix, "name": line.group.name,
            "waiting": line.waiting, "forecast_minutes": line.forecast.minutes,
            "account": line.forecast.lines,
        }
        for line in queries.lines_of(queries.groups_of(hall.pk), day)
    ]  # fmt: skip
    calls = [picked(CallOut, call) for call in queries.board(hall.pk, day)]
    counters = [picked(CounterOut, row) for row in queries.counters_of(hall.pk)]
    return quick({"lines": lines, "calls": calls, "counters": counters})


@router.get("/halls/{int:hall_id}/figures", response=HallFiguresOut, summary="Số liệu một ngày")
def figures(
    request: HttpRequest, hall_id: Key, day: Annotated[date | None, Query()] = None
) -> HttpResponse:
    """Tính từ diễn biến của từng phiếu; mặc định là hôm nay."""
    hall = queries.hall_for(actor_of(request), hall_id)
    found = queries.day_figures(hall.pk, day or local_date(now()))
    rows = [picked(CounterFigureOut, one) for one in found.counters]
    return quick(picked(HallFiguresOut, found) | {"counters": rows})


@router.post("/halls/{int:hall_id}/tickets", response={201: TicketOut}, summary="Lấy số")
def take(request: HttpRequest, hall_id: Key, payload: TakeNumberIn) -> HttpResponse:
    """Cùng `request_key` thì cùng phiếu. Phạm vi: `queue.ticket.take`."""
    ticket = actions.take(actor=actor_of(request), hall_id=hall_id, at=now(), **payload.arguments())
    return _ticket(ticket, status=201)


@router.get("/tickets/{int:ticket_id}", response=TicketOut, summary="Một phiếu")
def ticket(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    return _ticket(queries.ticket_for(actor_of(request), ticket_id))


@router.post("/counters/{int:counter_id}/open", response=CounterOut, summary="Mở quầy")
def open_counter(request: HttpRequest, counter_id: Key) -> HttpResponse:
    """Phạm vi: `queue.counter.open`."""
    return _counter(actions.open_counter(actor=actor_of(request), counter_id=counter_id, at=now()))


@router.post("/counters/{int:counter_id}/close", response=CounterOut, summary="Đóng quầy")
def close_counter(request: HttpRequest, counter_id: Key) -> HttpResponse:
    """Phạm vi: `queue.counter.close`."""
    return _counter(actions.close_counter(actor=actor_of(request), counter_id=counter_id, at=now()))


def _counter(counter: Counter) -> HttpResponse:
    return quick(picked(CounterOut, counter))


@router.post("/counters/{int:counter_id}/call", response=TicketOut, summary="Gọi số tiếp theo")
def call_next(request: HttpRequest, counter_id: Key, payload: CallNextIn) -> HttpResponse:
    """`finishing` là phiếu đang ở quầy, được kết thúc trước. Phạm vi: `queue.ticket.call`."""
    return _ticket(
        actions.call_next(
            actor=actor_of(request), counter_id=counter_id, at=now(), **payload.arguments()
        )
    )


@router.post("/tickets/{int:ticket_id}/recall", response=TicketOut, summary="Gọi lại")
def recall(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.recall`."""
    return _ticket(actions.recall(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/serve", response=TicketOut, summary="Bắt đầu phục vụ")
def serve(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.serve`."""
    return _ticket(actions.serve(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/hold", response=TicketOut, summary="Tạm dừng")
def hold(request: HttpRequest, ticket_id: Key, payload: TicketHoldIn) -> HttpResponse:
    """Phạm vi: `queue.ticket.hold`."""
    return _ticket(
        actions.hold(actor=actor_of(request), ticket_id=ticket_id, at=now(), **payload.arguments())
    )


@router.post("/tickets/{int:ticket_id}/resume", response=TicketOut, summary="Phục vụ tiếp")
def resume(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.resume`."""
    return _ticket(actions.resume(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/finish", response=TicketOut, summary="Xong")
def finish(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.finish`."""
    return _ticket(actions.finish(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/miss", response=TicketOut, summary="Không có mặt")
def miss(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.miss`."""
    return _ticket(actions.miss(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/transfer", response=TicketOut, summary="Chuyển nhóm")
def transfer(request: HttpRequest, ticket_id: Key, payload: TransferTicketIn) -> HttpResponse:
    """Giữ nguyên số và chỗ. Phạm vi: `queue.ticket.transfer`."""
    return _ticket(
        actions.transfer(
            actor=actor_of(request), ticket_id=ticket_id, at=now(), **payload.arguments()
        )
    )


@router.post("/tickets/{int:ticket_id}/cancel", response=TicketOut, summary="Hủy phiếu")
def cancel(request: HttpRequest, ticket_id: Key) -> HttpResponse:
    """Phạm vi: `queue.ticket.cancel`."""
    return _ticket(actions.cancel(actor=actor_of(request), ticket_id=ticket_id, at=now()))


@router.post("/tickets/{int:ticket_id}/subject", response=TicketOut, summary="Gắn hồ sơ")
def attach(request: HttpRequest, ticket_id: Key, payload: AttachSubjectIn) -> HttpResponse:
    """Phạm vi: `queue.ticket.attach`."""
    subject = Subject(payload.subject_kind, payload.subject_id)
    return _ticket(
        actions.attach(actor=actor_of(request), ticket_id=ticket_id, subject=subject, at=now())
    )


@router.post("/appointments", response={201: AppointmentOut}, summary="Đặt hẹn qua điện thoại")
def book(request: HttpRequest, payload: BookHourIn) -> HttpResponse:
    """`starts_at` là lúc bắt đầu một khung giờ. Phạm vi: `queue.appointment.book`."""
    given = payload.arguments()
    starts_at = given.pop("starts_at")
    if starts_at.tzinfo is None:
        starts_at = starts_at.replace(tzinfo=VIETNAM)
    made = actions.book(
        actor=actor_of(request), at=now(), starts_at=starts_at, booked_by=BookedBy.PHONE, **given
    )
    return quick(_appointment(made), status=201)


@router.post(
    "/appointments/{int:appointment_id}/cancel", response=AppointmentOut, summary="Hủy lịch hẹn"
)
def cancel_appointment(request: HttpRequest, appointment_id: Key) -> HttpResponse:
    """Phạm vi: `queue.appointment.cancel`."""
    made = actions.cancel_appointment(
        actor=actor_of(request), appointment_id=appointment_id, at=now()
    )
    return quick(_appointment(made))


@router.post(
    "/appointments/{int:appointment_id}/arrive", response=TicketOut, summary="Khách hẹn đã đến"
)
def arrive(request: HttpRequest, appointment_id: Key) -> HttpResponse:
    """Cấp phiếu ưu tiên. Phạm vi: `queue.appointment.arrive`."""
    return _ticket(actions.arrive(actor=actor_of(request), appointment_id=appointment_id, at=now()))


def _appointment(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "code": row.code, "state": row.state, "starts_at": row.slot.starts_at,
        "ticket_id": row.ticket_id,
    }  # fmt: skip

"""The post office under ``/api/v1/exchange/``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from congvu.core.kernel.api import Cursor, In, Key, Limit, PageOut, actor_of, quick, rows_page
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.office.exchange import actions, policies, queries
from congvu.office.exchange.models import Delivery, Peer
from congvu.office.exchange.queries.board import TABS

router = Router(tags=["Liên thông"])
Text = Annotated[str, Field(max_length=500)]


class DeliveryRow(Schema):
    id: int
    envelope_id: int
    organ_code: str
    name: str
    state: str
    status: str
    recall: str
    attempts: int
    cause: str
    waiting_since: datetime
    sent_at: datetime | None
    arrived_at: datetime | None


class EntryOut(Schema):
    code: str
    label: str
    description: str
    from_code: str
    to_code: str
    at: datetime


class WayOut(DeliveryRow):
    entries: list[EntryOut]
    abilities: dict[str, bool]


class EnvelopeOut(Schema):
    id: int
    direction: str
    document_id: str
    business: int
    sender_code: str
    sender_name: str
    code: str
    title: str
    created_at: datetime
    deliveries: list[WayOut]


class PeerOut(Schema):
    id: int
    code: str
    name: str
    speech: str
    base_url: str
    paused: bool
    last_seen_at: datetime | None
    away_since: datetime | None
    last_error: str
    waiting: int
    dead: int
    held: int


class HeldRow(Schema):
    id: int
    peer_id: int | None
    reason_code: str
    reason: str
    sender_code: str
    document_id: str
    times: int
    first_at: datetime
    last_at: datetime
    state: str


class PauseIn(In):
    paused: bool


class HeldRemarkIn(In):
    remark: Text = ""


class ShareOut(Schema):
    agency_id: int
    agency: str
    level: str
    month: date
    electronic: int
    issued: int
    percent: float | None


COLUMNS = tuple(DeliveryRow.model_fields)


@router.get("/deliveries", response=PageOut[DeliveryRow], summary="Các lượt gửi")
def deliveries(
    request: HttpRequest,
    tab: Annotated[str, Query(max_length=20, description="cho, loi, da-gui, da-den, tu-choi")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Của cơ quan người gọi, đi và đến; mới trước."""
    if tab not in TABS:
        raise Invalid(f"Không có nhóm “{tab[:20]}”. Hãy chọn: {', '.join(filter(None, TABS))}.")
    rows = queries.deliveries(actor_of(request)).filter(TABS[tab]).select_related(None)
    return quick(rows_page(rows.order_by("-id"), COLUMNS, cursor=cursor, limit=limit))


@router.get("/envelopes/{int:envelope_id}", response=EnvelopeOut, summary="Một phong bì")
def envelope(request: HttpRequest, envelope_id: Key) -> HttpResponse:
    """Với tình trạng và mọi trạng thái của từng nơi nhận."""
    actor = actor_of(request)
    found = queries.envelope_for(actor, envelope_id)
    [posted] = queries.posted([found])
    whole = actor.is_admin or actor.is_system or found.sender_agency_id == actor.agency_id
    names = ("id", "direction", "document_id", "business", "sender_code", "sender_name", "code",
             "title", "created_at")  # fmt: skip
    return quick(
        {name: getattr(found, name) for name in names}
        | {
            "deliveries": [
                _delivery(way.delivery)
                | {
                    "entries": [
                        {name: getattr(entry, name) for name in EntryOut.model_fields}
                        for entry in way.entries
                    ],
                    "abilities": policies.abilities(actor, found, way.delivery),
                }
                for way in posted.ways
                if whole or way.delivery.agency_id == actor.agency_id
            ]
        }
    )


@router.post("/deliveries/{int:delivery_id}/resend", response=DeliveryRow, summary="Gửi lại")
def resend(request: HttpRequest, delivery_id: Key) -> HttpResponse:
    """Dùng đúng mã liên thông cũ. Phạm vi: `exchange.delivery.resend`."""
    row = actions.resend(actor=actor_of(request), at=now(), delivery_id=delivery_id)
    return quick(_delivery(row))


@router.get("/peers", response=list[PeerOut], summary="Hệ thống kết nối")
def peers(request: HttpRequest) -> HttpResponse:
    """Dành cho quản trị hệ thống."""
    policies.demand_it(actor_of(request))
    return quick([_peer(peer) for peer in queries.peers(at=now())])


@router.post("/peers/{int:peer_id}/pause", response=PeerOut, summary="Tạm dừng, mở lại kết nối")
def pause(request: HttpRequest, peer_id: Key, payload: PauseIn) -> HttpResponse:
    """Phạm vi: `exchange.peer.pause`."""
    actions.pause_peer(actor=actor_of(request), at=now(), peer_id=peer_id, paused=payload.paused)
    found = next(peer for peer in queries.peers(at=now()) if peer.pk == peer_id)
    return quick(_peer(found))


@router.get("/quarantine", response=PageOut[HeldRow], summary="Gói tin bị giữ lại")
def quarantine(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Dành cho quản trị hệ thống."""
    rows = queries.held(actor_of(request)).select_related(None).order_by("-id")
    return quick(rows_page(rows, tuple(HeldRow.model_fields), cursor=cursor, limit=limit))


@router.post("/quarantine/{int:held_id}/discard", response=HeldRow, summary="Bỏ qua gói tin")
def discard(request: HttpRequest, held_id: Key, payload: HeldRemarkIn) -> HttpResponse:
    """Bản nguyên gốc vẫn được giữ. Phạm vi: `exchange.quarantine.discard`."""
    row = actions.discard(
        actor=actor_of(request), at=now(), quarantined_id=held_id, remark=payload.remark
    )
    return quick({name: getattr(row, name) for name in HeldRow.model_fields})


@router.get("/shares", response=list[ShareOut], summary="Tỷ lệ gửi điện tử")
def shares(
    request: HttpRequest, first: date | None = None, last: date | None = None
) -> HttpResponse:
    """Theo cơ quan và tháng; mặc định từ đầu năm đến nay."""
    end = last or local_date(now())
    start = first or end.replace(month=1, day=1)
    rows = queries.shares(actor_of(request), first=start, last=end)
    return quick([{name: getattr(row, name) for name in ShareOut.model_fields} for row in rows])


def _delivery(row: Delivery) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def _peer(peer: Peer) -> dict[str, Any]:
    return {name: getattr(peer, name) for name in PeerOut.model_fields}

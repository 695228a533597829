"""The API of the way to the national portal: how it stands, what waits, sending again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from congvu.core.kernel.api import AnyId, Cursor, In, Key, Limit, PageOut, actor_of, page_of, picked
from congvu.core.kernel.clock import now
from congvu.counter.national import actions, queries
from congvu.counter.national.choices import MessageState
from congvu.counter.national.models import Difference, Message, Reckoning

router = Router()


class PortalStatusOut(Schema):
    """How the connection stands."""

    joined: bool
    paused: bool
    silent_since: datetime | None
    last_seen_at: datetime | None
    last_error: str
    clock_skew_seconds: int
    waiting: int
    refused: int
    oldest_waiting_at: datetime | None
    filings_held: int
    differences: int


class PortalMessageOut(Schema):
    id: int
    dossier_id: int
    dossier_code: str
    service: int
    status: int
    state: str
    event_at: datetime
    sent_at: datetime | None
    tries: int
    cause: str


class PortalDifferenceOut(Schema):
    id: int
    day: date
    agency_id: int
    code: str
    dossier_id: int | None
    kind: str
    words: str
    waiting: bool
    resent_at: datetime | None


class PortalReckoningIn(In):
    agency_id: AnyId
    day: date


class PortalReckoningOut(Schema):
    id: int
    agency_id: int
    day: date
    at: datetime
    ours: int
    theirs: int


@router.get("/status", response=PortalStatusOut, summary="Tình trạng kết nối cổng quốc gia")
def status(request: HttpRequest) -> dict[str, Any]:
    counts, portal = queries.counts(actor_of(request)), queries.portal()
    return {
        "joined": portal is not None,
        "paused": portal.paused if portal else False,
        "silent_since": portal.silent_since if portal else None,
        "last_seen_at": portal.last_seen_at if portal else None,
        "last_error": portal.last_error if portal else "",
        "clock_skew_seconds": portal.skew if portal else 0,
        "waiting": counts.states.get(MessageState.WAITING, 0),
        "refused": counts.states.get(MessageState.DEAD, 0),
        "oldest_waiting_at": counts.oldest_at,
        "filings_held": counts.held,
        "differences": counts.differing,
    }


@router.get("/messages", response=PageOut[PortalMessageOut], summary="Thông điệp lên cổng")
def messages(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50,
    state: Annotated[MessageState | None, Query(description="Tình trạng.")] = None,
) -> dict[str, Any]:  # fmt: skip
    rows = queries.messages(actor_of(request)).defer("payload")
    if state is not None:
        rows = rows.filter(state=state)
    return page_of(rows, cursor=cursor, limit=limit, show=_message)


def _message(row: Message) -> dict[str, Any]:
    plain = ("id", "dossier_id", "service", "status", "state", "sent_at", "tries", "cause")
    return {name: getattr(row, name) for name in plain} | {
        "dossier_code": row.dossier.code, "event_at": row.event.at,
    }  # fmt: skip


@router.post("/messages/{message_id}/resend", response=PortalMessageOut, summary="Gửi lại")
def resend(request: HttpRequest, message_id: Key) -> dict[str, Any]:
    actor = actor_of(request)
    queries.message_for(actor, message_id)
    actions.resend(actor=actor, at=now(), message_id=message_id)
    return _message(queries.message_for(actor, message_id))


@router.get("/differences", response=PageOut[PortalDifferenceOut], summary="Điểm lệch khi đối soát")
def differences(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    rows = queries.differences(actor_of(request))
    return page_of(rows, cursor=cursor, limit=limit, show=_difference)


def _difference(row: Difference) -> dict[str, Any]:
    plain = ("id", "code", "dossier_id", "kind", "words", "waiting", "resent_at")
    return {name: getattr(row, name) for name in plain} | {
        "day": row.reckoning.day, "agency_id": row.reckoning.agency_id,
    }  # fmt: skip


@router.get("/reckonings", response=PageOut[PortalReckoningOut], summary="Các ngày đã đối soát")
def reckonings(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    return page_of(queries.reckonings(actor_of(request)), cursor=cursor, limit=limit, show=_day)


def _day(row: Reckoning) -> dict[str, Any]:
    return picked(PortalReckoningOut, row)


@router.post("/reckonings", response={202: None}, summary="Yêu cầu đối soát một ngày")
def reckon(request: HttpRequest, body: PortalReckoningIn) -> Status[None]:
    """The comparison is made by the next worker; its differences stand in ``differences``."""
    actions.ask_reckoning(actor=actor_of(request), at=now(), agency_id=body.agency_id, day=body.day)
    return Status(202, None)

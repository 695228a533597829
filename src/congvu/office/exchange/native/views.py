"""Being called by another installation of Công Vụ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.kernel.errors import DomainError, Invalid, Unavailable
from congvu.office.exchange import actions
from congvu.office.exchange.errors import DigestMismatch, MessageTooLarge
from congvu.office.exchange.models import Peer
from congvu.office.exchange.native import batches, proof, unpacking
from congvu.office.exchange.queries.ledger import page_for

MOST_JSON = 4 * 1024 * 1024
MOST_STATUSES = 500
LIMITS = {
    "document_id": 250, "from_code": 35, "to_code": 35, "code": 10, "description": 1000,
    "staff": 150,
}  # fmt: skip
View = Callable[[HttpRequest, Peer, datetime], dict[str, Any]]


def for_peers(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Proof first, then the view; refusals as JSON with their code, for the machine over there."""

    @csrf_exempt
    @require_POST
    def answered(request: HttpRequest) -> HttpResponse:
        at = now()
        try:
            peer = proof.caller(request, at=at)
            return _json(view(request, peer, at), 200)
        except DomainError as refused:
            body = {"code": refused.code, "message": refused.message, "data": refused.data}
            return _json(body, refused.status)
        except (OperationalError, InterfaceError):
            return _json({"code": Unavailable.code, "message": Unavailable.default}, 503)

    answered.reads_stream = True  # type: ignore[attr-defined]
    return answered


@for_peers
def letters(request: HttpRequest, peer: Peer, at: datetime) -> dict[str, Any]:
    """``POST /lien-thong/v1/letters``: an edXML message as the body, streamed to the disk."""
    named = request.headers.get(proof.RECIPIENTS, "")
    accepted = actions.accept(
        peer=peer, stream=request, at=at, sha256=request.headers[proof.DIGEST],
        claimed_sender=request.headers.get(proof.SENDER, ""),
        recipients=[code for code in named.split(",") if code] or None,
    )  # fmt: skip
    return {"document_id": accepted.document_id, "fresh": accepted.fresh}


@for_peers
def batch(request: HttpRequest, peer: Peer, at: datetime) -> dict[str, Any]:
    """``POST /lien-thong/v1/batch``: several messages and their list, answered one by one."""
    outcomes = actions.accept_many(peer=peer, several=unpacking.handed(request), at=at)
    return {
        "outcomes": [
            {"status": 200, "document_id": one.document_id, "fresh": one.fresh}
            if isinstance(one, actions.Accepted)
            else {"status": one.status, "code": one.code, "message": one.message}
            for one in outcomes
        ]
    }  # fmt: skip


@for_peers
def statuses(request: HttpRequest, peer: Peer, at: datetime) -> dict[str, Any]:
    """``POST /lien-thong/v1/statuses``: a JSON list, answered one by one."""
    rows = _body(request)
    if not isinstance(rows, list) or len(rows) > MOST_STATUSES:
        raise Invalid("Danh sách trạng thái không đúng dạng. Hãy kiểm tra phần mềm bên gửi.")
    heard = [_heard(row) for row in rows]
    outcomes = actions.hear(actor=actions.peer_actor(peer), at=at, peer=peer, several=heard)
    return {
        "outcomes": [
            {"status": 200, "fresh": one.fresh}
            if one.refused is None
            else {"status": one.refused.status, "code": one.refused.code,
                  "message": one.refused.message}
            for one in outcomes
        ]
    }  # fmt: skip


@for_peers
def ping(request: HttpRequest, peer: Peer, at: datetime) -> dict[str, Any]:
    """``POST /lien-thong/v1/ping``: whether the connection works, and how much a batch may hold."""
    _body(request)
    return {
        "name": settings.CONGVU_EXCHANGE_CODE, "at": at.isoformat(),
        "batch": {"letters": batches.MOST_LETTERS, "bytes": batches.MOST_BYTES},
    }  # fmt: skip


@for_peers
def ledger(request: HttpRequest, peer: Peer, at: datetime) -> dict[str, Any]:
    """``POST /lien-thong/v1/ledger``: what was exchanged with the asking peer in a period."""
    asked = _body(request)
    if not isinstance(asked, dict):
        raise Invalid("Yêu cầu đối soát không đúng dạng. Hãy kiểm tra phần mềm bên gửi.")
    return page_for(
        peer, since=_moment(asked.get("since")), until=_moment(asked.get("until")),
        after=str(asked.get("after", ""))[:20],
    )  # fmt: skip


def _heard(row: Any) -> actions.Heard:
    if not isinstance(row, dict):
        raise Invalid("Trạng thái không đúng dạng. Hãy kiểm tra phần mềm bên gửi.")
    texts = {name: _text(row.get(name, ""), limit) for name, limit in LIMITS.items()}
    numbers = {
        name: row[name] if isinstance(row.get(name), int) else None
        for name in ("business", "serial")
    }
    return actions.Heard(
        document_id=texts["document_id"], from_code=texts["from_code"], to_code=texts["to_code"],
        code=texts["code"], description=texts["description"], staff=texts["staff"],
        at=_moment(row.get("at")), business=numbers["business"], serial=numbers["serial"],
    )  # fmt: skip


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Invalid("Trạng thái có ký tự không đọc được. Hãy kiểm tra phần mềm bên gửi.")
    return value[:limit]


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Invalid(
            "Thời điểm không đúng dạng ISO 8601. Hãy kiểm tra phần mềm bên gửi."
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=VIETNAM)


def _body(request: HttpRequest) -> Any:
    """The JSON body, proven to be what was signed."""
    body = request.read(MOST_JSON + 1)
    if len(body) > MOST_JSON:
        raise MessageTooLarge
    if hashlib.sha256(body).hexdigest() != request.headers[proof.DIGEST].lower():
        raise DigestMismatch
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("Nội dung không phải JSON. Hãy kiểm tra phần mềm bên gửi.") from None


def _json(body: dict[str, Any], status: int) -> HttpResponse:
    response = HttpResponse(
        orjson.dumps(body, default=str), status=status, content_type="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response

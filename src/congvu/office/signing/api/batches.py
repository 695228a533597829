"""The API of signatures: own keys, batches that wait, one PIN for all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.kernel.api import (
    AnyId,
    Cursor,
    In,
    Key,
    Limit,
    PageOut,
    actor_of,
    follow,
    page_of,
    quick,
)
from congvu.core.kernel.clock import now
from congvu.office.signing import actions, policies, queries
from congvu.office.signing.api.router import router
from congvu.office.signing.models import SigningItem, SigningKey, SigningRequest


class SigningKeyOut(Schema):
    id: int
    label: str
    kind: str
    purpose: str
    name: str
    issuer: str
    serial: str
    not_after: datetime
    is_test: bool


class SigningItemOut(Schema):
    position: int
    title: str
    subject_kind: str
    subject_id: int
    file_id: int
    result_id: int | None
    state: str
    outcome: str


class SigningBatchOut(Schema):
    id: int
    title: str
    state: str
    level: str
    signer: str
    created_at: datetime
    finished_at: datetime | None


class SigningBatchDetail(SigningBatchOut):
    items: list[SigningItemOut]


class ConfirmIn(In):
    key_id: AnyId
    pin: str = Field(min_length=1, max_length=64, description="Mã PIN, một lần cho cả lô.")


@router.get("/keys", response=list[SigningKeyOut], summary="Khóa ký tôi dùng được")
def keys(request: HttpRequest) -> HttpResponse:
    """Khóa của người gọi, và khóa cơ quan nếu người gọi giữ con dấu."""
    return quick([key_out(key) for key in queries.keys_for(actor_of(request))])


@router.get("/batches", response=PageOut[SigningBatchOut], summary="Lô ký số của tôi")
def batches(
    request: HttpRequest, waiting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """Lô người gọi ký hoặc đã trình; `waiting` chỉ lấy lô đang chờ người gọi ký."""
    actor = actor_of(request)
    rows = queries.requests_waiting(actor) if waiting else queries.requests_of(actor)
    return quick(page_of(rows, cursor=cursor, limit=limit, show=_batch))


@router.get("/batches/{int:batch_id}", response=SigningBatchDetail, summary="Một lô ký số")
def batch(request: HttpRequest, batch_id: Key) -> HttpResponse:
    """Từng văn bản của lô và kết quả của nó."""
    row = queries.request_for(actor_of(request), batch_id)
    return quick(_batch(row) | {"items": [_item(item) for item in row.items.all()]})


def _confirm(request: HttpRequest, batch_id: Key, form: ConfirmIn) -> dict[str, Any]:
    row = actions.confirm(
        actor=actor_of(request), at=now(), request_id=batch_id, key_id=form.key_id, pin=form.pin
    )
    return _batch(queries.request_for(actor_of(request), row.pk))


@router.post("/batches/{int:batch_id}/confirm", response=SigningBatchOut, summary="Ký cả lô")
@follow(_confirm)
def confirm(request: HttpRequest, batch_id: Key, form: ConfirmIn) -> dict[str, Any]:
    """Một mã PIN cho mọi văn bản chưa ký; việc ký chạy nền, xem kết quả ở địa chỉ của lô."""
    row = queries.request_for(actor_of(request), batch_id)
    policies.demand_signer(actor_of(request), row)
    return _batch(row)


@router.post("/batches/{int:batch_id}/cancel", response=SigningBatchOut, summary="Hủy lô ký số")
def cancel(request: HttpRequest, batch_id: Key) -> dict[str, Any]:
    """Văn bản đã ký giữ nguyên."""
    actions.cancel(actor=actor_of(request), at=now(), request_id=batch_id)
    return _batch(queries.request_for(actor_of(request), batch_id))


def key_out(key: SigningKey) -> dict[str, Any]:
    """A key with what its certificate says; shared by the operations of keys."""
    certificate = key.certificate
    own = {name: getattr(key, name) for name in ("id", "label", "kind", "purpose")}
    names = ("name", "issuer", "serial", "not_after", "is_test")
    return own | {name: getattr(certificate, name) for name in names}


def _batch(row: SigningRequest) -> dict[str, Any]:
    names = ("id", "title", "state", "level", "created_at", "finished_at")
    return {name: getattr(row, name) for name in names} | {"signer": row.signer.full_name}


def _item(item: SigningItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in SigningItemOut.model_fields}

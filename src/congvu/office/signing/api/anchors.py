"""Trusted roots over the API, for the system administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import File, Form, Schema, Status, UploadedFile
from pydantic import Field

from congvu.core.kernel.api import In, actor_of
from congvu.core.kernel.clock import now
from congvu.office.signing import actions, queries
from congvu.office.signing.api.router import router
from congvu.office.signing.choices import AnchorLabel
from congvu.office.signing.models import TrustAnchor


class AnchorOut(Schema):
    id: int
    sha256: str
    name: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    is_root: bool
    label: AnchorLabel
    source: str
    trusted_from: datetime | None
    trusted_until: datetime | None
    withdrawn_at: datetime | None


class AnchorIn(Schema):
    label: AnchorLabel
    source: Annotated[str, Field(min_length=1, max_length=300)]


class WithdrawAnchorIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


@router.get("/anchors", response=list[AnchorOut], summary="Danh sách gốc tin cậy")
def anchors(request: HttpRequest) -> list[TrustAnchor]:
    """Mọi chứng thư đã khai báo, kể cả đã ngừng tin cậy."""
    return list(queries.trust.anchors_for(actor_of(request)))


@router.post("/anchors", response={201: list[AnchorOut]}, summary="Khai báo gốc tin cậy")
def add_anchors(
    request: HttpRequest, form: Form[AnchorIn], file: File[UploadedFile]
) -> Status[list[TrustAnchor]]:
    """Tệp PEM (một hoặc nhiều chứng thư) hoặc DER của tổ chức chứng thực."""
    rows = actions.trust.add(
        actor=actor_of(request), at=now(), certificates=file.read(), label=form.label,
        source=form.source,
    )  # fmt: skip
    return Status(201, rows)


@router.post("/anchors/{int:anchor_id}/withdraw", response=AnchorOut, summary="Ngừng tin cậy")
def withdraw_anchor(request: HttpRequest, anchor_id: int, body: WithdrawAnchorIn) -> TrustAnchor:
    """Các lần xác minh sau không dùng chứng thư này nữa."""
    return actions.trust.withdraw(
        actor=actor_of(request), at=now(), anchor_id=anchor_id, reason=body.reason
    )

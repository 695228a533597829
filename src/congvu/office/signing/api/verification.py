"""Verification of PDF files over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Schema, Status, UploadedFile
from pydantic import Field

from congvu.core.files.queries import get as file_for
from congvu.core.kernel.api import actor_of, prepare, prepared
from congvu.core.kernel.clock import now
from congvu.office.signing import actions, queries
from congvu.office.signing.api.router import router
from congvu.office.signing.models import ValidationRecord
from congvu.office.signing.verification import Report


class ValidationOut(Schema):
    """`verdict`: `valid`, `invalid`, `unknown`; `report` là toàn bộ báo cáo bằng lời."""

    id: int
    file_id: int | None = Field(description="Không có khi tệp chỉ được tải lên để xác minh.")
    name: str
    sha256: str
    at: datetime
    verdict: str
    signatures: int
    reason: str
    report: dict[str, Any]


def _judge(request: HttpRequest, file: UploadedFile) -> Report:
    return actions.judge(actor=actor_of(request), at=now(), pdf=file.read())


@router.post("/verify", response={201: ValidationOut}, summary="Xác minh một tệp PDF")
@prepare(_judge)
def verify(request: HttpRequest, file: File[UploadedFile]) -> Status[ValidationRecord]:
    """Đọc chữ ký số của tệp tải lên. Tệp không được lưu lại, chỉ giữ tên, mã băm và báo cáo."""
    report: Report = prepared(request)
    row = actions.keep(
        actor=actor_of(request), at=report.at, report=report, name=file.name or "", file=None
    )
    return Status(201, row)


def _judge_file(request: HttpRequest, file_id: int) -> Report:
    actor = actor_of(request)
    file = file_for(actor=actor, file_id=file_id)
    return actions.judge_file(actor=actor, at=now(), file=file)


@router.post(
    "/files/{int:file_id}/validate", response={201: ValidationOut}, summary="Xác minh tệp đã lưu"
)
@prepare(_judge_file)
def validate(request: HttpRequest, file_id: int) -> Status[ValidationRecord]:
    """Đọc chữ ký số của một tệp PDF mà người gọi được đọc; kết quả được giữ cùng tệp."""
    actor = actor_of(request)
    file = file_for(actor=actor, file_id=file_id)
    report: Report = prepared(request)
    row = actions.keep(actor=actor, at=report.at, report=report, name=file.name, file=file)
    return Status(201, row)


@router.get("/validations/{int:record_id}", response=ValidationOut, summary="Kết quả xác minh")
def validation(request: HttpRequest, record_id: int) -> ValidationRecord:
    """Một kết quả của người gọi, hoặc của tệp mà người gọi được đọc."""
    return queries.validation.record_for(actor_of(request), record_id)

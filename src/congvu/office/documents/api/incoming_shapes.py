"""Shapes of incoming letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from congvu.core.kernel.api import LARGEST, AnyId, In, Many, Refused, Version, Words
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.api.shapes import (
    AnswerOut,
    ChainOut,
    FileOut,
    Line,
    PaperIn,
    RegisterRef,
)
from congvu.office.documents.choices import Source, Urgency
from congvu.office.documents.models import Incoming
from congvu.office.work.api.shapes import TargetIn


class IncomingFieldsIn(In):
    """Thông tin đăng ký của văn bản đến (Phụ lục VI Nghị định 30/2020/NĐ-CP)."""

    issuer_name: Line = Field("", description="Cơ quan ban hành; bỏ trống nếu có `issuer_id`.")
    issuer_id: int | None = Field(None, ge=1, le=LARGEST)
    issued_on: date | None = None
    subject: Line = ""
    code: Line = Field("", description="Số, ký hiệu như in trên văn bản, ví dụ `647/UBND-VP`.")
    kind: Line = Field("", description="Mã loại văn bản, ví dụ `cong_van`.")
    language: Line = "Tiếng Việt"
    pages: int | None = Field(None, ge=1, le=999)
    urgency: int = Field(Urgency.NORMAL, ge=0, le=9)
    secrecy: int = Field(0, ge=0, le=9)
    signer_name: Line = ""
    signer_title: Line = ""
    due_on: date | None = None
    paper_follows: bool = False
    note: Line = ""
    document_uid: Line = ""
    source: Line = Source.UPLOAD.value
    arrived_at: AwareDatetime | None = None

    def to_domain(self) -> Fields:
        return Fields(**{name: getattr(self, name) for name in IncomingFieldsIn.model_fields})


class ReceiveIn(In):
    fields: IncomingFieldsIn
    papers: list[PaperIn] = Field([], max_length=50)


class RegisterIn(ReceiveIn):
    accept_duplicate: bool = Field(False, description="Đã đối chiếu, vẫn vào sổ.")
    held_id: int | None = Field(None, ge=1, le=LARGEST, description="Số đang giữ được dùng.")


class RegisterArrivedIn(RegisterIn):
    version: Version


class BatchItemIn(RegisterIn):
    """With ``incoming_id`` a letter that waits, without it a new one."""

    incoming_id: int | None = Field(None, ge=1, le=LARGEST)
    version: Version | None = None


class BatchRegisterIn(In):
    items: list[BatchItemIn] = Field(min_length=1, max_length=Many)


class VersionIn(In):
    version: Version


class IncomingReasonIn(VersionIn):
    reason: Words


class CorrectIn(IncomingReasonIn):
    fields: IncomingFieldsIn


class PresentIn(VersionIn):
    to_post_id: AnyId
    remark: Words = ""


class OrderIn(In):
    """Bút phê: who leads, who supports, who is to know."""

    lead: TargetIn | None = None
    support: list[TargetIn] = Field([], max_length=Many)
    inform: list[TargetIn] = Field([], max_length=Many)
    instruction: Words = ""
    due_on: date | None = None


class DirectIn(OrderIn, VersionIn):
    pass


class HandOnIn(DirectIn):
    assignment_id: int | None = Field(None, ge=1, le=LARGEST)


class BatchDirectItemIn(DirectIn):
    incoming_id: AnyId


class BatchDirectIn(In):
    items: list[BatchDirectItemIn] = Field(min_length=1, max_length=Many)


class ReturnIn(IncomingReasonIn):
    assignment_id: int | None = Field(None, ge=1, le=LARGEST)


class ReportIn(VersionIn):
    result: Words
    assignment_id: int | None = Field(None, ge=1, le=LARGEST)


class RecallIn(VersionIn):
    assignment_id: AnyId
    reason: Words = ""


class FinishIn(VersionIn):
    result: Words


class RemarkIn(VersionIn):
    remark: Words = ""


class DecideIn(In):
    granted: bool
    remark: Words = ""


class AddFilesIn(In):
    version: Version
    papers: list[PaperIn] = Field(min_length=1, max_length=50)


class RemoveFileIn(In):
    version: Version
    file_id: AnyId
    reason: Line = Field(description="Bắt buộc; lưu trong nhật ký.")


class IncomingRow(Schema):
    """One letter as lists and verbs give it."""

    id: int
    version: int
    state: str
    number: int | None
    register_id: int | None
    source: str
    arrived_at: datetime
    registered_at: datetime | None
    code: str
    issued_on: date | None
    issuer_id: int | None
    issuer_name: str
    kind: str
    subject: str
    urgency: int
    secrecy: int
    purpose: str = Field(description="`act` để thực hiện, `inform` để biết.")
    due_on: date | None
    closed_at: datetime | None


COLUMNS = tuple(IncomingRow.model_fields)


class IncomingOut(IncomingRow):
    """One letter with everything its page shows."""

    in_register: RegisterRef | None
    registered_by: str
    language: str
    pages: int | None
    signer_name: str
    signer_title: str
    paper_follows: bool
    note: str
    document_uid: str
    refusal: str
    recall_reason: str
    result: str
    files: list[FileOut]
    answers: list[AnswerOut]
    chain: ChainOut | None
    abilities: dict[str, bool]


class OutcomeOut(Schema):
    """What became of one letter of a batch."""

    incoming_id: int | None
    letter: IncomingRow | None
    refused: Refused | None


class BatchOut(Schema):
    done: int
    refused: int
    outcomes: list[OutcomeOut]


class SameDayOut(Schema):
    """Registered in time, of the letters that came in one month."""

    month: date = Field(description="Ngày đầu tháng.")
    registered: int
    same_day: int
    next_working_day: int
    late: int
    percent: int


def shown(letter: Incoming) -> dict[str, Any]:
    """A letter as :class:`IncomingRow`."""
    return {name: getattr(letter, name) for name in COLUMNS}

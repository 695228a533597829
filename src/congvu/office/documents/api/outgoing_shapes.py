"""Shapes of outgoing letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from congvu.core.kernel.api import LARGEST, AnyId, In, Many, Refused, Version, Words
from congvu.office.documents.actions.outgoing import Fields, Place, Signed
from congvu.office.documents.api.shapes import ChainOpinionOut, FileOut, Line, PaperIn, RegisterRef
from congvu.office.documents.choices import Purpose, RecipientKind, Relation, Urgency
from congvu.office.documents.models import Outgoing

Body = Annotated[str, Field(max_length=250_000)]
Text = Annotated[str, Field(max_length=25_000)]


class PlaceIn(In):
    """Nơi nhận: an agency of the installation, a unit of one's own, or a name outside."""

    kind: RecipientKind
    agency_id: int | None = Field(None, ge=1, le=LARGEST)
    unit_id: int | None = Field(None, ge=1, le=LARGEST)
    name: Line = ""
    address: Line = ""
    purpose: Purpose = Purpose.ACT

    def to_domain(self) -> Place:
        return Place(**dict(self))


class DraftFieldsIn(In):
    """Nội dung dự thảo (Điều 8 Nghị định 30/2020/NĐ-CP)."""

    kind: Line = Field(description="Mã loại văn bản, ví dụ `cong_van`.")
    subject: Line
    addressees: Text = Field("", description="Kính gửi, mỗi dòng một nơi.")
    bases: Text = Field("", description="Căn cứ, mỗi dòng một căn cứ.")
    body: Body = ""
    details: dict[str, Text] = Field({}, max_length=20)
    kept_at: Line = ""
    body_name: Line = ""
    body_mark: Line = ""
    language: Line = "Tiếng Việt"
    copies: int = Field(1, ge=1, le=999)
    pages: int | None = Field(None, ge=1, le=999)
    urgency: int = Field(Urgency.NORMAL, ge=0, le=9)
    secrecy: int = Field(0, ge=0, le=9)
    due_on: date | None = None
    signer_post_id: int | None = Field(None, ge=1, le=LARGEST)
    relation: Relation = Relation.NONE
    related_to_id: int | None = Field(None, ge=1, le=LARGEST)
    places: list[PlaceIn] = Field([], max_length=2_000)
    note: Line = ""

    def to_domain(self) -> Fields:
        places = [place.to_domain() for place in self.places]
        return Fields(**dict(self) | {"places": places})


class DraftIn(In):
    fields: DraftFieldsIn
    unit_id: int | None = Field(None, ge=1, le=LARGEST, description="Bỏ trống là đơn vị mình.")
    reply_to: list[AnyId] = Field([], max_length=50, description="Mã văn bản đến được trả lời.")
    papers: list[PaperIn] = Field(
        [], max_length=50, description="Dự thảo tải lên (`draft`) và tài liệu kèm (`attachment`)."
    )


class EditIn(In):
    version: Version
    fields: DraftFieldsIn
    reply_to: list[AnyId] | None = Field(None, max_length=50, description="Bỏ trống là giữ nguyên.")
    papers: list[PaperIn] = Field([], max_length=50)


class RemarkIn(In):
    version: Version
    remark: Words = ""


class OutgoingReasonIn(In):
    version: Version
    reason: Words


class VersionIn(In):
    version: Version


class NumberIn(In):
    version: Version
    held_id: int | None = Field(None, ge=1, le=LARGEST, description="Số đang giữ được dùng.")
    key_id: int | None = Field(
        None, ge=1, le=LARGEST, description="Khóa của cơ quan, để ký số cơ quan lên văn bản."
    )
    pin: str = Field(
        "", max_length=128, description="Mã PIN của khóa cơ quan; không lưu, không ghi nhật ký."
    )


class RemoveAttachmentIn(In):
    version: Version
    file_id: AnyId


class AttachFinalIn(In):
    version: Version
    upload: str = Field(max_length=2_000, description="Mã tệp tải lên với `use=main`.")


class SignedIn(In):
    name: Line
    title: Line = ""

    def to_domain(self) -> Signed:
        return Signed(self.name, self.title)


class SecretIn(In):
    unit_id: AnyId
    fields: DraftFieldsIn
    signed: SignedIn
    held_id: int | None = Field(None, ge=1, le=LARGEST)


class SeenIn(In):
    id: AnyId
    version: Version


class BatchApproveIn(In):
    letters: list[SeenIn] = Field(min_length=1, max_length=Many)
    remark: Words = ""


class OutgoingRow(Schema):
    """One letter as lists and verbs give it."""

    id: int
    version: int
    state: str
    kind: str
    subject: str
    number: int | None
    register_id: int | None
    series: str
    code: str
    issued_on: date | None
    issued_at: datetime | None
    unit_id: int
    drafter_post_id: int
    drafter_name: str
    signer_post_id: int | None
    signer_name: str
    authority: str
    urgency: int
    secrecy: int
    due_on: date | None
    created_at: datetime
    numbering_error: str


COLUMNS = tuple(OutgoingRow.model_fields)


class PlaceOut(Schema):
    id: int
    kind: str
    agency_id: int | None
    unit_id: int | None
    name: str
    address: str
    purpose: str
    state: str
    state_at: datetime | None
    state_note: str


class ReviewOut(Schema):
    at: datetime
    stage: str
    verb: str
    remark: str
    actor_name: str
    actor_label: str
    for_name: str
    draft_version: int


class AnsweredOut(Schema):
    incoming_id: int
    code: str
    subject: str
    closes: bool


class RelatedOut(Schema):
    id: int
    code: str
    relation: str


class FindingOut(Schema):
    code: str
    field: str
    message: str
    blocks: bool


class OutgoingOut(OutgoingRow):
    """One letter with everything its page shows."""

    in_register: RegisterRef | None
    addressees: str
    bases: str
    body: str
    details: dict[str, str]
    kept_at: str
    body_name: str
    body_mark: str
    language: str
    copies: int
    pages: int | None
    signer_title: str
    signing_lines: str
    signed_at: datetime | None
    signed_for: str
    document_uid: str
    relation: str
    related_to_id: int | None
    related_by: list[RelatedOut]
    note: str
    places: list[PlaceOut]
    reviews: list[ReviewOut]
    answers: list[AnsweredOut]
    opinions: list[ChainOpinionOut]
    files: list[FileOut]
    findings: list[FindingOut]
    abilities: dict[str, bool]


class VerdictOut(Schema):
    """What became of one letter of a batch."""

    outgoing_id: int
    letter: OutgoingRow | None
    refused: Refused | None


class BatchApprovedOut(Schema):
    done: int
    refused: int
    outcomes: list[VerdictOut]


def shown(letter: Outgoing) -> dict[str, Any]:
    """A letter as :class:`OutgoingRow`."""
    return {name: getattr(letter, name) for name in COLUMNS}

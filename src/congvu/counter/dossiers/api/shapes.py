"""What callers send and get about dossiers. Lists show numbers masked, one dossier shows them whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from ninja import Schema
from pydantic import Field, model_validator

from congvu.core.kernel.api import LARGEST, AnyId, In, Many, Refused, Version, Words, picked
from congvu.core.kernel.worktime import Unit
from congvu.counter.dossiers import policies, queries
from congvu.counter.dossiers.actions import Filing, Point, Who
from congvu.counter.dossiers.choices import (
    OFFICIAL,
    ApplicantKind,
    Channel,
    GapKind,
    Outcome,
    State,
    Way,
)
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.models import Dossier

Line = Annotated[str, Field(max_length=500)]
ResultText = Annotated[str, Field(max_length=20_000)]
ChannelName = Literal["direct", "online", "post"]
CHANNELS: dict[str, Channel] = {one.name.lower(): one for one in Channel}
NAMES = {int(one): name for name, one in CHANNELS.items()}


class DossierRow(Schema):
    id: int
    code: str
    title: str
    state: str
    official: int = Field(description="Mã trạng thái 1-10 của Cổng Dịch vụ công quốc gia.")
    channel: str
    applicant: str
    phone: str = Field(description="Đã che; xem đủ khi mở một hồ sơ.")
    officer: str
    filed_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    version: int


class ApplicantOut(Schema):
    kind: int
    name: str
    identifier: str
    address: str
    phone: str
    email: str


class DossierPaperOut(Schema):
    id: int
    position: int
    name: str
    code: str
    originals: int
    copies: int
    required: bool
    provided: bool


class GapOut(Schema):
    kind: str
    field: str
    text: str
    paper_id: int | None


class SupplementOut(Schema):
    round: int
    asked_at: datetime
    asked_by: str
    reason: str
    leader_reason: str
    supplied_at: datetime | None
    supplied_note: str
    gaps: list[GapOut]


class DossierWaitOut(Schema):
    why: str
    started_at: datetime
    ended_at: datetime | None


class DossierEventOut(Schema):
    at: datetime
    verb: str
    source: str
    target: str
    actor_name: str
    actor_label: str
    to_name: str
    text: str


class DossierResultOut(Schema):
    outcome: str
    code: str
    name: str
    reason: str
    proposed_at: datetime
    proposed_by: str
    approved_at: datetime | None
    approved_by: str
    returned_way: str
    returned_to: str


class DossierFormRef(Schema):
    number: int
    title: str


class DossierOut(Schema):
    id: int
    code: str
    title: str
    state: str
    official: int
    channel: str
    agency_id: int
    procedure: str
    procedure_name: str
    applicant: ApplicantOut
    filer_name: str
    filer_identifier: str
    answers: dict[str, Any]
    sets: int
    result_way: str
    result_address: str
    filed_at: datetime
    received_at: datetime | None
    receiver_name: str
    limit_amount: int | None
    limit_unit: str
    due_at: datetime | None
    due_account: list[str]
    first_due_at: datetime | None
    settled_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    unit_id: int | None
    officer_post_id: int | None
    officer_name: str
    version: int
    papers: list[DossierPaperOut]
    supplements: list[SupplementOut]
    waits: list[DossierWaitOut]
    events: list[DossierEventOut]
    result: DossierResultOut | None
    forms: list[DossierFormRef]
    abilities: dict[str, bool]


class TermIn(In):
    """The desk's own limit, where the law states none that can be counted."""

    amount: int = Field(ge=0, le=3650)
    unit: Unit = "working_day"

    def to_domain(self) -> Term:
        return Term(self.amount, self.unit)


class WhoIn(In):
    kind: Literal[1, 2] = Field(1, description="1 công dân, 2 doanh nghiệp, tổ chức.")
    name: Line
    identifier: Annotated[str, Field(max_length=20)] = ""
    address: Line = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    email: Annotated[str, Field(max_length=254)] = ""

    def to_domain(self) -> Who:
        given = super().arguments()
        return Who(**given | {"kind": ApplicantKind(self.kind)})


class FilingIn(In):
    """``provided``: positions of the papers that are there; left out means all required ones."""

    procedure_code: Annotated[str, Field(max_length=60)]
    who: WhoIn
    title: Line = ""
    filer_name: Annotated[str, Field(max_length=200)] = ""
    filer_identifier: Annotated[str, Field(max_length=14)] = ""
    answers: dict[str, Any] = Field({}, max_length=500)
    sets: int = Field(1, ge=1, le=99)
    result_way: Literal["counter", "online", "post"] = "counter"
    result_address: Annotated[str, Field(max_length=300)] = ""
    provided: list[Annotated[int, Field(ge=1, le=1000)]] | None = Field(None, max_length=1000)
    term: TermIn | None = None

    def filing(self) -> Filing:
        given = {name: value for name, value in self.arguments().items() if name in FILED}
        return Filing(**given | {"result_way": Way(self.result_way)})


FILED = frozenset(FilingIn.model_fields)


class ReceiveDossierIn(FilingIn):
    channel: Literal["direct", "post"] = "direct"


class FileDossierIn(FilingIn):
    agency_id: AnyId
    channel: Literal["online", "post"] = "online"


class DossierVersionIn(In):
    version: Version


class AcceptIn(DossierVersionIn):
    term: TermIn | None = None


class DossierReasonIn(DossierVersionIn):
    reason: Words


class DossierTextIn(DossierVersionIn):
    text: Words


class DossierNoteIn(DossierVersionIn):
    text: Words = ""


class FinishDossierIn(DossierVersionIn):
    remark: Words = ""


class PointIn(In):
    """``paper_id`` for a paper that is wrong, ``field`` for an answer that is."""

    text: Annotated[str, Field(max_length=1000)]
    kind: Literal["field", "paper", "missing"] = "missing"
    paper_id: int | None = Field(None, ge=1, le=LARGEST)
    field: Annotated[str, Field(max_length=100)] = ""

    def to_domain(self) -> Point:
        return Point(self.text, GapKind(self.kind), self.paper_id, self.field)


class AskSupplementIn(DossierReasonIn):
    points: list[PointIn] = Field(min_length=1, max_length=50)
    leader_reason: Words = ""
    contact: Annotated[str, Field(max_length=200)] = ""


class SupplyIn(DossierVersionIn):
    provided: list[Annotated[int, Field(ge=1, le=1000)]] = Field([], max_length=1000)
    remark: Words = ""


class HandedIn(In):
    """A unit or the post of a person; exactly one of the two."""

    unit_id: int | None = Field(None, ge=1, le=LARGEST)
    post_id: int | None = Field(None, ge=1, le=LARGEST)
    remark: Words = ""

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if (self.unit_id is None) == (self.post_id is None):
            raise ValueError("unit_id or post_id")
        return self


class HandDossierIn(HandedIn, DossierVersionIn):
    pass


class ExtendDossierIn(DossierReasonIn):
    days: int = Field(ge=1, le=365)


class ProposeIn(DossierVersionIn):
    name: Line
    outcome: Literal["granted", "declined"] = "granted"
    code: Annotated[str, Field(max_length=60)] = ""
    reason: Words = ""
    making: Literal["paper", "template", "file"] = Field(
        "paper", description="Ký giấy; ký số bản lập từ mẫu; ký số tệp PDF đính kèm."
    )
    heading: Annotated[str, Field(max_length=200)] = ""
    notation: Annotated[str, Field(max_length=30)] = ""
    body: ResultText = Field("", description="Để trống: nội dung điền từ mẫu.")

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"outcome": Outcome(self.outcome)}


class SignResultIn(DossierVersionIn):
    key_id: AnyId = Field(description="Khóa của người gọi, hoặc của cơ quan khi đóng dấu.")
    pin: Annotated[str, Field(max_length=64)] = ""


class ReissueResultIn(DossierVersionIn):
    body: ResultText
    name: Line = ""
    heading: Annotated[str, Field(max_length=200)] = ""
    notation: Annotated[str, Field(max_length=30)] = ""


class ResultTemplateIn(In):
    heading: Annotated[str, Field(max_length=200)]
    notation: Annotated[str, Field(max_length=30)]
    body: ResultText
    procedure_code: Annotated[str, Field(max_length=60)] = Field(
        "", description="Để trống: mẫu cho các thủ tục không có mẫu riêng."
    )


class TemplateOut(Schema):
    id: int
    heading: str
    notation: str
    body: str


class ResultEntryOut(Schema):
    id: int
    year: int
    number: int
    code: str
    dated: date
    name: str
    key: str = Field(description="Trang xác minh là `/ket-qua/<key>/`.")
    signer_name: str
    sealed_at: datetime | None
    sha256: str
    revoked_at: datetime | None
    revoked_reason: str


class VerifiedOut(ResultEntryOut):
    agency: str
    applicant: str = Field(description="Đã che.")
    verdict: str = Field(description="Kết luận xác minh chữ ký số; trống khi chưa xác minh.")
    replaced_by: str


class ReturnResultIn(DossierVersionIn):
    way: Literal["", "counter", "online", "post"] = ""
    to_name: Annotated[str, Field(max_length=200)] = ""


class RedateIn(DossierVersionIn):
    shift: bool = Field(description="Đổi sang hạn tính lại; không thì giữ hạn đã hẹn.")


class SealFormIn(In):
    key_id: AnyId = Field(description="Khóa của cơ quan mà người gọi giữ.")
    pin: Annotated[str, Field(max_length=64)] = ""


class SealedFormOut(Schema):
    id: int = Field(description="Tải về ở `/files/{id}/content`.")
    name: str
    version: int


class DossierBatchIn(HandedIn):
    verb: Literal["start", "hand-over"]
    dossier_ids: list[AnyId] = Field(min_length=1, max_length=Many)


class DossierOutcomeOut(Schema):
    dossier_id: int
    done: bool
    refused: Refused | None


class DossierBatchOut(Schema):
    done: int
    refused: int
    outcomes: list[DossierOutcomeOut]


class RegisterRowOut(Schema):
    place: int
    code: str
    procedure: str
    applicant: str
    contact: str
    agency: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    channel: str
    taken_by: str


class TrackIn(In):
    code: Annotated[str, Field(max_length=60)]
    digits: Annotated[str, Field(max_length=4)]


class TrackedStepOut(Schema):
    at: datetime
    label: str


class TrackedOut(Schema):
    code: str
    procedure: str
    agency: str
    state: str
    label: str
    applicant: str
    filed_at: datetime
    due_at: datetime | None
    due_account: list[str]
    gaps: list[str]
    steps: list[TrackedStepOut]


class DueDoubtOut(Schema):
    dossier_id: int
    code: str
    version: int
    kept: datetime
    reckoned: datetime
    found_at: datetime


class PeriodFiguresOut(Schema):
    agency_id: int
    field_id: int
    pending_before: int
    received_online: int
    received_direct: int
    received_post: int
    settled_early: int
    settled_on_time: int
    settled_late: int
    ended: int
    pending_in_time: int
    pending_overdue: int


class Span(Schema):
    """First and last day, both counted."""

    first: date
    last: date


_ROW = ("id", "code", "title", "state", "filed_at", "due_at", "settled_at", "version")
_WHOLE = tuple(
    name
    for name in DossierOut.model_fields
    if name in {field.name for field in Dossier._meta.fields} | {"agency_id", "unit_id", "officer_post_id"}
    and name not in {"applicant", "procedure", "channel"}
)  # fmt: skip


def row_of(dossier: Dossier) -> dict[str, Any]:
    """The line that lists and verbs answer with."""
    return {name: getattr(dossier, name) for name in _ROW} | {
        "official": OFFICIAL[State(dossier.state)],
        "channel": NAMES[dossier.channel],
        "applicant": dossier.applicant.name,
        "phone": queries.masked_number(dossier.applicant.phone),
        "officer": dossier.officer_name,
    }


LISTED = (
    "id", "code", "title", "state", "filed_at", "due_at", "settled_at", "version", "channel",
    "applicant__name", "applicant__phone", "officer_name",
)  # fmt: skip


def line_of(values: tuple[Any, ...]) -> dict[str, Any]:
    """:func:`row_of` from the columns :data:`LISTED`."""
    *plain, channel, name, phone, officer = values
    return dict(zip(_ROW, plain, strict=True)) | {
        "official": OFFICIAL[State(values[3])], "channel": NAMES[channel], "applicant": name,
        "phone": queries.masked_number(phone), "officer": officer,
    }  # fmt: skip


def whole(actor: Any, dossier: Dossier, forms: list[tuple[int, str]]) -> dict[str, Any]:
    """One dossier as its reader may see it."""
    result = getattr(dossier, "result", None)
    return {name: getattr(dossier, name) for name in _WHOLE} | {
        "official": OFFICIAL[State(dossier.state)],
        "channel": NAMES[dossier.channel],
        "procedure": dossier.procedure.procedure.code,
        "procedure_name": dossier.procedure.name,
        "applicant": picked(ApplicantOut, dossier.applicant),
        "papers": [picked(DossierPaperOut, one) for one in dossier.papers.all()],
        "supplements": [
            {name: getattr(one, name) for name in SupplementOut.model_fields if name != "gaps"}
            | {"gaps": [picked(GapOut, gap) for gap in one.gaps.all()]}
            for one in dossier.supplements.all()
        ],
        "waits": [picked(DossierWaitOut, one) for one in dossier.waits.all()],
        "events": [picked(DossierEventOut, one) for one in dossier.events.all()],
        "result": picked(DossierResultOut, result) if result else None,
        "forms": [{"number": number, "title": title} for number, title in forms],
        "abilities": policies.abilities(actor, dossier),
    }

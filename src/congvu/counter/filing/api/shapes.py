"""What callers send and get on the citizen's side."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, Field

from congvu.core.kernel.api import LARGEST, AnyId, In, Words, picked
from congvu.core.kernel.text import clean_text
from congvu.counter.dossiers.choices import VERBS, State
from congvu.counter.filing.actions import path_of
from congvu.counter.filing.choices import FactName
from congvu.counter.filing.models import Draft, DraftFile, Link, Message, Rating, Remedy, Submission
from congvu.counter.procedures.queries import asked_papers

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.counter.dossiers.models import Dossier
    from congvu.counter.fees.models import Charge

DEEPEST = 5
Line = Annotated[str, Field(max_length=500)]
Seen = Annotated[
    int | None,
    Field(ge=0, lt=2**31, description="Phiên bản bản khai đã đọc; khác bản hiện tại thì trả 409."),
]
Points = Annotated[int, Field(ge=0, le=2)]


def _plain(value: Any, depth: int = 0) -> Any:
    """Answers as the database can keep them: texts without controls, nothing endless.

    :raises ValueError: with what is wrong
    """
    if depth > DEEPEST:
        raise ValueError("Nội dung khai lồng quá nhiều lớp.")
    if isinstance(value, str):
        clean_text(value, 20_000)
    elif isinstance(value, dict):
        for key, one in value.items():
            _plain(str(key), depth + 1)
            _plain(one, depth + 1)
    elif isinstance(value, list):
        for one in value[:1000]:
            _plain(one, depth + 1)
        if len(value) > 1000:
            raise ValueError("Danh sách quá dài.")
    elif isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise ValueError("Số quá lớn.")
    return value


Answers = Annotated[dict[str, Any], Field(max_length=500), AfterValidator(_plain)]


class FilingDraftRow(Schema):
    id: int
    procedure_code: str
    procedure: str
    agency: str
    state: str
    saved_at: datetime
    version: int


class DraftFindingOut(Schema):
    code: str
    text: str
    page: int
    mild: bool = Field(description="Chỉ để biết, không phải lỗi của tệp.")


class DraftFileOut(Schema):
    id: int
    slot: str
    name: str
    size: int
    kind: str
    sha256: str
    expires_on: date | None
    added_at: datetime
    checked_at: datetime | None
    findings: list[DraftFindingOut]


class DraftSlotOut(Schema):
    slot: str
    name: str
    required: bool


class FilingDraftOut(FilingDraftRow):
    agency_id: int
    form_key: str
    who: dict[str, str]
    answers: dict[str, Any]
    origins: dict[str, str] = Field(description="Nguồn và ngày của ô được điền sẵn.")
    saved: dict[str, str] = Field(description="Lúc lưu của từng ô.")
    slots: list[DraftSlotOut]
    files: list[DraftFileOut]
    dossier_id: int | None


class DraftReviewOut(Schema):
    ready: bool
    problems: dict[str, list[str]] = Field(description="Điều còn cản việc nộp, theo ô.")


class SubmissionOut(Schema):
    dossier_id: int
    code: str
    state: str
    filed_at: datetime


class DraftShareOut(Schema):
    id: int
    name: str
    email: str
    may_file: bool
    invited_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


class PieceUploadOut(Schema):
    key: str
    slot: str
    name: str
    size: int
    received: int


class OwnDossierRow(Schema):
    id: int
    code: str
    title: str
    agency: str
    state: str
    label: str
    filed_at: datetime
    due_at: datetime | None
    filed_for_other: bool


class OwnFileOut(Schema):
    id: int
    name: str
    size: int
    kind: str
    sha256: str


class OwnPaperOut(Schema):
    position: int
    name: str
    provided: bool
    files: list[OwnFileOut]


class OwnGapOut(Schema):
    id: int
    kind: str
    paper: int | None = Field(description="Thứ tự của giấy tờ.")
    field: str
    text: str


class OwnSupplementOut(Schema):
    round: int
    asked_at: datetime
    reason: str
    supplied_at: datetime | None
    gaps: list[OwnGapOut]


class OwnStepOut(Schema):
    at: datetime
    title: str
    label: str
    text: str


class OwnChargeOut(Schema):
    code: str
    reason: str
    amount: int
    state: str
    pay_url: str = Field(description="Trang nộp tiền, không cần tài khoản.")


class OwnRatingOut(Schema):
    at: datetime
    time_points: int
    contact_points: int
    agency_points: int
    attitude_points: int
    comment: str
    remedy: str = Field(description="Việc cơ quan đã làm sau đánh giá xấu.")


class OwnDossierOut(OwnDossierRow):
    applicant: str
    filer_name: str
    answers: dict[str, Any]
    due_account: list[str]
    papers: list[OwnPaperOut]
    attached: list[OwnFileOut]
    result: list[OwnFileOut]
    supplements: list[OwnSupplementOut]
    steps: list[OwnStepOut]
    charges: list[OwnChargeOut]
    rating: OwnRatingOut | None


class DossierMessageOut(Schema):
    id: int
    at: datetime
    from_desk: bool
    author: str
    text: str


class PersonFactOut(Schema):
    name: str
    label: str
    value: str
    source: str
    as_of: date | None


class DossierLinkOut(Schema):
    id: int
    purpose: str
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    url: str


class DossierRatingOut(OwnRatingOut):
    dossier_id: int
    code: str
    officer_name: str
    points: int


class RemedyOut(Schema):
    id: int
    dossier_id: int
    code: str
    opened_at: datetime
    due_on: date
    done_at: datetime | None
    done_by: str
    text: str


class BeginDraftIn(In):
    procedure_code: Annotated[str, Field(max_length=40)]
    agency_id: AnyId


class SaveDraftIn(In):
    answers: Answers = Field({}, description="Ô và nội dung như người dân gõ; chỉ ô được gửi.")
    who: dict[Annotated[str, Field(max_length=30)], Line] = Field({}, max_length=20)
    version: Seen = None


class DraftSeenIn(In):
    version: Seen = None


class ShareDraftIn(In):
    name: Annotated[str, Field(max_length=100)]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")]
    may_file: bool = False


class AcceptShareIn(In):
    key: Annotated[str, Field(max_length=100)]


class AddDraftFileIn(In):
    slot: Annotated[str, Field(max_length=60, description="`paper:2` hoặc `field:anh`.")]
    expires_on: date | None = None


class StartUploadIn(In):
    slot: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(max_length=255)]
    size: Annotated[int, Field(ge=0, le=LARGEST)]


class PieceIn(In):
    offset: Annotated[int, Field(ge=0, le=LARGEST)]


class FilingReasonIn(In):
    reason: Words


class FilingWordIn(In):
    text: Words


class OwnSupplyIn(In):
    remark: Annotated[str, Field(max_length=4000)] = ""
    positions: list[Annotated[int, Field(ge=1, le=1000)]] = Field(
        [], max_length=50, description="Thứ tự giấy tờ của từng tệp trong `scans`."
    )


class RateDossierIn(In):
    contacts: Points
    agencies: Points
    attitude: Points
    comment: Annotated[str, Field(max_length=2000)] = ""


class PersonIn(In):
    values: dict[Literal[tuple(FactName.values)], Line]  # type: ignore[valid-type]


class IssueLinkIn(In):
    purpose: Literal["supplement", "follow", "rating"] = "supplement"
    days: Annotated[int, Field(ge=1, le=365)] = 30


def draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.pk, "procedure_code": draft.procedure.procedure.code,
        "procedure": draft.procedure.name, "agency": draft.agency.name, "state": draft.state,
        "saved_at": draft.saved_at, "version": draft.version,
    }  # fmt: skip


def whole_draft(draft: Draft, files: list[DraftFile]) -> dict[str, Any]:
    papers = asked_papers(draft.procedure_id)
    slots = [
        {"slot": f"paper:{place}", "name": one.name, "required": one.required}
        for place, one in enumerate(papers, start=1)
    ]
    names = ("agency_id", "who", "answers", "origins", "saved", "dossier_id")
    return draft_row(draft) | {name: getattr(draft, name) for name in names} | {
        "form_key": draft.form.form.key if draft.form else "", "slots": slots,
        "files": [draft_file(one) for one in files],
    }  # fmt: skip


def draft_file(row: DraftFile) -> dict[str, Any]:
    names = ("id", "slot", "expires_on", "added_at", "checked_at", "findings")
    return {name: getattr(row, name) for name in names} | file_facts(row.file, skip_id=True)


def file_facts(file: File, *, skip_id: bool = False) -> dict[str, Any]:
    blob = file.blob
    facts = {"name": file.name, "size": blob.size, "kind": blob.kind, "sha256": blob.sha256}
    return facts if skip_id else {"id": file.pk} | facts


def submission(row: Submission) -> dict[str, Any]:
    one = row.dossier
    return {"dossier_id": one.pk, "code": one.code, "state": one.state, "filed_at": one.filed_at}


def own_row(row: Submission) -> dict[str, Any]:
    one = row.dossier
    return {
        "id": one.pk, "code": one.code, "title": one.title, "agency": one.agency.name,
        "state": one.state, "label": one.get_state_display(), "filed_at": one.filed_at,
        "due_at": one.due_at, "filed_for_other": row.filer_id is not None,
    }  # fmt: skip


def supplements(dossier: Dossier) -> list[dict[str, Any]]:
    rows = dossier.supplements.prefetch_related("gaps__paper")
    return [
        {
            "round": one.round, "asked_at": one.asked_at, "reason": one.reason,
            "supplied_at": one.supplied_at,
            "gaps": [
                {
                    "id": gap.pk, "kind": gap.kind, "field": gap.field, "text": gap.text,
                    "paper": gap.paper.position if gap.paper else None,
                }
                for gap in one.gaps.all()
            ],
        }
        for one in rows
    ]  # fmt: skip


def step(row: Any, told: frozenset[str]) -> dict[str, Any]:
    return {
        "at": row.at, "title": str(VERBS.get(row.verb, row.verb)),
        "label": str(State(row.target).label), "text": row.text if row.verb in told else "",
    }  # fmt: skip


def charge(row: Charge) -> dict[str, Any]:
    names = ("code", "reason", "amount", "state")
    return {name: getattr(row, name) for name in names} | {
        "pay_url": f"{settings.BASE_URL}/nop-phi/{row.key}/"
    }


def own_rating(row: Rating) -> dict[str, Any]:
    names = set(OwnRatingOut.model_fields) - {"remedy"}
    remedy = getattr(row, "remedy", None)
    return {name: getattr(row, name) for name in names} | {"remedy": remedy.text if remedy else ""}


def rating(row: Rating) -> dict[str, Any]:
    return own_rating(row) | {
        "dossier_id": row.dossier_id, "code": row.dossier.code, "officer_name": row.officer_name,
        "points": row.points,
    }  # fmt: skip


def remedy(row: Remedy) -> dict[str, Any]:
    one = row.rating.dossier
    names = ("id", "opened_at", "due_on", "done_at", "done_by", "text")
    return {name: getattr(row, name) for name in names} | {"dossier_id": one.pk, "code": one.code}


def message(row: Message) -> dict[str, Any]:
    return picked(DossierMessageOut, row)


def link(row: Link, *, shown: bool) -> dict[str, Any]:
    names = set(DossierLinkOut.model_fields) - {"url"}
    url = f"{settings.BASE_URL}{path_of(row)}" if shown else ""
    return {name: getattr(row, name) for name in names} | {"url": url}

"""Forms through the API: reading, writing as a document, publishing, packages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from congvu.core.kernel.api import Cursor, Key, Limit, PageOut, Version, actor_of, page_of
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import TooLarge
from congvu.core.organisation.policies import demand
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.formpackages import LARGEST
from congvu.counter.procedures.models import FormDefinition, FormVersion

router = Router()
FormKey = Annotated[str, Field(max_length=40)]
Title = Annotated[str, Field(max_length=250)]


class FormVersionOut(Schema):
    id: int
    number: int
    state: str
    valid_from: date | None
    valid_to: date | None
    version: int


class FormOut(Schema):
    id: int
    key: str
    title: str
    procedure_code: str
    versions: list[FormVersionOut]


class FormDocumentOut(FormVersionOut):
    key: str
    document: dict[str, Any]
    samples: list[Any]
    origin: str
    is_trusted: bool
    flaws: list[str]


class FormIn(Schema):
    key: FormKey
    title: Title
    procedure_code: Annotated[str, Field(max_length=60)] = ""
    document: dict[str, Any] | None = None
    samples: list[Any] = []


class FormEditIn(Schema):
    version: Version
    document: dict[str, Any] | None = None
    samples: list[Any] | None = None


class FormPublishIn(Schema):
    version: Version
    valid_from: date


class FormReasonIn(Schema):
    reason: Annotated[str, Field(max_length=500)]


class FormCopyIn(Schema):
    key: FormKey
    title: Title


class FormImportIn(Schema):
    untrusted: bool = False


@router.get("", response=PageOut[FormOut], summary="Biểu mẫu điện tử")
def listing(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Mọi biểu mẫu cùng các phiên bản, theo thứ tự mã."""
    rows = queries.form_definitions(actor_of(request))
    return page_of(rows, cursor=cursor, limit=limit, order=("key", "id"), show=_form)


@router.post("", response={201: FormDocumentOut}, summary="Lập biểu mẫu")
def create(request: HttpRequest, payload: FormIn) -> Status[dict[str, Any]]:
    """Biểu mẫu mới với bản dự thảo thứ nhất, trống hoặc theo `document`."""
    demand(actor_of(request), "procedures.form.create")
    code = payload.procedure_code
    made = actions.create_form(
        actor=actor_of(request), at=now(), key=payload.key, title=payload.title,
        procedure_id=queries.procedure(code).pk if code else None, document=payload.document,
        samples=payload.samples,
    )  # fmt: skip
    return Status(201, _document(made))


@router.post("/import", response={201: FormDocumentOut}, summary="Nhập gói biểu mẫu")
def bring_in(
    request: HttpRequest, file: File[UploadedFile], options: Form[FormImportIn]
) -> Status[dict[str, Any]]:
    """Gói đã ký thành dự thảo, sau khi chạy hồ sơ mẫu của gói. `untrusted`: nhận cả gói chưa tin cậy."""
    demand(actor_of(request), "procedures.form.import")
    if (file.size or 0) > LARGEST:
        raise TooLarge("Gói biểu mẫu lớn hơn 5 MB. Hãy bớt hồ sơ mẫu trong gói.")
    made = actions.import_form(
        actor=actor_of(request), at=now(), package=file.read(), untrusted=options.untrusted
    )
    return Status(201, _document(made))


@router.get("/versions/{version_id}", response=FormDocumentOut, summary="Một phiên bản biểu mẫu")
def version(request: HttpRequest, version_id: Key) -> dict[str, Any]:
    """Nội dung, hồ sơ mẫu và, với dự thảo, những chỗ còn phải sửa trước khi công bố."""
    return _document(queries.form_version(actor_of(request), version_id))


@router.post("/versions/{version_id}/edit", response=FormDocumentOut, summary="Soạn biểu mẫu")
def edit(request: HttpRequest, version_id: Key, payload: FormEditIn) -> dict[str, Any]:
    """Thay nội dung hoặc hồ sơ mẫu của dự thảo; `version` là bản đang xem, cũ thì trả 409."""
    made = actions.edit_form(
        actor=actor_of(request), at=now(), version_id=version_id, version=payload.version,
        document=payload.document, samples=payload.samples,
    )  # fmt: skip
    return _document(made)


@router.get("/versions/{version_id}/package", summary="Gói biểu mẫu")
def package(request: HttpRequest, version_id: Key, signed: bool = True) -> HttpResponse:
    """Gói `.zip` ký bằng khóa của cơ quan người gọi; `signed=false`: không ký."""
    actor = actor_of(request)
    row = queries.form_version(actor, version_id)
    data = queries.export_form(actor, row, agency_id=actor.agency_id if signed else None)
    return HttpResponse(data, content_type="application/zip")


@router.post("/versions/{version_id}/publish", response=FormDocumentOut, summary="Công bố biểu mẫu")
def publish(request: HttpRequest, version_id: Key, payload: FormPublishIn) -> dict[str, Any]:
    """Dùng từ ngày `valid_from`; phiên bản trước kết thúc ngày hôm trước."""
    made = actions.publish_form(
        actor=actor_of(request), at=now(), version_id=version_id, valid_from=payload.valid_from,
        version=payload.version,
    )  # fmt: skip
    return _document(made)


@router.post("/versions/{version_id}/withdraw", response=FormDocumentOut, summary="Rút biểu mẫu")
def withdraw(request: HttpRequest, version_id: Key, payload: FormReasonIn) -> dict[str, Any]:
    """Không ai bắt đầu điền phiên bản này nữa; hồ sơ đã nộp giữ nguyên."""
    made = actions.withdraw_form(
        actor=actor_of(request), at=now(), version_id=version_id, reason=payload.reason
    )
    return _document(made)


@router.post(
    "/versions/{version_id}/discard", response=FormDocumentOut, summary="Bỏ dự thảo biểu mẫu"
)
def discard(request: HttpRequest, version_id: Key) -> dict[str, Any]:
    """Dự thảo không còn sửa hay công bố được."""
    return _document(actions.discard_form(actor=actor_of(request), at=now(), version_id=version_id))


@router.post(
    "/versions/{version_id}/copy", response={201: FormDocumentOut}, summary="Chép biểu mẫu"
)
def copy(request: HttpRequest, version_id: Key, payload: FormCopyIn) -> Status[dict[str, Any]]:
    """Biểu mẫu riêng bắt đầu như phiên bản này."""
    made = actions.copy_form(
        actor=actor_of(request), at=now(), version_id=version_id, key=payload.key,
        title=payload.title,
    )  # fmt: skip
    return Status(201, _document(made))


@router.post(
    "/{form_id}/draft", response={201: FormDocumentOut}, summary="Soạn phiên bản tiếp theo"
)
def draft(request: HttpRequest, form_id: Key) -> Status[dict[str, Any]]:
    """Dự thảo đang có, hoặc dự thảo mới bắt đầu từ phiên bản mới nhất."""
    return Status(
        201, _document(actions.draft_form(actor=actor_of(request), at=now(), form_id=form_id))
    )


def _form(row: FormDefinition) -> dict[str, Any]:
    return {
        "id": row.pk, "key": row.key, "title": row.title,
        "procedure_code": row.procedure.code if row.procedure else "",
        "versions": [_version(one) for one in row.versions.all()],
    }  # fmt: skip


def _version(row: FormVersion) -> dict[str, Any]:
    return {
        "id": row.pk, "number": row.number, "state": row.state, "valid_from": row.valid_from,
        "valid_to": row.valid_to, "version": row.version,
    }  # fmt: skip


def _document(row: FormVersion) -> dict[str, Any]:
    return _version(row) | {
        "key": row.form.key, "document": row.document, "samples": row.samples,
        "origin": row.origin, "is_trusted": row.is_trusted,
        "flaws": actions.publication_flaws(row) if row.state == "draft" else [],
    }  # fmt: skip

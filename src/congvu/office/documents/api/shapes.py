"""What callers send and get about letters of both directions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Schema
from pydantic import Field

from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.kernel.api import In
from congvu.core.kernel.subject import Subject
from congvu.office.work.api.shapes import ExtensionOut, StepOut

if TYPE_CHECKING:
    from congvu.core.files.models import File

Line = Annotated[str, Field(max_length=1_000)]


class PaperIn(In):
    """A file that ``POST /documents/uploads`` took in."""

    upload: str = Field(max_length=2_000, description="`upload` mà `/documents/uploads` trả về.")
    use: Use = Use.MAIN


class FileOut(Schema):
    id: int
    name: str
    use: str
    version: int
    size: int
    kind: str
    pages: int | None
    sha256: str
    url: str


class RegisterRef(Schema):
    id: int
    name: str
    year: int
    series: str


class AnswerOut(Schema):
    id: int
    code: str
    subject: str
    state: str


class PartOut(Schema):
    id: int
    parent_id: int | None
    part: str
    state: str
    to_unit_id: int
    to_post_id: int | None
    to_name: str
    from_name: str
    instruction: str
    due_on: date | None
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    result: str


class ChainOpinionOut(Schema):
    id: int
    to_name: str
    from_name: str
    question: str
    due_on: date | None
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str
    agrees: bool | None
    answer: str
    withdrawn_at: datetime | None


class ChainOut(Schema):
    """The handling: who holds what part, every step, every question, every request."""

    matter_id: int
    version: int
    state: str
    due_on: date | None
    lead_id: int | None
    parts: list[PartOut]
    steps: list[StepOut]
    opinions: list[ChainOpinionOut]
    extensions: list[ExtensionOut]


def files_of(subject: Subject) -> list[dict[str, Any]]:
    """Standing files of a letter that the caller reads."""
    return [shown_file(file) for file in files.files_of([subject])[subject]]


def shown_file(file: File) -> dict[str, Any]:
    return {
        "id": file.pk,
        "name": file.name,
        "use": file.use,
        "version": file.version,
        "size": file.blob.size,
        "kind": file.blob.kind,
        "pages": file.blob.pages,
        "sha256": file.blob.sha256,
        "url": f"/api/v1/files/{file.pk}/content",
    }


def binary(kind: str) -> dict[str, Any]:
    """What the OpenAPI document says of an answer that is a file."""
    schema = {"type": "string", "format": "binary"}
    return {"responses": {200: {"description": "Tệp.", "content": {kind: {"schema": schema}}}}}


def paper(content: bytes, name: str, kind: str = "application/pdf") -> HttpResponse:
    """A file made for this call."""
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)

"""What callers send and get about letters of both directions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Schema
from pydantic import Field, model_validator

from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.kernel.api import LARGEST, In
from congvu.core.kernel.subject import Subject
from congvu.office.work.actions import Target

if TYPE_CHECKING:
    from congvu.core.files.models import File

Words = Annotated[str, Field(max_length=10_000)]
Line = Annotated[str, Field(max_length=1_000)]
Many = 200
"""Letters, places or targets in one list of a body, at most."""


class TargetIn(In):
    """A unit, or a post of a person; exactly one of the two."""

    unit_id: int | None = Field(None, ge=1, le=LARGEST)
    post_id: int | None = Field(None, ge=1, le=LARGEST)

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if (self.unit_id is None) == (self.post_id is None):
            raise ValueError("unit_id or post_id")
        return self

    def to_domain(self) -> Target:
        return Target(unit_id=self.unit_id, post_id=self.post_id)


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


class Refused(Schema):
    """Why one of many was refused; the others went through."""

    code: str
    message: str
    data: dict[str, Any]


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


class StepOut(Schema):
    at: datetime
    verb: str
    actor_name: str
    actor_label: str
    for_name: str
    assignment_id: int | None
    lead_id: int | None
    text: str


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


class ExtensionOut(Schema):
    id: int
    assignment_id: int
    asked_due_on: date
    reason: str
    asked_by: str
    granted: bool | None
    decided_by: str
    remark: str


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


def picked(schema: type[Schema], row: Any) -> dict[str, Any]:
    """The attributes of a row that a schema names, as they are."""
    return {name: getattr(row, name) for name in schema.model_fields}


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

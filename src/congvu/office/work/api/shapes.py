"""What callers send and get about work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field, model_validator

from congvu.core.kernel.api import LARGEST, AnyId, In, Many, picked
from congvu.core.kernel.subject import Subject
from congvu.office.work.actions import Target
from congvu.office.work.models import Assignment


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


class SubjectIn(In):
    """What it is about: ``documents.incoming``, ``documents.outgoing`` or ``work.task``."""

    kind: str = Field(max_length=60)
    id: AnyId

    def to_domain(self) -> Subject:
        return Subject(self.kind, self.id)


class OrderIn(In):
    lead: TargetIn | None = None
    support: list[TargetIn] = Field([], max_length=Many)
    inform: list[TargetIn] = Field([], max_length=Many)
    due_on: date | None = None


class MatterRef(Schema):
    id: int
    title: str
    state: str
    urgency: int
    due_on: date | None
    version: int


class AssignmentOut(Schema):
    id: int
    parent_id: int | None
    subject_kind: str
    subject_id: int
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
    matter: MatterRef


class OpinionOut(Schema):
    id: int
    subject_kind: str
    subject_id: int
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


class StepOut(Schema):
    at: datetime
    verb: str
    actor_name: str
    actor_label: str
    for_name: str
    assignment_id: int | None
    lead_id: int | None
    text: str


class WatchOut(Schema):
    subject_kind: str
    subject_id: int
    since: datetime


class TaskRow(Schema):
    id: int
    title: str
    given_by: str
    given_at: datetime
    due_on: date | None
    progress: int
    origin_kind: str
    origin_id: int | None


class TaskOut(TaskRow):
    description: str
    matter: MatterRef
    lead_id: int | None
    parts: list[AssignmentOut]
    steps: list[StepOut]
    opinions: list[OpinionOut]
    abilities: dict[str, dict[str, bool]] = Field(
        description="Theo mã phần việc: các việc người gọi làm được."
    )


_PART = tuple(name for name in AssignmentOut.model_fields if name != "matter")


def shown_part(part: Assignment) -> dict[str, Any]:
    """A part with its matter, which is loaded."""
    row = {name: getattr(part, name) for name in _PART}
    return row | {"matter": picked(MatterRef, part.matter)}

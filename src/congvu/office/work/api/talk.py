"""Words between people: opinions, extensions, reminders, notes, following."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.kernel.api import AnyId, In, Key, Many, Words, actor_of, picked, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.office.work import actions, queries
from congvu.office.work.api.router import router
from congvu.office.work.api.shapes import (
    ExtensionOut,
    OpinionOut,
    StepOut,
    SubjectIn,
    TargetIn,
    WatchOut,
)
from congvu.office.work.choices import TASK_KIND


class AskIn(In):
    subject: SubjectIn
    targets: list[TargetIn] = Field(min_length=1, max_length=Many)
    question: Words
    due_on: date | None = None


class AnswerIn(In):
    answer: Words
    agrees: bool | None = None


class OpinionReasonIn(In):
    reason: Words = ""


class ExtensionIn(In):
    due_on: date
    reason: Words


class DecideIn(In):
    granted: bool
    remark: Words = ""


class TextIn(In):
    text: Words = ""


class NoteIn(In):
    matter_id: AnyId
    text: Words


class WatchIn(In):
    subject: SubjectIn


class RemindedOut(Schema):
    id: int
    to_name: str
    reminded_on: date


@router.post("/opinions", response={201: list[OpinionOut]}, summary="Xin ý kiến")
def ask_opinion(request: HttpRequest, payload: AskIn) -> HttpResponse:
    """Hỏi một hay nhiều nơi về nội dung mà người gọi đọc được. Phạm vi: `work.opinion.ask`."""
    asked = actions.ask_opinion(actor=actor_of(request), at=now(), **payload.arguments())
    return quick([picked(OpinionOut, one) for one in asked], status=201)


@router.post("/opinions/{int:opinion_id}/answer", response=OpinionOut, summary="Cho ý kiến")
def answer_opinion(request: HttpRequest, opinion_id: Key, payload: AnswerIn) -> HttpResponse:
    """Trả lời một lần; trả lời muộn vẫn nhận. Phạm vi: `work.opinion.answer`."""
    given = actions.answer_opinion(
        actor=actor_of(request), at=now(), consultation_id=opinion_id, **payload.arguments()
    )
    return quick(picked(OpinionOut, given))


@router.post("/opinions/{int:opinion_id}/withdraw", response=OpinionOut, summary="Rút xin ý kiến")
def withdraw_opinion(
    request: HttpRequest, opinion_id: Key, payload: OpinionReasonIn
) -> HttpResponse:
    """Người hỏi rút câu hỏi chưa được trả lời. Phạm vi: `work.opinion.withdraw`."""
    taken = actions.withdraw_opinion(
        actor=actor_of(request), at=now(), consultation_id=opinion_id, reason=payload.reason
    )
    return quick(picked(OpinionOut, taken))


@router.post(
    "/assignments/{int:assignment_id}/ask-extension",
    response={201: ExtensionOut},
    summary="Xin gia hạn",
)
def ask_extension(request: HttpRequest, assignment_id: Key, payload: ExtensionIn) -> HttpResponse:
    """Người giữ phần việc xin người giao lùi hạn. Phạm vi: `work.extension.ask`."""
    asked = actions.ask_extension(
        actor=actor_of(request), at=now(), assignment_id=assignment_id, **payload.arguments()
    )
    return quick(picked(ExtensionOut, asked), status=201)


@router.post(
    "/extensions/{int:request_id}/decide",
    response=ExtensionOut,
    summary="Trả lời gia hạn công việc",
)
def decide_extension(request: HttpRequest, request_id: Key, payload: DecideIn) -> HttpResponse:
    """Cho công việc giao không qua văn bản; của văn bản đến thì gọi
    `/documents/extensions/{id}/decide`. Phạm vi: `work.extension.decide`."""
    subject = queries.subject_of_request(request_id)
    if subject is None or subject.kind != TASK_KIND:
        raise NotFound
    decided = actions.decide_extension(
        actor=actor_of(request), at=now(), request_id=request_id, **payload.arguments()
    )
    return quick(picked(ExtensionOut, decided))


@router.post("/assignments/{int:assignment_id}/remind", response=RemindedOut, summary="Đôn đốc")
def remind(request: HttpRequest, assignment_id: Key, payload: TextIn) -> HttpResponse:
    """Nhắc người giữ phần việc, mỗi ngày một lần. Phạm vi: `work.assignment.remind`."""
    part = actions.remind(
        actor=actor_of(request), at=now(), assignment_id=assignment_id, text=payload.text
    )
    return quick(picked(RemindedOut, part))


@router.post("/notes", response={201: StepOut}, summary="Ghi ý kiến xử lý")
def add_note(request: HttpRequest, payload: NoteIn) -> HttpResponse:
    """Thêm lời vào luồng xử lý. Phạm vi: `work.matter.note`."""
    step = actions.add_note(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(picked(StepOut, step), status=201)


@router.post("/watches", response=WatchOut, summary="Theo dõi")
def watch(request: HttpRequest, payload: WatchIn) -> HttpResponse:
    """Theo dõi hai lần vẫn là một. Phạm vi: `work.watch.add`."""
    row = actions.watch(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(picked(WatchOut, row))


@router.post("/watches/remove", response={204: None}, summary="Thôi theo dõi")
def unwatch(request: HttpRequest, payload: WatchIn) -> HttpResponse:
    """Chưa theo dõi cũng không phải lỗi. Phạm vi: `work.watch.remove`."""
    actions.unwatch(actor=actor_of(request), at=now(), **payload.arguments())
    return HttpResponse(status=204)

"""Work given without a letter: its list, its chain and its verbs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import (
    AnyId,
    Cursor,
    In,
    Key,
    Limit,
    Many,
    PageOut,
    Refused,
    Version,
    Words,
    actor_of,
    picked,
    quick,
    rows_page,
)
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.subject import Subject
from congvu.office.work import actions, policies, queries
from congvu.office.work.api.router import router
from congvu.office.work.api.shapes import (
    MatterRef,
    OpinionOut,
    OrderIn,
    StepOut,
    SubjectIn,
    TaskOut,
    TaskRow,
    shown_part,
)
from congvu.office.work.choices import TASK_KIND
from congvu.office.work.models import Matter, Task

COLUMNS = tuple(TaskRow.model_fields)


class TaskIn(OrderIn):
    title: Annotated[str, Field(max_length=1_000)]
    description: Annotated[str, Field(max_length=40_000)] = ""
    urgency: int = Field(0, ge=0, le=9)
    origin: SubjectIn | None = None


class ProgressIn(In):
    percent: int = Field(ge=0, le=100)
    text: Words = ""


class TaskHandOnIn(OrderIn):
    assignment_id: AnyId
    instruction: Words = ""


class TaskReasonIn(In):
    assignment_id: AnyId
    reason: Words = ""


class ResultIn(In):
    assignment_id: AnyId
    result: Words


class TaskCloseIn(In):
    version: Version
    result: Words


class ReopenIn(In):
    version: Version
    reason: Words


@router.get("/tasks", response=PageOut[TaskRow], summary="Công việc")
def task_list(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Việc người gọi đã giao hoặc có phần trong đó, mới trước."""
    rows = queries.tasks_for_actor(actor_of(request))
    return quick(rows_page(rows, COLUMNS, cursor=cursor, limit=limit))


@router.get("/tasks/{int:task_id}", response=TaskOut, summary="Một công việc")
def task_detail(request: HttpRequest, task_id: Key) -> HttpResponse:
    """Công việc với luồng xử lý và các việc người gọi làm được trên từng phần."""
    return quick(_detail(actor_of(request), task_id))


@router.post("/tasks", response={201: TaskOut}, summary="Giao việc")
def create(request: HttpRequest, payload: TaskIn) -> HttpResponse:
    """Phạm vi: `work.task.create`."""
    actor = actor_of(request)
    task = actions.create_task(actor=actor, at=now(), **payload.arguments())
    return quick(_detail(actor, task.pk), status=201)


class BatchIn(OrderIn):
    verb: Literal["report", "progress", "hand_on", "remind", "close"]
    task_ids: list[AnyId] = Field(min_length=1, max_length=Many)
    text: Words = ""
    percent: int = Field(0, ge=0, le=100)


class TaskOutcomeOut(Schema):
    task_id: int
    done: bool
    refused: Refused | None


class TaskBatchOut(Schema):
    done: int
    refused: int
    outcomes: list[TaskOutcomeOut]


@router.post("/tasks/batch", response=TaskBatchOut, summary="Làm một việc trên nhiều công việc")
def batch(request: HttpRequest, payload: BatchIn) -> HttpResponse:
    """Mỗi việc một kết quả; từ chối một việc không cản các việc khác. `text` là kết quả, nội dung
    đôn đốc hoặc ý kiến chỉ đạo. Cần phạm vi của từng việc: `work.assignment.finish`,
    `work.task.progress`, `work.assignment.hand_on`, `work.assignment.remind`, `work.matter.close`."""
    given = payload.arguments()
    verb, task_ids = given.pop("verb"), given.pop("task_ids")
    outcomes = actions.batch_tasks(
        actor=actor_of(request), at=now(), verb=verb, task_ids=task_ids,
        asked=actions.Asked(**given),
    )  # fmt: skip
    done = sum(one.ok for one in outcomes)
    return quick(
        {
            "done": done,
            "refused": len(outcomes) - done,
            "outcomes": [_outcome(one) for one in outcomes],
        }
    )


def _outcome(one: actions.TaskOutcome) -> dict[str, Any]:
    refused = {"code": one.code, "message": one.message, "data": one.data}
    return {"task_id": one.task_id, "done": one.ok, "refused": None if one.ok else refused}


@router.post("/tasks/{int:task_id}/progress", response=TaskRow, summary="Cập nhật tiến độ")
def progress(request: HttpRequest, task_id: Key, payload: ProgressIn) -> HttpResponse:
    """Nơi chủ trì hoặc phối hợp báo phần trăm. Phạm vi: `work.task.progress`."""
    task = actions.report_progress(
        actor=actor_of(request), at=now(), task_id=task_id, **payload.arguments()
    )
    return quick(picked(TaskRow, task))


@router.post("/tasks/{int:task_id}/hand-on", response=TaskOut, summary="Chuyển xử lý công việc")
def hand_on(request: HttpRequest, task_id: Key, payload: TaskHandOnIn) -> HttpResponse:
    """Giao phần việc của mình cho nơi khác, hoặc thêm phối hợp, để biết. Phạm vi:
    `work.assignment.hand_on`."""
    return _on_part(request, task_id, payload, actions.hand_on)


@router.post("/tasks/{int:task_id}/open", response=TaskOut, summary="Mở xem công việc được giao")
def open_task(request: HttpRequest, task_id: Key) -> HttpResponse:
    """Các phần chưa xem của người gọi thành đã xem. Phạm vi: `work.assignment.open`."""
    actor = actor_of(request)
    task = queries.task_for_actor(actor, task_id)
    subject = Subject(TASK_KIND, task.pk)
    if queries.unopened(actor, subject).exists():
        actions.open_for(actor=actor, at=now(), subject=subject)
    return quick(_detail(actor, task_id))


@router.post("/tasks/{int:task_id}/return", response=TaskOut, summary="Trả lại công việc")
def return_part(request: HttpRequest, task_id: Key, payload: TaskReasonIn) -> HttpResponse:
    """Trả phần việc về người giao, kèm lý do. Phạm vi: `work.assignment.return`."""
    return _on_part(request, task_id, payload, actions.return_assignment)


@router.post("/tasks/{int:task_id}/recall", response=TaskOut, summary="Thu hồi phần việc chưa xem")
def recall(request: HttpRequest, task_id: Key, payload: TaskReasonIn) -> HttpResponse:
    """Người giao lấy lại phần việc mà nơi nhận chưa mở. Phạm vi: `work.assignment.recall`."""
    return _on_part(request, task_id, payload, actions.recall)


@router.post("/tasks/{int:task_id}/finish", response=TaskOut, summary="Báo cáo kết quả phần việc")
def finish(request: HttpRequest, task_id: Key, payload: ResultIn) -> HttpResponse:
    """Phạm vi: `work.assignment.finish`."""
    return _on_part(request, task_id, payload, actions.finish)


@router.post("/tasks/{int:task_id}/close", response=TaskOut, summary="Kết thúc công việc")
def close(request: HttpRequest, task_id: Key, payload: TaskCloseIn) -> HttpResponse:
    """`version` là phiên bản của `matter`. Phạm vi: `work.matter.close`."""
    return _on_matter(request, task_id, payload, actions.close_matter)


@router.post("/tasks/{int:task_id}/reopen", response=TaskOut, summary="Mở lại công việc")
def reopen(request: HttpRequest, task_id: Key, payload: ReopenIn) -> HttpResponse:
    """`version` là phiên bản của `matter`. Phạm vi: `work.matter.reopen`."""
    return _on_matter(request, task_id, payload, actions.reopen_matter)


def _on_part(request: HttpRequest, task_id: int, payload: Any, act: Any) -> HttpResponse:
    """A verb on one part of this task; parts of letters move by the verbs of the letter."""
    actor = actor_of(request)
    task = queries.task_for_actor(actor, task_id)
    parts = {part.pk for part in queries.parts_of(Subject(TASK_KIND, task.pk))}
    if payload.assignment_id not in parts:
        raise NotFound
    act(actor=actor, at=now(), **payload.arguments())
    return quick(_task(actor, task))


def _on_matter(request: HttpRequest, task_id: int, payload: Any, act: Any) -> HttpResponse:
    actor = actor_of(request)
    task = queries.task_for_actor(actor, task_id)
    matter = _matter(task)
    try:
        act(actor=actor, at=now(), matter_id=matter.pk, **payload.arguments())
    except Stale as late:
        late.data["current"] = picked(MatterRef, matter)
        raise
    return quick(_task(actor, task))


def _matter(task: Task) -> Matter:
    matter = queries.matter_of(Subject(TASK_KIND, task.pk))
    if matter is None:
        raise NotFound
    return matter


def _detail(actor: Actor, task_id: int) -> dict[str, Any]:
    return _task(actor, queries.task_for_actor(actor, task_id))


def _task(actor: Actor, task: Task) -> dict[str, Any]:
    task.refresh_from_db()
    chain = queries.chain(Subject(TASK_KIND, task.pk))
    if chain is None:
        raise NotFound
    parts = [node.part for node in chain.nodes.values()]
    return {
        **{name: getattr(task, name) for name in COLUMNS},
        "description": task.description,
        "matter": picked(MatterRef, chain.matter),
        "lead_id": chain.lead.pk if chain.lead else None,
        "parts": [shown_part(part) for part in parts],
        "steps": [picked(StepOut, step) for step in chain.steps],
        "opinions": [picked(OpinionOut, one) for one in chain.opinions],
        "abilities": {
            str(part.pk): policies.abilities(actor, chain.matter, part, chain.parent(part))
            for part in parts
        },
    }

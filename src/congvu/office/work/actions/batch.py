"""Many tasks at once: each in its own transaction, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, Invalid, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.work import policies
from congvu.office.work.actions.handing import hand_on
from congvu.office.work.actions.matters import close_matter
from congvu.office.work.actions.parts import finish
from congvu.office.work.actions.reminders import remind
from congvu.office.work.actions.targets import Target
from congvu.office.work.actions.tasks import report_progress
from congvu.office.work.choices import ACTIVE, TASK_KIND, Holding, Part
from congvu.office.work.models import Assignment, Task
from congvu.office.work.queries.parts import matter_of, parts_of
from congvu.office.work.queries.tasks import task_for_actor

MOST = 200
"""Tasks in one batch."""

_NOT_MINE = (
    "Ông/bà không giữ phần việc nào đang chờ trong việc này. Hãy mở việc để xem ai đang giữ."
)
_NOBODY = "Việc này không còn ai đang giữ để đôn đốc. Hãy mở việc để xem."


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What became of one task: ``ok``, or the refusal's code and sentence."""

    task_id: int
    task: Task | None = None
    ok: bool = False
    code: str = ""
    message: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verb on many tasks is told; each takes what it needs.

    ``text`` is the result, the words of the reminder or the instruction; ``percent`` the
    progress.
    """

    text: str = ""
    percent: int = 0
    lead: Target | None = None
    support: Sequence[Target] = ()
    inform: Sequence[Target] = ()
    due_on: date | None = None


Act = Callable[[Actor, datetime, int, Asked], object]


def batch_tasks(
    *, actor: Actor, at: datetime, verb: str, task_ids: Sequence[int], asked: Asked
) -> list[TaskOutcome]:
    """Làm một việc trên nhiều công việc; a refusal stops no other.

    Call it outside a transaction, so that each is kept as soon as it is done.

    :param verb: a key of :data:`BATCH`
    :raises Invalid: no such verb, or more than :data:`MOST` tasks
    """
    act = BATCH.get(verb)
    wanted = list(dict.fromkeys(task_ids))
    if act is None or len(wanted) > MOST:
        raise Invalid(f"Mỗi lần làm được một loại việc trên {MOST} công việc. Hãy chọn ít hơn.")
    return [_one(act, actor, at, pk, asked) for pk in wanted]


def _one(act: Act, actor: Actor, at: datetime, pk: int, asked: Asked) -> TaskOutcome:
    task: Task | None = None
    try:
        task = task_for_actor(actor, pk)
        act(actor, at, pk, asked)
    except DomainError as no:
        return TaskOutcome(pk, task, code=no.code, message=no.message, data=no.data)
    return TaskOutcome(pk, task, ok=True)


def _own(actor: Actor, task_id: int) -> Assignment:
    """The part that the actor must act on, the lead first."""
    mine = [
        part
        for part in parts_of(Subject(TASK_KIND, task_id))
        if part.part != Part.INFORM and policies.holds(actor, part) and part.state in ACTIVE
    ]
    if not mine:
        raise WrongState(_NOT_MINE)
    return min(mine, key=lambda part: (part.part != Part.LEAD, part.pk))


def _held_by_me(actor: Actor, task_id: int) -> Assignment:
    """The part to give on: the one to act on, else one that was given on before."""
    for part in parts_of(Subject(TASK_KIND, task_id)):
        given = part.state == Holding.HANDED_ON and part.part != Part.INFORM
        if given and policies.holds(actor, part):
            return part
    return _own(actor, task_id)


def _report(actor: Actor, at: datetime, task_id: int, asked: Asked) -> object:
    own = _own(actor, task_id)
    return finish(actor=actor, at=at, assignment_id=own.pk, result=asked.text)


def _progress(actor: Actor, at: datetime, task_id: int, asked: Asked) -> object:
    return report_progress(
        actor=actor, at=at, task_id=task_id, percent=asked.percent, text=asked.text
    )


def _hand_on(actor: Actor, at: datetime, task_id: int, asked: Asked) -> object:
    own = _held_by_me(actor, task_id)
    return hand_on(
        actor=actor, at=at, assignment_id=own.pk, lead=asked.lead, support=asked.support,
        inform=asked.inform, instruction=asked.text, due_on=asked.due_on,
    )  # fmt: skip


def _remind(actor: Actor, at: datetime, task_id: int, asked: Asked) -> object:
    parts = parts_of(Subject(TASK_KIND, task_id))
    lead = next((p for p in parts if p.part == Part.LEAD and p.state in ACTIVE), None)
    if lead is None:
        raise WrongState(_NOBODY)
    return remind(actor=actor, at=at, assignment_id=lead.pk, text=asked.text)


def _close(actor: Actor, at: datetime, task_id: int, asked: Asked) -> object:
    matter = matter_of(Subject(TASK_KIND, task_id))
    return close_matter(actor=actor, at=at, matter_id=matter.pk if matter else 0, result=asked.text)


BATCH: Mapping[str, Act] = {
    "report": _report,
    "progress": _progress,
    "hand_on": _hand_on,
    "remind": _remind,
    "close": _close,
}
"""Verbs that may be done with many tasks at once."""

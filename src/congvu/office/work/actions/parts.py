"""What becomes of one part: opened, returned, recalled, finished."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock
from congvu.office.work.actions.words import LONGEST, demand_words
from congvu.office.work.choices import Holding, Part, StepVerb
from congvu.office.work.errors import AlreadyOpened
from congvu.office.work.models import Assignment

_NOT_GIVER = "Chỉ người đã giao phần việc này mới thu hồi được. Hãy liên hệ người giao việc."
_NO_GIVER = (
    "Phần việc này không do ai chuyển đến nên không trả lại được. Hãy chuyển tiếp hoặc kết thúc."
)
_NO_ONE_TO_REPORT = "Phần việc này không do ai giao để báo cáo lại. Hãy dùng việc kết thúc xử lý."
_INFORM_STAYS = "Phần để biết không cần trả lại hay báo cáo. Ông/bà chỉ cần mở xem."


@action("work.assignment.open")
def open_assignment(*, actor: Actor, at: datetime, assignment_id: int) -> Assignment:
    """Mark a part as seen; a part "để biết" is thereby done.

    :raises WrongState: seen already
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id)
    own = flow.part(assignment_id)
    flow.demand_holder(own)
    flow.move(own, "read" if own.part == Part.INFORM else "open")
    flow.step(StepVerb.OPEN, part=own)
    note(flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id)
    return own


def open_for(*, actor: Actor, at: datetime, subject: Subject) -> list[Assignment]:
    """Open every unseen part that the actor holds of a subject; nothing to open is no act."""
    unseen = Assignment.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, state=Holding.WAITING
    )
    return [
        open_assignment(actor=actor, at=at, assignment_id=part.pk)
        for part in unseen
        if policies.holds(actor, part)
    ]


@action("work.assignment.return")
def return_assignment(
    *, actor: Actor, at: datetime, assignment_id: int, reason: str, version: int | None = None
) -> Assignment:
    """Trả lại: give a part back to its giver, who takes a carried part up again.

    :raises Invalid: no reason given
    :raises WrongState: already moved on, the root part, or a part "để biết"
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id, version=version)
    own = flow.part(assignment_id)
    flow.demand_holder(own)
    flow.demand_open()
    if own.part == Part.INFORM:
        raise WrongState(_INFORM_STAYS)
    if own.parent_id is None:
        raise WrongState(_NO_GIVER)
    reason = demand_words(reason, "Lý do trả lại")
    flow.move(own, "return", result=reason)
    flow.resume_giver(own)
    _moved(flow, StepVerb.RETURN, own, reason)
    tell.returned(flow, own, reason)
    return own


@action("work.assignment.recall")
def recall(
    *, actor: Actor, at: datetime, assignment_id: int, version: int | None = None, reason: str = ""
) -> Assignment:
    """Thu hồi: the giver takes a part back while its holder has not opened it.

    The holder no longer reads the subject through it; a carried part is the giver's again.

    :raises AlreadyOpened: the holder has seen it
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id, version=version)
    part = flow.part(assignment_id)
    giver = flow.parent(part)
    if giver is None or not policies.holds(actor, giver):
        raise policies.refuse(actor, flow.subject, _NOT_GIVER)
    flow.demand_open()
    if part.state in (Holding.OPENED, Holding.HANDED_ON, Holding.DONE, Holding.RETURNED):
        raise AlreadyOpened
    reason = clean_text(reason, LONGEST, label="Lý do thu hồi")
    flow.move(part, "recall", result=reason)
    flow.resume_giver(part)
    _moved(flow, StepVerb.RECALL, part, f"{part.to_name}. {reason}".strip())
    flow.reading_changed()
    return part


@action("work.assignment.finish")
def finish(
    *, actor: Actor, at: datetime, assignment_id: int, result: str, version: int | None = None
) -> Assignment:
    """Báo cáo kết quả: end one's own part with its result, back to the giver.

    A carried part (every lead) makes the giver's part active again, to be judged and closed.

    :raises Invalid: no result given
    :raises WrongState: already moved on, the root part, or a part "để biết"
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id, version=version)
    own = flow.part(assignment_id)
    flow.demand_holder(own)
    flow.demand_open()
    if own.part == Part.INFORM:
        raise WrongState(_INFORM_STAYS)
    if own.parent_id is None:
        raise WrongState(_NO_ONE_TO_REPORT)
    result = demand_words(result, "Kết quả")
    flow.move(own, "finish", result=result)
    flow.resume_giver(own)
    _moved(flow, StepVerb.FINISH, own, result)
    tell.finished(flow, own, result)
    return own


def _moved(flow: Flow, verb: StepVerb, part: Assignment, text: str) -> None:
    flow.touch()
    flow.step(verb, part=part, text=text)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"part": part.to_name, "text": text},
    )  # fmt: skip

"""Opening, closing and reopening the handling of a subject; words along the way."""

from __future__ import annotations

from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, WrongState
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock, moved_by, write_step
from congvu.office.work.actions.running import demand_running
from congvu.office.work.actions.targets import Target, resolve
from congvu.office.work.actions.words import demand_words
from congvu.office.work.choices import ACTIVE, LIVE, Holding, MatterState, Part, StepVerb
from congvu.office.work.errors import AlreadyOpened
from congvu.office.work.models import Assignment, Matter, Step

_NOT_YOURS = (
    "Chỉ người chủ trì hoặc người đã giao việc mới kết thúc hay mở lại được. "
    "Hãy báo cáo kết quả cho người giao việc."
)


@action("work.matter.open")
def open_matter(
    *,
    actor: Actor,
    at: datetime,
    subject: Subject,
    agency_id: int,
    title: str,
    to_post_id: int,
    urgency: int = 0,
    due_on: date | None = None,
    instruction: str = "",
) -> Matter:
    """Trình xử lý: start the handling of a subject at a leader's post, who leads first.

    The subject's room has decided that the actor may.

    :raises Conflict: the subject is being handled already
    :raises Paused: its own room has stopped the work
    :raises Invalid: the post is not of the agency or no longer exists
    """
    if _HANDLED(kind=subject.kind, subject_id=subject.id):
        raise Conflict("Nội dung này đã được trình xử lý. Hãy mở luồng xử lý hiện có.")
    demand_running(actor, subject)
    target = Target(post_id=to_post_id)
    desk = resolve([target], agency_id=agency_id, at=at)[target]
    matter = Matter(
        subject_kind=subject.kind,
        subject_id=subject.id,
        agency_id=agency_id,
        title=clean_line(title, 500, label="Nội dung"),
        urgency=urgency,
        due_on=due_on,
        opened_at=at,
    )
    insert(matter)
    flow = Flow(matter, actor, at)
    root = flow.add(
        desk, Part.LEAD, given_by=None, from_name=moved_by(actor), instruction=instruction,
        due_on=due_on,
    )  # fmt: skip
    flow.save_new([root])
    flow.step(StepVerb.OPEN_MATTER, part=root, text=desk.name)
    note(subject, label=matter.title, agency_id=agency_id, changes={"to": desk.name})
    flow.reading_changed()
    tell.given(flow, [root], [desk])
    return matter


_HANDLED = Prepared(
    lambda kind, subject_id: (
        Matter.objects.filter(subject_kind=kind, subject_id=subject_id).values_list("pk")
    ),
    kind=str, subject_id=int,
)  # fmt: skip


@action("work.matter.readdress")
def readdress(*, actor: Actor, at: datetime, matter_id: int, to_post_id: int) -> Assignment:
    """Trình lại: give the unopened root part to another leader; the subject's room has decided.

    The one it was taken from no longer reads the subject through it.

    :raises AlreadyOpened: the leader has seen it
    """
    flow = lock(actor=actor, at=at, matter_id=matter_id)
    flow.demand_open()
    root = next(part for part in flow.parts.values() if part.parent_id is None)
    if root.state != Holding.WAITING:
        raise AlreadyOpened(
            "Lãnh đạo đã mở xem nên không trình lại người khác được. Hãy đề nghị lãnh đạo chuyển."
        )
    target = Target(post_id=to_post_id)
    desk = resolve([target], agency_id=flow.matter.agency_id, at=at)[target]
    before, root.to_name = root.to_name, desk.name
    root.to_unit_id, root.to_post_id = desk.unit_id, desk.post_id
    root.from_name, root.created_at = moved_by(actor)[:200], at
    root.save()
    flow.touch()
    flow.step(StepVerb.OPEN_MATTER, part=root, text=f"{desk.name} (trước: {before})")
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"to": [before, desk.name]},
    )  # fmt: skip
    flow.reading_changed()
    tell.given(flow, [root], [desk])
    return root


@action("work.matter.close")
def close_matter(
    *,
    actor: Actor,
    at: datetime,
    matter_id: int,
    result: str,
    version: int | None = None,
    by_owner: bool = False,
) -> Matter:
    """Kết thúc: end the matter with its result; support ends with it, "để biết" may still be read.

    :param by_owner: the subject's room has decided that the actor may; otherwise the one who
        leads, or who gave the lead, may
    :raises WrongState: closed already
    """
    flow = lock(actor=actor, at=at, matter_id=matter_id, version=version)
    lead = flow.lead
    if not by_owner:
        _demand_line(flow, lead or _last_lead(flow))
    flow.demand_open()
    result = demand_words(result, "Kết quả")
    for part in list(flow.parts.values()):
        if part is lead or (part.part == Part.SUPPORT and part.state in LIVE):
            flow.move(part, "close", result=result if part is lead else "")
    flow.matter.state = MatterState.CLOSED
    flow.matter.closed_at = at
    flow.matter.result = result
    flow.touch("state", "closed_at", "result")
    flow.step(StepVerb.CLOSE, part=lead, text=result)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"state": [MatterState.OPEN, MatterState.CLOSED], "result": result},
    )  # fmt: skip
    return flow.matter


@action("work.matter.reopen")
def reopen_matter(
    *,
    actor: Actor,
    at: datetime,
    matter_id: int,
    reason: str,
    version: int | None = None,
    by_owner: bool = False,
) -> Matter:
    """Mở lại: who led last leads again.

    :raises WrongState: the matter is open
    """
    flow = lock(actor=actor, at=at, matter_id=matter_id, version=version)
    last = _last_lead(flow)
    if not by_owner:
        _demand_line(flow, last)
    if flow.matter.state != MatterState.CLOSED:
        raise WrongState("Việc này đang được xử lý, không cần mở lại.")
    reason = demand_words(reason, "Lý do mở lại")
    flow.move(last, "reopen")
    flow.matter.state = MatterState.OPEN
    flow.matter.closed_at = None
    flow.touch("state", "closed_at")
    flow.step(StepVerb.REOPEN, part=last, text=reason)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"state": [MatterState.CLOSED, MatterState.OPEN], "reason": reason},
    )  # fmt: skip
    tell.reopened(flow, last, reason)
    return flow.matter


@action("work.matter.note")
def add_note(*, actor: Actor, at: datetime, matter_id: int, text: str) -> Step:
    """Ghi ý kiến: leave words in the chain, by anybody who has a part in it.

    :raises NotFound: the actor reads nothing of it
    """
    flow = lock(actor=actor, at=at, matter_id=matter_id)
    own = own_part(flow)
    if own is None:
        raise policies.refuse(
            actor, flow.subject,
            "Chỉ người có tên trong luồng xử lý mới ghi ý kiến. Hãy đề nghị được giao phối hợp.",
        )  # fmt: skip
    text = demand_words(text, "Ý kiến")
    step = flow.step(StepVerb.NOTE, part=own, text=text)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"text": text},
    )  # fmt: skip
    return step


def own_part(flow: Flow) -> Assignment | None:
    """The actor's part in the matter: an active one before an ended one, never a recalled one."""
    mine = [
        part
        for part in flow.parts.values()
        if part.state != Holding.RECALLED and policies.holds(flow.actor, part)
    ]
    active = (part for part in mine if part.state in ACTIVE)
    return next(active, mine[0] if mine else None)


def note_on_matter(
    subject: Subject, verb: StepVerb, *, actor: Actor, at: datetime, text: str
) -> None:
    """Draw a step on the subject's matter, if it has one; nothing moves.

    The matter is locked all the same: a step says who leads after it.
    """
    matter = (
        Matter.objects.select_for_update()
        .filter(subject_kind=subject.kind, subject_id=subject.id)
        .first()
    )
    if matter is None:
        return
    lead = Assignment.objects.filter(matter=matter, part=Part.LEAD, state__in=ACTIVE).first()
    write_step(matter, verb, actor=actor, at=at, text=text, lead=lead)


def _demand_line(flow: Flow, lead: Assignment) -> None:
    """:raises NotAllowed: neither leads nor gave the lead"""
    line = [lead, *flow.ancestors(lead)]
    if not flow.actor.is_system and not any(policies.holds(flow.actor, part) for part in line):
        raise policies.refuse(flow.actor, flow.subject, _NOT_YOURS)


def _last_lead(flow: Flow) -> Assignment:
    last = flow.matter.steps.filter(lead__isnull=False).order_by("-id")[:1].get()
    return flow.part(last.lead_id or 0)

"""Handing on, opening, returning, recalling, finishing: the moves of one part.

From open to close a matter has exactly one active lead. Each verb ends the old lead before it
starts the new one, under the matter's lock; the database refuses a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import Invalid, NotAllowed, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock, moved_by
from congvu.office.work.actions.targets import Desk, Target, resolve
from congvu.office.work.choices import ACTIVE, Holding, Part, StepVerb
from congvu.office.work.errors import AlreadyOpened
from congvu.office.work.models import Assignment

LONGEST = 4000
"""Characters of an instruction, a reason or a result."""

_NOT_HOLDER = "Phần việc này đang do người khác giữ. Hãy liên hệ người giữ hoặc người giao việc."
_NOT_GIVER = "Chỉ người đã giao phần việc này mới thu hồi được. Hãy liên hệ người giao việc."
_NO_GIVER = (
    "Phần việc này không do ai chuyển đến nên không trả lại được. Hãy chuyển tiếp hoặc kết thúc."
)
_NO_ONE_TO_REPORT = "Phần việc này không do ai giao để báo cáo lại. Hãy dùng việc kết thúc xử lý."
_ONLY_INFORM = "Phần để biết chỉ được chuyển tiếp để biết. Hãy bỏ nơi chủ trì và phối hợp."
_INFORM_STAYS = "Phần để biết không cần trả lại hay báo cáo. Ông/bà chỉ cần mở xem."


@action("work.assignment.hand_on")
def hand_on(
    *,
    actor: Actor,
    at: datetime,
    assignment_id: int,
    version: int | None = None,
    lead: Target | None = None,
    support: Sequence[Target] = (),
    inform: Sequence[Target] = (),
    instruction: str = "",
    due_on: date | None = None,
) -> list[Assignment]:
    """Chuyển xử lý: the leader's bút phê, the head's assigning and an officer's forwarding.

    ``lead`` takes the giver's own part over: the lead of a lead part, the support of a support
    part. Without it the giver keeps the part, and only others join. On a part already handed
    on, a new ``lead`` replaces everybody below the giver: who had not opened it loses it.
    Who already holds the same live part is not given it twice. Without ``due_on`` the giver's
    own limit holds; only the root may set a later one.

    :param version: of the matter as the actor saw it; None under a lock of the caller
    :returns: the new parts
    :raises Invalid: no target, one twice, oneself, wrong kind of part, a date past or too late
    :raises Closed: the matter has ended
    :raises Stale: somebody moved first
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id, version=version)
    own = flow.part(assignment_id)
    _demand_holder(flow, own)
    flow.demand_open()
    instruction = clean_text(instruction, LONGEST, label="Ý kiến chỉ đạo")
    due_on = _due(flow, own, due_on)
    desks = _desks(flow, own, lead, support, inform)
    replaced = flow.carried_below(own) if lead else []
    for part in reversed(replaced):
        flow.move(part, "supersede")
    _own_moves(flow, own, handed=lead is not None)
    new = _new_parts(flow, own, desks, lead, support, inform, instruction, due_on)
    flow.save_new(new)
    _carry_due_to_matter(flow, own, due_on)
    verb = StepVerb.HAND_ON if lead else StepVerb.SHARE
    flow.step(verb, part=own, text=_words(new, instruction))
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"to": _names(new), "instruction": instruction, "due_on": due_on},
    )  # fmt: skip
    flow.reading_changed()
    tell.given(flow, new, desks.values())
    return new


@action("work.assignment.open")
def open_assignment(*, actor: Actor, at: datetime, assignment_id: int) -> Assignment:
    """Mark a part as seen; a part "để biết" is thereby done.

    :raises WrongState: seen already
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id)
    own = flow.part(assignment_id)
    _demand_holder(flow, own)
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
    _demand_holder(flow, own)
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
    _demand_holder(flow, own)
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


def demand_words(text: str, label: str) -> str:
    """:raises Invalid: nothing said where a reason or result is owed"""
    text = clean_text(text, LONGEST, label=label)
    if not text:
        raise Invalid(f"{label} chưa có. Hãy ghi rõ rồi gửi lại.", fields={"text": [label]})
    return text


def _demand_holder(flow: Flow, part: Assignment) -> None:
    if not policies.holds(flow.actor, part):
        raise policies.refuse(flow.actor, flow.subject, _NOT_HOLDER)
    if part.state == Holding.RECALLED:  # who lost the part learns nothing more through it
        raise policies.refuse(flow.actor, flow.subject, _NOT_HOLDER)


def _moved(flow: Flow, verb: StepVerb, part: Assignment, text: str) -> None:
    flow.touch()
    flow.step(verb, part=part, text=text)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"part": part.to_name, "text": text},
    )  # fmt: skip


def _own_moves(flow: Flow, own: Assignment, *, handed: bool) -> None:
    if handed:
        flow.move(own, "hand_on")
    elif own.part != Part.INFORM:
        flow.move(own, "share")
    elif own.state == Holding.WAITING:
        flow.move(own, "read")


def _due(flow: Flow, own: Assignment, due_on: date | None) -> date | None:
    limit = own.due_on
    if due_on is None:
        return limit
    if due_on < local_date(flow.at):
        raise Invalid(
            "Hạn xử lý đã qua. Hãy chọn hạn từ hôm nay trở đi.",
            fields={"due_on": ["Hạn đã qua."]},
        )
    if own.parent_id is not None and limit is not None and due_on > limit:
        raise Invalid(
            f"Hạn giao không được muộn hơn hạn của chính phần việc này ({format_date(limit)}). "
            "Hãy chọn hạn sớm hơn hoặc xin gia hạn trước.",
            fields={"due_on": [f"Không muộn hơn {format_date(limit)}."]},
        )
    return due_on


def _carry_due_to_matter(flow: Flow, own: Assignment, due_on: date | None) -> None:
    """What the root gives as limit is the limit of the whole."""
    if own.parent_id is not None or due_on == flow.matter.due_on:
        flow.touch()
        return
    own.due_on = flow.matter.due_on = due_on
    own.save(update_fields=["due_on"])
    flow.touch("due_on")


def _desks(
    flow: Flow, own: Assignment, lead: Target | None, support: Sequence[Target],
    inform: Sequence[Target],
) -> dict[Target, Desk]:  # fmt: skip
    wanted = [*([lead] if lead else []), *support, *inform]
    if not wanted:
        raise Invalid(
            "Chưa chọn nơi nhận. Hãy chọn ít nhất một nơi chủ trì, phối hợp hoặc để biết.",
            fields={"lead": ["Chưa chọn nơi nhận."]},
        )
    if len(set(wanted)) != len(wanted):
        raise Invalid(
            "Một nơi nhận được chọn hai lần. Hãy giữ mỗi nơi nhận ở một vai trò.",
            fields={"support": ["Nơi nhận bị chọn hai lần."]},
        )
    if own.part == Part.INFORM and (lead or support):
        raise NotAllowed(_ONLY_INFORM)
    desks = resolve(wanted, agency_id=flow.matter.agency_id, at=flow.at)
    if (own.to_unit_id, own.to_post_id) in {(d.unit_id, d.post_id) for d in desks.values()}:
        raise Invalid(
            "Không thể chuyển cho chính mình. Hãy chọn nơi nhận khác.",
            fields={"lead": ["Không thể chuyển cho chính mình."]},
        )
    return desks


def _new_parts(
    flow: Flow, own: Assignment, desks: dict[Target, Desk], lead: Target | None,
    support: Sequence[Target], inform: Sequence[Target], instruction: str, due_on: date | None,
) -> list[Assignment]:  # fmt: skip
    plan: list[tuple[Desk, Part, bool]] = []
    if lead is not None:
        plan.append((desks[lead], Part(own.part), True))
    plan += [(desks[target], Part.SUPPORT, False) for target in support]
    plan += [(desks[target], Part.INFORM, False) for target in inform]
    held = {(p.to_unit_id, p.to_post_id, p.part) for p in flow.parts.values() if p.state in ACTIVE}
    giver = moved_by(flow.actor)
    return [
        flow.add(
            desk, part, given_by=own, from_name=giver, instruction=instruction, due_on=due_on,
            carries=carries,
        )
        for desk, part, carries in plan
        if carries or (desk.unit_id, desk.post_id, part) not in held
    ]  # fmt: skip


def _names(parts: list[Assignment]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for part in parts:
        named.setdefault(part.part, []).append(part.to_name)
    return named


def _words(parts: list[Assignment], instruction: str) -> str:
    names = _names(parts)
    listed = [f"{Part(key).label}: {', '.join(names[key])}" for key in Part.values if key in names]
    return "\n".join(filter(None, ["; ".join(listed), instruction]))

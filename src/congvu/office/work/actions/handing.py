"""Handing on: the one move by which leader, head and officer give work to others.

From open to close a matter has exactly one active lead. The old lead ends before the new one
starts, under the matter's lock; the database refuses a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.text import clean_text
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock, moved_by
from congvu.office.work.actions.targets import Desk, Target, resolve
from congvu.office.work.actions.words import LONGEST
from congvu.office.work.choices import ACTIVE, Holding, Part, StepVerb
from congvu.office.work.models import Assignment

_ONLY_INFORM = "Phần để biết chỉ được chuyển tiếp để biết. Hãy bỏ nơi chủ trì và phối hợp."


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
    flow.demand_holder(own)
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

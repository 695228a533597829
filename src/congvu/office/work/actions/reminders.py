"""Urging a holder on (đôn đốc), by hand and by rule; once a day for one part."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import WrongState
from congvu.core.kernel.text import clean_text
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock
from congvu.office.work.actions.words import LONGEST
from congvu.office.work.choices import ACTIVE, Part, StepVerb
from congvu.office.work.errors import RemindedToday
from congvu.office.work.models import Assignment


@action("work.assignment.remind")
def remind(*, actor: Actor, at: datetime, assignment_id: int, text: str = "") -> Assignment:
    """Đôn đốc: remind the holder of a part, by who stands above, clerk, leader or the rule.

    :raises RemindedToday: already reminded today, by whomever
    :raises WrongState: nothing to do on this part any more
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id)
    part = flow.part(assignment_id)
    _demand_above(flow, part)
    flow.demand_open()
    if part.state not in ACTIVE or part.part == Part.INFORM:
        raise WrongState("Phần việc này không còn chờ xử lý nên không cần đôn đốc.")
    today = local_date(at)
    if part.reminded_on is not None and part.reminded_on >= today:
        raise RemindedToday
    text = clean_text(text, LONGEST, label="Nội dung đôn đốc")
    part.reminded_on = today
    part.save(update_fields=["reminded_on"])
    flow.step(StepVerb.REMIND, part=part, text="\n".join(filter(None, [part.to_name, text])))
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"to": part.to_name, "text": text},
    )  # fmt: skip
    tell.reminded(flow, part, _title(flow, part), text, today.isoformat())
    return part


def _demand_above(flow: Flow, part: Assignment) -> None:
    actor = flow.actor
    above = any(policies.holds(actor, giver) for giver in flow.ancestors(part))
    if actor.is_system or above:
        return
    if not actor.has(*policies.URGERS):
        raise policies.refuse(
            actor, flow.subject,
            "Chỉ người đã giao việc, lãnh đạo hoặc văn thư mới đôn đốc. Hãy liên hệ họ.",
        )  # fmt: skip
    if not policies.readable(actor, flow.subject):
        raise policies.refuse(actor, flow.subject, "")


def _title(flow: Flow, part: Assignment) -> str:
    if part.due_on is None:
        return f"Đôn đốc: {flow.matter.title}"
    word = "Quá hạn" if part.due_on < local_date(flow.at) else "Sắp đến hạn"
    return f"{word} {format_date(part.due_on)}: {flow.matter.title}"

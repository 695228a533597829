"""Asking for a later date, and the giver's decision (xin gia hạn)."""

from __future__ import annotations

from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import Conflict, Invalid, NotFound, WrongState
from congvu.core.kernel.text import clean_text
from congvu.office.work import policies
from congvu.office.work.actions import tell
from congvu.office.work.actions.flow import Flow, lock, moved_by
from congvu.office.work.actions.words import LONGEST, demand_words
from congvu.office.work.choices import ACTIVE, LIVE, Part, StepVerb
from congvu.office.work.models import Assignment, ExtensionRequest


@action("work.extension.ask")
def ask_extension(
    *, actor: Actor, at: datetime, assignment_id: int, due_on: date, reason: str
) -> ExtensionRequest:
    """Xin gia hạn: the holder asks the giver for a later date; one request open at a time.

    :raises Invalid: no reason, or a date not later than the present limit and today
    :raises WrongState: nobody gave the part, it has no limit, or it has moved on
    :raises Conflict: a request is waiting
    """
    flow = lock(actor=actor, at=at, assignment_id=assignment_id)
    own = flow.part(assignment_id)
    if not policies.holds(actor, own):
        raise policies.refuse(
            actor, flow.subject,
            "Chỉ người đang giữ phần việc mới xin gia hạn. Hãy liên hệ người giữ.",
        )  # fmt: skip
    flow.demand_open()
    if own.state not in ACTIVE or own.part == Part.INFORM or own.parent_id is None:
        raise WrongState(
            "Phần việc này không xin gia hạn được. Hãy tải lại trang để xem các việc có thể làm."
        )
    if own.due_on is None:
        raise WrongState("Phần việc này không có hạn nên không cần gia hạn.")
    if due_on <= own.due_on or due_on < local_date(at):
        raise Invalid(
            f"Hạn đề nghị phải sau hạn hiện tại ({format_date(own.due_on)}). Hãy chọn ngày khác.",
            fields={"due_on": ["Hạn đề nghị phải muộn hơn hạn hiện tại."]},
        )
    if own.extensions.filter(granted__isnull=True).exists():
        raise Conflict("Đã có một đề nghị gia hạn đang chờ trả lời. Hãy chờ người giao quyết định.")
    reason = demand_words(reason, "Lý do xin gia hạn")
    request = own.extensions.create(
        asked_due_on=due_on, reason=reason, asked_at=at, asked_by=moved_by(actor)[:200]
    )
    words = f"Đến {format_date(due_on)}. {reason}"
    flow.step(StepVerb.ASK_EXTENSION, part=own, text=words)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"due_on": [own.due_on, due_on], "reason": reason},
    )  # fmt: skip
    tell.extension_asked(flow, own, words, request.pk)
    return request


@action("work.extension.decide")
def decide_extension(
    *, actor: Actor, at: datetime, request_id: int, granted: bool, remark: str = ""
) -> ExtensionRequest:
    """Trả lời gia hạn: the giver grants or refuses; who carried the part on gets no later date.

    The giver's own limit bounds what may be granted; the root's giver moves the whole limit.

    :raises NotAllowed: not the giver
    :raises Invalid: later than the giver's own limit
    :raises WrongState: decided already
    """
    request = ExtensionRequest.objects.filter(pk=request_id).first()
    if request is None:
        raise NotFound
    flow = lock(actor=actor, at=at, assignment_id=request.assignment_id)
    request.refresh_from_db()
    part = flow.part(request.assignment_id)
    giver = flow.parent(part)
    if giver is None or not policies.holds(actor, giver):
        raise policies.refuse(
            actor, flow.subject, "Chỉ người đã giao phần việc mới quyết định gia hạn."
        )
    if request.granted is not None:
        raise WrongState("Đề nghị gia hạn này đã được trả lời. Hãy tải lại trang.")
    before = part.due_on
    if granted:
        flow.demand_open()
        _grant(flow, part, giver, request.asked_due_on)
    request.granted = granted
    request.decided_at = at
    request.decided_by = moved_by(actor)[:200]
    request.remark = clean_text(remark, LONGEST, label="Ý kiến")
    request.save(update_fields=["granted", "decided_at", "decided_by", "remark"])
    answer = "Đồng ý" if granted else "Không đồng ý"
    words = f"{answer}. {request.remark}".strip()
    flow.step(StepVerb.DECIDE_EXTENSION, part=part, text=words)
    note(
        flow.subject, label=flow.matter.title, agency_id=flow.matter.agency_id,
        changes={"granted": granted, "due_on": [before, part.due_on], "remark": request.remark},
    )  # fmt: skip
    tell.extension_decided(flow, part, words, request.pk)
    return request


def _grant(flow: Flow, part: Assignment, giver: Assignment, due_on: date) -> None:
    if part.state not in LIVE:
        raise WrongState("Phần việc này đã xong hoặc đã chuyển nơi khác nên không gia hạn nữa.")
    if giver.parent_id is not None and giver.due_on is not None and due_on > giver.due_on:
        raise Invalid(
            f"Hạn đề nghị muộn hơn hạn của chính ông/bà ({format_date(giver.due_on)}). "
            "Hãy xin gia hạn với cấp trên trước.",
            fields={"due_on": [f"Không muộn hơn {format_date(giver.due_on)}."]},
        )
    part.due_on = due_on
    part.save(update_fields=["due_on"])
    fields: list[str] = []
    if giver.parent_id is None and giver.due_on is not None and due_on > giver.due_on:
        giver.due_on = flow.matter.due_on = due_on
        giver.save(update_fields=["due_on"])
        fields = ["due_on"]
    flow.touch(*fields)

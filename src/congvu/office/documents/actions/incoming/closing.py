"""The end of a letter: finished, kept for reference, answered; and opened again."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.organisation.choices import Role
from congvu.office.documents.actions.incoming.locking import (
    demand_reason,
    save,
    state_of,
    subject_of,
    take,
)
from congvu.office.documents.actions.incoming.sender import tell_progress
from congvu.office.documents.choices import INCOMING, IncomingState
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.work import actions as work
from congvu.office.work import policies as work_policies
from congvu.office.work.choices import MatterState, Part
from congvu.office.work.queries import matter_of

KEPT = "Lưu tham khảo"


@action("documents.incoming.finish")
def finish(
    *, actor: Actor, at: datetime, incoming_id: int, result: str, version: int | None = None
) -> Incoming:
    """Kết thúc: by who leads, who gave the lead, or the head of the agency, with the result.

    :raises NotAllowed: a reader who neither leads nor gave the lead
    :raises Invalid: no result
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="finish", version=version)
    if not (policy.in_line(actor, parts_of(letter.pk)) or actor.has(Role.LEADER)):
        raise NotAllowed(
            "Chỉ người chủ trì hoặc người đã giao chủ trì mới kết thúc văn bản. "
            "Hãy báo cáo kết quả phần việc của mình."
        )
    return _end(letter, demand_reason(result, "Kết quả", 1000), actor=actor, at=at)


@action("documents.incoming.keep")
def keep(
    *, actor: Actor, at: datetime, incoming_id: int, remark: str = "", version: int | None = None
) -> Incoming:
    """Lưu tham khảo: end a letter that asks for nothing, before it was given to anybody."""
    letter = take(actor=actor, incoming_id=incoming_id, verb="keep", version=version)
    result = demand_reason(f"{KEPT}. {remark}" if remark.strip() else KEPT, "Ghi chú", 1000)
    return _end(letter, result, actor=actor, at=at)


@action("documents.incoming.answered")
def answered(
    *, actor: Actor, at: datetime, incoming_id: int, outgoing_id: int, code: str
) -> Incoming:
    """The answer was issued: end the letter it answers; a step of issuing.

    A letter that cannot end now (frozen, ended before) stays; the journal says so.
    """
    letter = (
        Incoming.objects.select_for_update()
        .filter(pk=incoming_id, agency_id=actor.agency_id or 0)
        .first()
    )
    if letter is None:
        raise NotFound
    if not INCOMING.allows("answered", letter.state):
        note(subject_of(letter), label=str(letter), changes={"answer": code, "closed": False})
        return letter
    result = f"Đã trả lời bằng văn bản số {code}"
    return _end(letter, result, actor=actor, at=at, answer=outgoing_id)


@action("documents.incoming.reopen")
def reopen(
    *, actor: Actor, at: datetime, incoming_id: int, reason: str, version: int | None = None
) -> Incoming:
    """Mở lại: who led last leads again; a letter that nobody had waits in the register again.

    :raises NotAllowed: a reader without a lead part who is neither clerk nor leader
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="reopen", version=version)
    parts = parts_of(letter.pk)
    led = any(part.part == Part.LEAD and work_policies.holds(actor, part) for part in parts)
    if not (led or policy.reads_whole_agency(actor)):
        raise NotAllowed(
            "Chỉ người đã chủ trì, văn thư hoặc lãnh đạo mới mở lại văn bản. "
            "Hãy đề nghị người đã chủ trì."
        )
    reason = demand_reason(reason)
    matter = matter_of(subject_of(letter))
    if matter is not None and matter.state == MatterState.CLOSED:
        work.reopen_matter(actor=actor, at=at, matter_id=matter.pk, reason=reason, by_owner=True)
    letter.state, letter.closed_at = state_of(parts_of(letter.pk)), None
    save(letter, "state", "closed_at")
    note(subject_of(letter), label=str(letter), changes={"reason": reason})
    return letter


def _end(
    letter: Incoming, result: str, *, actor: Actor, at: datetime, answer: int | None = None
) -> Incoming:
    close_work(letter, result, actor=actor, at=at)
    before, letter.state = letter.state, IncomingState.DONE
    letter.closed_at, letter.result = at, result
    save(letter, "state", "closed_at", "result")
    tell_progress(letter, actor=actor, at=at)
    note(
        subject_of(letter), label=str(letter),
        changes={"state": [before, letter.state], "result": result, "answer": answer},
    )  # fmt: skip
    return letter


def close_work(letter: Incoming, result: str, *, actor: Actor, at: datetime) -> None:
    """End the work on a letter, if any; the letter's own verb has decided that the actor may."""
    matter = matter_of(subject_of(letter))
    if matter is not None and matter.state == MatterState.OPEN:
        work.close_matter(actor=actor, at=at, matter_id=matter.pk, result=result, by_owner=True)

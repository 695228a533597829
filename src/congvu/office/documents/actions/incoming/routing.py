"""A letter's way through the agency: present, direct, assign, forward and back.

Each verb is a verb of the work room under the letter's own right and state; the letter's row is
locked first and carries the version, its state afterwards is read from the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.organisation.queries import posts_of
from congvu.office.documents.actions.incoming.locking import (
    demand_state,
    follow_work,
    subject_of,
    take,
)
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.work import actions as work
from congvu.office.work import policies as work_policies
from congvu.office.work.actions import Target
from congvu.office.work.choices import Part
from congvu.office.work.queries import matter_of, subject_of_request

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment, ExtensionRequest

_NOT_YOURS = (
    "Văn bản này đang do người khác giữ. Hãy liên hệ người giữ, hoặc đề nghị văn thư trình lại."
)


@action("documents.incoming.present")
def present(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    to_post_id: int,
    remark: str = "",
    version: int | None = None,
) -> Incoming:
    """Trình: lay the letter before a leader; before it is opened, also before another one.

    :raises Invalid: the post is no leader's of this agency
    :raises WrongState: the leader has opened it already, or the letter has moved on
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="present", version=version)
    _demand_leader(letter, to_post_id)
    matter = matter_of(subject_of(letter))
    if matter is None:
        _open_matter(letter, to_post_id, actor=actor, at=at, remark=remark)
    else:
        work.readdress(actor=actor, at=at, matter_id=matter.pk, to_post_id=to_post_id)
    follow_work(letter)
    note(subject_of(letter), label=str(letter), changes={"to_post": to_post_id, "remark": remark})
    return letter


@action("documents.incoming.direct")
def direct(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    lead: Target | None = None,
    support: Sequence[Target] = (),
    inform: Sequence[Target] = (),
    instruction: str = "",
    due_on: date | None = None,
    version: int | None = None,
) -> Incoming:
    """Bút phê: the leader says who leads, who helps, who is to know, and until when.

    From the register at once, or where the leader holds the letter. Said again, a new ``lead``
    takes it from everybody below.

    :raises NotAllowed: another leader holds it
    :raises Invalid: no target, one twice, a date past
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="direct", version=version)
    if actor.post_id is None:
        raise NotAllowed(_NOT_YOURS)
    parts = parts_of(letter.pk)
    if not parts:
        _open_matter(letter, actor.post_id, actor=actor, at=at)
        parts = parts_of(letter.pk)
    own = policy.own_lead(actor, parts)
    return _hand_on(
        letter, own, actor=actor, at=at, lead=lead, support=support, inform=inform,
        instruction=instruction, due_on=due_on,
    )  # fmt: skip


@action("documents.incoming.assign")
def assign(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    lead: Target | None = None,
    support: Sequence[Target] = (),
    inform: Sequence[Target] = (),
    instruction: str = "",
    due_on: date | None = None,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Phân công: the head of a unit gives what the unit was given to its people.

    ``lead`` carries the unit's own part on, lead or support.

    :param assignment_id: which of the head's parts, the lead first when not given
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="assign", version=version)
    own = _own_part(letter, actor, assignment_id)
    return _hand_on(
        letter, own, actor=actor, at=at, lead=lead, support=support, inform=inform,
        instruction=instruction, due_on=due_on,
    )  # fmt: skip


@action("documents.incoming.forward")
def forward(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    lead: Target | None = None,
    support: Sequence[Target] = (),
    inform: Sequence[Target] = (),
    instruction: str = "",
    due_on: date | None = None,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Chuyển xử lý: whoever holds a part hands it on, or asks others in.

    :param assignment_id: which of the actor's parts, the lead first when not given
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="forward", version=version)
    own = _own_part(letter, actor, assignment_id)
    return _hand_on(
        letter, own, actor=actor, at=at, lead=lead, support=support, inform=inform,
        instruction=instruction, due_on=due_on,
    )  # fmt: skip


@action("documents.incoming.return")
def return_letter(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    reason: str,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Trả lại: give one's part back to its giver with a reason.

    :raises Invalid: no reason
    """
    return _with_part(
        "return", work.return_assignment, actor=actor, at=at, incoming_id=incoming_id,
        version=version, assignment_id=assignment_id, words={"reason": reason},
    )  # fmt: skip


@action("documents.incoming.report")
def report(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    result: str,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Báo cáo kết quả: end one's part with its result, back to the giver.

    :raises Invalid: no result
    """
    return _with_part(
        "report", work.finish, actor=actor, at=at, incoming_id=incoming_id,
        version=version, assignment_id=assignment_id, words={"result": result},
    )  # fmt: skip


@action("documents.incoming.recall")
def recall(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    assignment_id: int,
    reason: str = "",
    version: int | None = None,
) -> Incoming:
    """Thu hồi: the giver takes back a part that its holder has not opened.

    :raises AlreadyOpened: too late
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="recall", version=version)
    _demand_of_letter(letter, assignment_id)
    work.recall(actor=actor, at=at, assignment_id=assignment_id, reason=reason)
    follow_work(letter)
    note(subject_of(letter), label=str(letter), changes={"assignment": assignment_id})
    return letter


@action("documents.incoming.open")
def _open(*, actor: Actor, at: datetime, incoming_id: int) -> list[Assignment]:
    letter = take(actor=actor, incoming_id=incoming_id, verb="open")
    opened = work.open_for(actor=actor, at=at, subject=subject_of(letter))
    note(subject_of(letter), label=str(letter), changes={"parts": [part.pk for part in opened]})
    return opened


def open_letter(*, actor: Actor, at: datetime, incoming_id: int) -> list[Assignment]:
    """Mở xem: mark the actor's unseen parts as seen; when there is none, nothing is written.

    The page of a letter calls it on every reading; it raises no version.
    """
    waiting = any(
        part.state == "waiting" and work_policies.holds(actor, part)
        for part in parts_of(incoming_id)
    )
    return _open(actor=actor, at=at, incoming_id=incoming_id) if waiting else []


@action("documents.incoming.decide_extension")
def decide_extension(
    *, actor: Actor, at: datetime, request_id: int, granted: bool, remark: str = ""
) -> ExtensionRequest:
    """Trả lời gia hạn on a letter: a later limit of the whole is the letter's limit too.

    :raises NotFound: no request on a letter that the actor reads
    """
    about = subject_of_request(request_id)
    if about is None or about.kind != INCOMING_KIND:
        raise NotFound
    letter = take(actor=actor, incoming_id=about.id, verb="decide_extension")
    demand_state(letter, "forward")
    request = work.decide_extension(
        actor=actor, at=at, request_id=request_id, granted=granted, remark=remark
    )
    matter = matter_of(subject_of(letter))
    if matter is not None and matter.due_on != letter.due_on:
        letter.due_on = matter.due_on
        follow_work(letter, "due_on")
    note(subject_of(letter), label=str(letter), changes={"granted": granted, "remark": remark})
    return request


def _hand_on(
    letter: Incoming, own: Assignment | None, *, actor: Actor, at: datetime, **order: Any
) -> Incoming:
    if own is None:
        raise NotAllowed(_NOT_YOURS)
    new = work.hand_on(actor=actor, at=at, assignment_id=own.pk, **order)
    if own.parent_id is None and order["due_on"] is not None:
        letter.due_on = order["due_on"]
    follow_work(letter, "due_on")
    note(
        subject_of(letter), label=str(letter),
        changes={
            "to": [f"{Part(part.part).label}: {part.to_name}" for part in new],
            "instruction": order["instruction"],
            "due_on": order["due_on"],
        },
    )  # fmt: skip
    return letter


def _with_part(
    verb: str,
    act: Callable[..., Assignment],
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    version: int | None,
    assignment_id: int | None,
    words: dict[str, str],
) -> Incoming:
    letter = take(actor=actor, incoming_id=incoming_id, verb=verb, version=version)
    own = _own_part(letter, actor, assignment_id)
    if own is None:
        raise NotAllowed(_NOT_YOURS)
    act(actor=actor, at=at, assignment_id=own.pk, **words)
    follow_work(letter)
    note(subject_of(letter), label=str(letter), changes=words)
    return letter


def _own_part(letter: Incoming, actor: Actor, assignment_id: int | None) -> Assignment | None:
    """The part meant: the one named, else the one to act on, else a lead handed on before."""
    parts = parts_of(letter.pk)
    if assignment_id is not None:
        return next((part for part in parts if part.pk == assignment_id), None)
    return policy.own_active(actor, parts) or policy.own_lead(actor, parts)


def _demand_of_letter(letter: Incoming, assignment_id: int) -> None:
    if all(part.pk != assignment_id for part in parts_of(letter.pk)):
        raise WrongState("Phần việc này không thuộc văn bản đang mở. Hãy tải lại trang.")


def _demand_leader(letter: Incoming, to_post_id: int) -> None:
    leaders = posts_of(letter.agency_id).filter(pk=to_post_id, role__in=policy.LEADERS)
    if not leaders.exists():
        raise Invalid(
            "Người được trình phải là lãnh đạo của cơ quan. Hãy chọn lại trong danh sách lãnh đạo.",
            fields={"to_post_id": ["Không phải lãnh đạo cơ quan."]},
        )


def _open_matter(
    letter: Incoming, to_post_id: int, *, actor: Actor, at: datetime, remark: str = ""
) -> None:
    work.open_matter(
        actor=actor, at=at, subject=subject_of(letter), agency_id=letter.agency_id,
        title=" ".join(filter(None, [letter.code, letter.subject]))[:500] or f"Văn bản đến số {letter.number}",
        to_post_id=to_post_id, urgency=letter.urgency, due_on=letter.due_on, instruction=remark,
    )  # fmt: skip

"""A letter's way down the agency: present, direct, assign, forward.

Each verb is a verb of the work room under the letter's own right and state; the letter's row is
locked first and carries the version, its state afterwards is read from the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation.queries import posts_of
from congvu.office.documents.actions.incoming.locking import (
    NOT_YOURS,
    follow_work,
    own_part,
    subject_of,
    take,
)
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.work import actions as work
from congvu.office.work.actions import Target
from congvu.office.work.choices import Part
from congvu.office.work.queries import matter_of

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment


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
    follow_work(letter, actor=actor, at=at)
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
        raise NotAllowed(NOT_YOURS)
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
    own = own_part(letter, actor, assignment_id)
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
    own = own_part(letter, actor, assignment_id)
    return _hand_on(
        letter, own, actor=actor, at=at, lead=lead, support=support, inform=inform,
        instruction=instruction, due_on=due_on,
    )  # fmt: skip


def _hand_on(
    letter: Incoming, own: Assignment | None, *, actor: Actor, at: datetime, **order: Any
) -> Incoming:
    if own is None:
        raise NotAllowed(NOT_YOURS)
    new = work.hand_on(actor=actor, at=at, assignment_id=own.pk, **order)
    if own.parent_id is None and order["due_on"] is not None:
        letter.due_on = order["due_on"]
    follow_work(letter, "due_on", actor=actor, at=at)
    note(
        subject_of(letter), label=str(letter),
        changes={
            "to": [f"{Part(part.part).label}: {part.to_name}" for part in new],
            "instruction": order["instruction"],
            "due_on": order["due_on"],
        },
    )  # fmt: skip
    return letter


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

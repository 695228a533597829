"""Taking a letter for a change: seen by the actor, locked, of the version they saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.choices import Role
from congvu.office.documents.actions.incoming.sender import tell_progress
from congvu.office.documents.choices import INCOMING, INCOMING_KIND, IncomingState
from congvu.office.documents.errors import Frozen
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import ROOM, own_active, own_lead
from congvu.office.documents.queries.incoming import parts_of, visible_to
from congvu.office.work.choices import ACTIVE, Part

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

NOT_YOURS = (
    "Văn bản này đang do người khác giữ. Hãy liên hệ người giữ, hoặc đề nghị văn thư trình lại."
)

_STATEFUL = {row.verb for row in INCOMING.rows}
_WITH: dict[str, IncomingState] = {
    Role.LEADER: IncomingState.PRESENTED,
    Role.DEPUTY_LEADER: IncomingState.PRESENTED,
    Role.OFFICE_HEAD: IncomingState.DIRECTED,
    Role.UNIT_HEAD: IncomingState.DIRECTED,
    Role.UNIT_DEPUTY: IncomingState.DIRECTED,
}
"""Where a letter waits that was given to a person outside the giver's unit; others work on it."""


def subject_of(incoming: Incoming) -> Subject:
    return Subject(INCOMING_KIND, incoming.pk)


def take(*, actor: Actor, incoming_id: int, verb: str, version: int | None = None) -> Incoming:
    """Lock a letter for a verb; every other change of it waits until the transaction ends.

    The letter is locked before its matter, always in this order.

    :param verb: the last word of the permission row and of the state table
    :raises NotFound: absent or not for this actor
    :raises NotAllowed: the verb is not for this role, token or delegation
    :raises Stale: somebody changed it first
    :raises WrongState: the state table has no such row
    """
    letter = (
        visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("agency")
        .filter(pk=incoming_id)
        .first()
    )
    if letter is None:
        raise NotFound
    demand(actor, f"{ROOM}.{verb}")
    if version is not None and version != letter.version:
        raise Stale(version=letter.version)
    demand_state(letter, verb)
    return letter


def demand_state(letter: Incoming, verb: str) -> None:
    """:raises WrongState: no such row; a frozen letter says what to do about it"""
    if letter.state == IncomingState.FROZEN and not INCOMING.allows(verb, letter.state):
        raise Frozen
    if verb in _STATEFUL:
        INCOMING.target(verb, letter.state)


def save(letter: Incoming, *fields: str) -> None:
    """Write a new version with the fields changed, and tell the index what it filters by."""
    letter.version += 1
    letter.save(update_fields=["version", *fields])
    if "state" in fields:
        indexes.state_changed(letter)


def state_of(parts: Sequence[Assignment]) -> IncomingState:
    """Where a letter stands, read from the work on it.

    With whom the lead is: nobody yet, the leader (also after it came back), a unit that is to
    assign it, or somebody who works on it.
    """
    by_id = {part.pk: part for part in parts}
    leads = (part for part in parts if part.part == Part.LEAD and part.state in ACTIVE)
    lead = next(leads, None)
    if lead is None:
        return IncomingState.REGISTERED
    if lead.parent_id is None:
        return IncomingState.PRESENTED
    if lead.to_post is None:
        return IncomingState.DIRECTED
    giver = by_id[lead.parent_id]
    inside_unit = giver.to_post_id is None and giver.to_unit_id == lead.to_unit_id
    if inside_unit:
        return IncomingState.PROCESSING
    return _WITH.get(lead.to_post.role, IncomingState.PROCESSING)


def follow_work(letter: Incoming, *fields: str, actor: Actor, at: datetime) -> None:
    """Set the state that the work on the letter says, write a new version, tell the sender."""
    before, letter.state = letter.state, state_of(parts_of(letter.pk))
    save(letter, "state", *fields)
    if letter.state != before:
        tell_progress(letter, actor=actor, at=at)


def demand_reason(reason: str, label: str = "Lý do", longest: int = 500) -> str:
    """:raises Invalid: nothing said where a reason is owed, or too long"""
    text = clean_line(reason, longest, label=label)
    if not text:
        raise Invalid(f"{label} chưa có. Hãy ghi rõ rồi gửi lại.", fields={"reason": [label]})
    return text


def own_part(letter: Incoming, actor: Actor, assignment_id: int | None) -> Assignment | None:
    """The part meant: the one named, else the one to act on, else a lead handed on before."""
    parts = parts_of(letter.pk)
    if assignment_id is not None:
        return next((part for part in parts if part.pk == assignment_id), None)
    return own_active(actor, parts) or own_lead(actor, parts)

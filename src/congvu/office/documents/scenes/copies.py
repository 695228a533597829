"""Certified copies as the pages of letters show them."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.outgoing import copyable
from congvu.office.documents.models import Copy, Incoming, Outgoing
from congvu.office.documents.queries.outgoing import copies_of
from congvu.office.documents.scenes.kinds import kind_name


def may_copy(actor: Actor, letter: Incoming | Outgoing) -> bool:
    """Whether the button is shown: the keeper of the register, and an original to copy."""
    own = actor.agency_id == letter.agency_id
    return own and permits(actor, "documents.outgoing.copy") and copyable(letter)


def copies_shown(subject: Subject) -> list[tuple[Copy, str]]:
    """The copies of a letter, the newest first, with the name of their kind."""
    return [(copy, kind_name(copy.kind)) for copy in copies_of(subject)]

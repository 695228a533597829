"""Certified copies as the pages of letters show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.outgoing import copyable
from congvu.office.documents.models import Copy, Incoming, Outgoing
from congvu.office.documents.queries.outgoing import copies_of, papers_of
from congvu.office.documents.scenes.kinds import kind_name

if TYPE_CHECKING:
    from congvu.core.files.models import File


def may_copy(actor: Actor, letter: Incoming | Outgoing) -> bool:
    """Whether the button is shown: the keeper of the register, and an original to copy."""
    own = actor.agency_id == letter.agency_id
    return own and permits(actor, "documents.outgoing.copy") and copyable(letter)


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy, the name of its kind, and the signed PDF of an electronic one."""

    copy: Copy
    kind: str
    file: File | None

    @property
    def url(self) -> str:
        file = self.file
        return reverse("files:download", args=[file.pk, file.name]) if file else ""


def copies_shown(subject: Subject) -> list[CopyShown]:
    """The copies of a letter, the newest first; one query more when there are any."""
    found = list(copies_of(subject))
    papers = papers_of(found)
    return [CopyShown(copy, kind_name(copy.kind), papers.get(copy.pk)) for copy in found]

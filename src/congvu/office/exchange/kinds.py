"""Kinds of envelopes: what a higher room registers so that its things travel by this post office.

The post office keeps envelopes, recipients, statuses and files' references; what is inside is
known to the room that registered the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.choices import LETTER_KIND
from congvu.office.exchange.edxml.message import Letter

if TYPE_CHECKING:
    from congvu.core.files.models import Blob


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of an arrived message that lies safely in the store already."""

    blob: Blob
    name: str
    description: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter message that reached one agency of this installation.

    ``subject`` is what the sender's side inside this installation sent (bytes are shared), or
    None when it came from outside. ``earlier`` is what an earlier message of the same
    ``document_id`` (update, revoke) or of the replaced ones made here.
    """

    delivery_id: int
    agency_id: int
    letter: Letter
    files: tuple[Kept, ...]
    sender_agency_id: int | None
    subject: Subject | None
    earlier: tuple[Subject, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """A status that came in about something that was sent from here, or asks one back (13)."""

    subject: Subject
    delivery_id: int
    agency_id: int | None
    organ_code: str
    code: str
    description: str
    at: datetime


class Refused(Exception):
    """The receiver does not take it (02); the words go back to the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class EnvelopeKind:
    """``receive`` lays arrivals before their agencies: many at once, one transaction, idempotent;
    it answers one subject or ``Refused`` for each arrival. ``message`` builds the letter of a
    subject for the wire (attachments of stored files, in order). ``told`` hears statuses about
    what was sent; ``asked_back`` hears 13 about what was received. ``hold`` locks what was received,
    in the order of ids: whoever answers a letter locks it before its delivery, so who asks it back
    holds it before the delivery too, and neither waits for the other in a circle. ``claims`` says
    whether a message from outside is of this kind; what nobody claims is a letter.
    """

    name: str
    label: str
    message: Callable[[Subject], Letter]
    receive: Callable[[Sequence[Arrival]], Sequence[Subject | Refused]]
    told: Callable[[Sequence[News]], None]
    asked_back: Callable[[News], None]
    hold: Callable[[Collection[Subject]], None]
    claims: Callable[[Letter], bool] | None = None


kinds: Registry[EnvelopeKind] = Registry("kinds of envelopes")


def kind_of(letter: Letter) -> str:
    """The kind that a message from outside is given to."""
    found = (kind.name for kind in kinds if kind.claims is not None and kind.claims(letter))
    return next(found, LETTER_KIND)


def not_letters() -> list[str]:
    """Kinds of messages between rooms, which the figures of letters leave out."""
    return [kind.name for kind in kinds if kind.claims is not None]

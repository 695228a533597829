"""Files of a letter: taken into the store before the verb, attached within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import demand
from congvu.office.documents.actions.incoming.locking import subject_of
from congvu.office.documents.choices import Secrecy
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import ROOM
from congvu.office.signing import actions as signing

if TYPE_CHECKING:
    from congvu.core.files.spool import Readable


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes from a request: an open binary stream and its name there."""

    stream: Readable
    name: str
    use: Use = Use.MAIN


@dataclass(frozen=True, slots=True)
class Paper:
    """A content that lies in the store, and what it is to the letter."""

    stored: Stored
    use: Use = Use.MAIN


def take_in(
    *, actor: Actor, at: datetime, uploads: Sequence[Upload], secrecy: int = Secrecy.NORMAL
) -> list[Paper]:
    """Store uploaded files before the verb; call it outside a transaction.

    A secret letter's files are refused here, before one byte is kept.

    :raises SecretContent: the letter is secret
    :raises NotAllowed: the actor keeps no register
    :raises Invalid: a file is refused (type, size, broken, infected)
    """
    demand(actor, f"{ROOM}.receive")
    if uploads:
        demand_open_content(secrecy)
    return [
        Paper(files.store(stream=u.stream, name=u.name, use=u.use, actor=actor, at=at), u.use)
        for u in uploads
    ]


def demand_open_content(secrecy: int) -> None:
    """:raises SecretContent: content of a secret letter may not enter the network"""
    if secrecy != Secrecy.NORMAL:
        raise SecretContent


def attach_papers(
    letter: Incoming, papers: Sequence[Paper], *, actor: Actor, at: datetime, first: int = 0
) -> None:
    """Attach what was taken in, in order; a step of the caller's verb.

    :param first: place of the first one, after those that stand already
    """
    if papers:
        demand_open_content(letter.secrecy)
    placed = [
        files.attach(
            source=paper.stored, subject=subject_of(letter), use=paper.use, actor=actor, at=at,
            agency_id=letter.agency_id, position=position,
        )
        for position, paper in enumerate(papers, start=first)
    ]  # fmt: skip
    signing.validate_files_later(placed)

"""Telling the receiving agency's keepers of the register what came, and what is asked back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.notifications.actions import Event, notify, notify_many
from congvu.core.organisation.queries import people_of, people_of_many
from congvu.office.documents.actions.incoming.locking import subject_of
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import KEEPERS

ARRIVED = "documents.incoming.arrived"
UPDATED = "documents.incoming.updated"
RECALL_ASKED = "documents.incoming.recall_asked"

KINDS = {
    ARRIVED: "Văn bản mới chờ vào sổ",
    UPDATED: "Bên gửi cập nhật văn bản",
    RECALL_ASKED: "Bên gửi đề nghị thu hồi văn bản",
}


def arrived(letter: Incoming, *, actor: Actor, at: datetime) -> None:
    """A letter of another agency waits to be registered."""
    _tell(
        letter, ARRIVED, f"Văn bản mới của {letter.issuer_name}: {letter.subject}",
        actor=actor, at=at, urgent=letter.urgency > 0,
    )  # fmt: skip


def arrived_many(letters: Sequence[Incoming], *, actor: Actor, at: datetime) -> None:
    """The same for many letters at once, in as many statements as for one."""
    keepers: dict[int, set[int]] = defaultdict(set)
    people = people_of_many(
        at=at, agency_ids={letter.agency_id for letter in letters}, roles=KEEPERS
    )
    for agency_id, user_id in people.values_list("agency_id", "user_id"):
        keepers[agency_id].add(user_id)
    events = [
        Event(
            event_key=f"{ARRIVED}:{letter.pk}:{letter.version}",
            recipients=keepers[letter.agency_id],
            title=f"Văn bản mới của {letter.issuer_name}: {letter.subject}",
            subject=subject_of(letter),
            urgent=letter.urgency > 0,
        )
        for letter in letters
    ]
    notify_many(kind=ARRIVED, events=events, actor=actor, at=at)


def updated(letter: Incoming, reason: str, *, actor: Actor, at: datetime) -> None:
    """The sender changed a letter that is here already."""
    _tell(
        letter, UPDATED, f"Bên gửi cập nhật văn bản: {letter.code} {letter.subject}",
        actor=actor, at=at, body=reason, urgent=True,
    )  # fmt: skip


def recall_asked(letter: Incoming, *, actor: Actor, at: datetime) -> None:
    """The sender wants a letter back; somebody must answer."""
    _tell(
        letter, RECALL_ASKED, f"Bên gửi đề nghị thu hồi: {letter.code} {letter.subject}",
        actor=actor, at=at, body=letter.recall_reason, urgent=True,
    )  # fmt: skip


def _tell(
    letter: Incoming, kind: str, title: str, *, actor: Actor, at: datetime, body: str = "",
    urgent: bool = False,
) -> None:  # fmt: skip
    people = people_of(at=at, agency_id=letter.agency_id, roles=KEEPERS)
    notify(
        event_key=f"{kind}:{letter.pk}:{letter.version}", kind=kind,
        recipients=set(people.values_list("user_id", flat=True)), subject=subject_of(letter),
        title=title, body=body, actor=actor, at=at, urgent=urgent,
    )  # fmt: skip

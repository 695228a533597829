"""What happens to dossiers becomes messages, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.once import once
from congvu.core.kernel.storing import insert_many
from congvu.counter.national.choices import Service
from congvu.counter.national.models import Message, Portal
from congvu.counter.national.statuses import rules_on

if TYPE_CHECKING:
    from congvu.counter.dossiers.models import Event

SEND = "national.send"
TELLS_ALL = frozenset({
    "file", "extend", "redate", "supply_early", "seal_result", "revoke", "reissue"
})  # fmt: skip
"""Verbs that keep the state and change what the portal shows of the dossier."""


def hear(event: Event) -> None:
    """Called by the dossiers room inside every verb's transaction. An installation that is not
    connected keeps nothing; what it did before is told when its dossier moves next."""
    if not once("national.portal", Portal.objects.exists):
        return
    insert_many(messages_of(event, at=event.at))
    enqueue(SEND)


def messages_of(event: Event, *, at: datetime) -> list[Message]:
    """What one event tells: the dossier where it changed, and the step unless it is the first."""
    status = rules_on(local_date(event.at)).code(event.target)
    return [
        Message(
            dossier_id=event.dossier_id, event=event, agency_id_then=event.agency_id_then,
            service=service, status=status, queued_at=at,
        )
        for service in services_of(event)
    ]  # fmt: skip


def services_of(event: Event) -> Iterable[Service]:
    if event.source != event.target or event.verb in TELLS_ALL:
        yield Service.DOSSIER
    if event.verb != "file":
        yield Service.PROGRESS

"""What happens at the receiving agencies: arrival, being asked for a letter back, answered letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import WrongState
from congvu.office.documents.actions import incoming
from congvu.office.documents.choices import Delivery, RecipientKind
from congvu.office.documents.models import Incoming, Outgoing, Recipient

BATCH = 50
"""Letters laid before agencies in one transaction of the job."""


def courier(letter: Outgoing) -> Actor:
    """The system acting for the sending agency, in jobs."""
    return replace(system_actor(), agency_id=letter.agency_id)


def deliver(letter: Outgoing, *, actor: Actor, at: datetime) -> int:
    """Lay the letter before every agency that does not have it yet; returns how many."""
    return _deliver(letter, pending(letter), actor, at)


def deliver_in_batches(letter: Outgoing, *, at: datetime) -> int:
    """The same from a job, in short transactions; stopping half way loses nothing."""
    done = 0
    places = pending(letter)
    for start in range(0, len(places), BATCH):
        with transaction.atomic():
            done += _deliver(letter, places[start : start + BATCH], courier(letter), at)
    return done


def pending(letter: Outgoing) -> list[Recipient]:
    """Agencies of the installation that have not received the letter yet."""
    return list(
        letter.recipients.filter(
            kind=RecipientKind.AGENCY, agency__is_member=True, state=Delivery.PENDING
        )
    )


def _deliver(letter: Outgoing, places: Iterable[Recipient], actor: Actor, at: datetime) -> int:
    count = 0
    for place in places:
        incoming.deliver(actor=actor, at=at, outgoing=letter, recipient=place)
        count += 1
    return count


def take_back(letter: Outgoing, reason: str, *, actor: Actor, at: datetime) -> int:
    """Ask every agency for the letter back; returns how many letters are frozen there now.

    Who never got it does not get it any more; who refused it has nothing to give back.
    """
    letter.recipients.filter(kind=RecipientKind.AGENCY, state=Delivery.PENDING).update(
        state=Delivery.RECALLED, state_at=at, state_note="Thu hồi trước khi gửi"
    )
    asked = 0
    for pk in Incoming.objects.filter(origin=letter).values_list("pk", flat=True):
        try:
            incoming.freeze(actor=actor, at=at, incoming_id=pk, reason=reason)
            asked += 1
        except WrongState:
            continue  # refused or returned before: nothing of it is left there
    return asked


def close_answered(letter: Outgoing, *, actor: Actor, at: datetime) -> None:
    """End the incoming letters that this one answers, with its number as the result."""
    for pk in letter.answers.filter(closes=True).values_list("incoming_id", flat=True):
        incoming.answered(
            actor=actor, at=at, incoming_id=pk, outgoing_id=letter.pk, code=letter.code
        )

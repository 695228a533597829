"""Jobs of the letters room; each may run twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congvu.core.jobs.errors import GiveUp
from congvu.core.jobs.registry import job
from congvu.core.kernel.actor import system_actor
from congvu.office.documents.actions.outgoing import delivery, numbering
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.errors import SealNeeded, SignatureRefused
from congvu.office.documents.models import Outgoing


@job("documents.finish_numbering")
def finish_numbering(*, at: datetime, outgoing_id: int) -> None:
    """Finish what the asking process could not: render, sign, attach, confirm."""
    if not Outgoing.objects.filter(pk=outgoing_id).exists():
        raise GiveUp(f"no letter {outgoing_id}")
    try:
        numbering.finish_numbering(actor=system_actor(), at=at, outgoing_id=outgoing_id)
    except SignatureRefused as refusal:
        raise GiveUp(refusal.message) from refusal
    except SealNeeded:
        return  # a clerk comes with the agency's key


@job("documents.deliver")
def deliver(*, at: datetime, outgoing_id: int) -> None:
    """Send what an earlier version of the program left to this job."""
    letter = _letter(outgoing_id)
    if letter.state == OutgoingState.ISSUED:
        with transaction.atomic():
            delivery.send(letter, actor=delivery.courier(letter), at=at)


@job("documents.take_back")
def take_back(*, at: datetime, outgoing_id: int, reason: str) -> None:
    """Ask for what an earlier version of the program left to this job."""
    letter = _letter(outgoing_id)
    with transaction.atomic():
        delivery.take_back(letter, reason, actor=delivery.courier(letter), at=at)


def _letter(pk: int) -> Outgoing:
    letter = Outgoing.objects.select_related("agency", "unit").filter(pk=pk).first()
    if letter is None:
        raise GiveUp(f"no letter {pk}")
    return letter

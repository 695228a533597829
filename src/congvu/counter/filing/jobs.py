"""Sending, the look before filing, and forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from congvu.core.jobs.errors import GiveUp
from congvu.core.jobs.registry import job, periodic
from congvu.core.notifications.registry import TryLater
from congvu.counter.dossiers.queries import event
from congvu.counter.filing.actions import after, drafts, letters, papers

UPLOADS_KEPT = timedelta(days=2)


@job("filing.send", attempts=letters.ATTEMPTS)
def send(*, at: datetime, letter_id: int) -> None:
    """Send one letter to an applicant; a failure is tried again with back-off."""
    outcome = letters.send_letter(letter_id=letter_id, at=at)
    if outcome == letters.Outcome.LATER:
        raise TryLater(f"letter {letter_id}")
    if outcome == letters.Outcome.DEAD:
        raise GiveUp(f"letter {letter_id}")


@job("filing.tell")
def tell(*, at: datetime, event_id: int) -> None:
    """Tell of a dossier that was just filed."""
    with transaction.atomic():
        after.tell(event(event_id))


@job("filing.preflight")
def preflight(*, at: datetime, file_id: int) -> None:
    """Look at a file of a draft."""
    papers.look_at(file_id=file_id, at=at)


@periodic("filing.unknown", every=timedelta(minutes=15))
def unknown(*, at: datetime) -> None:
    """Letters whose worker died while sending are not sent again."""
    letters.bury_unknown(at=at)


@periodic("filing.forget", every=timedelta(days=1), offset=timedelta(hours=2, minutes=40))
def forget(*, at: datetime) -> None:
    """Drafts that nobody touches, and uploads that never ended."""
    drafts.forget_old(at=at)
    papers.forget_uploads(before=at - UPLOADS_KEPT)

"""Sending after the commit, the morning digest, and forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.errors import GiveUp
from congvu.core.jobs.registry import job, periodic
from congvu.core.notifications import sending
from congvu.core.notifications.models import Notice
from congvu.core.notifications.registry import TryLater

READ_KEPT = timedelta(days=90)
UNREAD_KEPT = timedelta(days=365)
BATCH = 1_000


@job("notifications.deliver", attempts=sending.ATTEMPTS)
def deliver(*, at: datetime, delivery_id: int) -> None:
    """Send one delivery now; a failure is tried again with back-off, the last one is dead."""
    outcome = sending.deliver(delivery_id=delivery_id, at=at)
    if outcome == sending.Outcome.LATER:
        raise TryLater(f"delivery {delivery_id}")
    if outcome == sending.Outcome.DEAD:
        raise GiveUp(f"delivery {delivery_id}")


@job("notifications.digest_one", attempts=sending.ATTEMPTS)
def digest_one(*, at: datetime, user_id: int, channel: str) -> None:
    """Send one person's gathered notices through one channel as one message."""
    outcome = sending.digest(user_id=user_id, channel_name=channel, at=at)
    if outcome == sending.Outcome.LATER:
        raise TryLater(f"digest of {user_id}")
    if outcome == sending.Outcome.DEAD:
        raise GiveUp(f"digest of {user_id}")


@periodic("notifications.digests", every=timedelta(days=1), offset=timedelta(hours=7))
def digests(*, at: datetime) -> None:
    """Every morning at 07:00: a job for each person with gathered notices."""
    sending.enqueue_digests(at=at)


@periodic("notifications.unknown", every=timedelta(minutes=15))
def unknown(*, at: datetime) -> None:
    """Deliveries whose worker died while sending go to the dead ones."""
    sending.bury_unknown(at=at)


@periodic("notifications.purge", every=timedelta(days=1), offset=timedelta(hours=2, minutes=10))
def purge(*, at: datetime) -> None:
    """Forget read notices after 90 days and all after a year, a batch at a time."""
    for old in (
        Notice.objects.filter(is_read=True, at__lt=at - READ_KEPT),
        Notice.objects.filter(at__lt=at - UNREAD_KEPT),
    ):
        while ids := list(old.order_by("at").values_list("pk", flat=True)[:BATCH]):
            Notice.objects.filter(pk__in=ids).delete()

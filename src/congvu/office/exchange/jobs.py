"""What the post office does after the commit, and by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.registry import job, periodic
from congvu.office.exchange.actions import arriving


@job("exchange.deliver_here")
def deliver_here(*, at: datetime) -> None:
    """Bring what is due before its agencies here; whatever job runs first brings it all."""
    arriving.deliver_here(at=at)


@periodic("exchange.wake", every=timedelta(seconds=20))
def wake(*, at: datetime) -> None:
    """Ask for jobs for whatever waits; also for what fell between two workers."""
    arriving.wake(at=at)

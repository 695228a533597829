"""Work of the night: figures of the day that ended, and dates after the calendar was edited."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.registry import periodic
from congvu.core.kernel.actor import system_actor
from congvu.counter.dossiers import actions


@periodic("dossiers.count_days", every=timedelta(days=1), offset=timedelta(minutes=25))
def count_days(*, at: datetime) -> None:
    """Day figures for the reports; misses nothing when it did not run for some days."""
    actions.count_days(at=at)


@periodic("dossiers.look_at_dates", every=timedelta(hours=1), offset=timedelta(minutes=5))
def look_at_dates(*, at: datetime) -> None:
    """One question where the calendar was not edited since the last time."""
    actions.look_at_dates(actor=system_actor(), at=at)

"""Housekeeping of the queue itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job, Worker
from congvu.core.jobs.registry import periodic

KEEP_DONE = timedelta(days=2)
KEEP_KEYED = timedelta(days=400)
"""A key forbids a second job for its event, so its row outlives the year the event is in."""
KEEP_WORKER = timedelta(days=1)


@periodic("jobs.sweep", every=timedelta(hours=1))
def sweep(*, at: datetime) -> None:
    """Forget finished jobs and workers that vanished; dead jobs stay until a person acts."""
    finished = Job.objects.filter(state=State.DONE)
    finished.filter(key="", finished_at__lt=at - KEEP_DONE).delete()
    finished.filter(finished_at__lt=at - KEEP_KEYED).delete()
    Worker.objects.filter(seen_at__lt=at - KEEP_WORKER).delete()

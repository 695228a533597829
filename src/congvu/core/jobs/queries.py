"""Reading doors: is anybody working, what waits, what died."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min

from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job, JobQuerySet, Worker

ALIVE = timedelta(seconds=60)


def workers_alive(*, at: datetime) -> int:
    """How many workers gave a sign of life within the last minute."""
    return Worker.objects.filter(seen_at__gt=at - ALIVE).count()


def counts() -> dict[tuple[str, str], int]:
    """Jobs by ``(name, state)``, finished ones left out; dead ones included."""
    rows = (
        Job.objects.exclude(state=State.DONE)
        .values_list("name", "state")
        .annotate(number=Count("id"))
        .order_by("name", "state")
    )
    return {(name, state): number for name, state, number in rows}


def oldest_due(*, at: datetime) -> timedelta:
    """How long the oldest due job has been waiting; zero when none is."""
    first = Job.objects.due(at).order_by().aggregate(first=Min("due_at"))["first"]
    return at - first if first else timedelta(0)


def dead() -> JobQuerySet:
    """Dead jobs, the latest first."""
    return Job.objects.dead()

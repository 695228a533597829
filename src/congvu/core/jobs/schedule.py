"""The clockwork: turns registered schedules into jobs, once per tick whoever looks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congvu.core.jobs.actions import enqueue
from congvu.core.jobs.models import Job, ScheduledJob
from congvu.core.jobs.registry import schedules


def prepare(*, at: datetime) -> None:
    """Give every registered schedule its row, due at its next tick; forget withdrawn ones."""
    ScheduledJob.objects.bulk_create(
        [ScheduledJob(name=s.name, next_at=s.next_after(at)) for s in schedules],
        ignore_conflicts=True,
    )
    ScheduledJob.objects.exclude(name__in=schedules.names()).delete()


def tick(*, at: datetime) -> list[str]:
    """Enqueue what is due at ``at``; returns the names served by this call."""
    due = list(ScheduledJob.objects.filter(next_at__lte=at).values_list("name", flat=True))
    return [name for name in due if _serve(name, at)]


@transaction.atomic
def _serve(name: str, at: datetime) -> bool:
    rows = ScheduledJob.objects.select_for_update(skip_locked=True)
    row = rows.filter(name=name, next_at__lte=at).first()
    schedule = schedules.get(name)
    if row is None or schedule is None:
        return False
    row.last_at, row.next_at = row.next_at, schedule.next_after(at)
    row.save(update_fields=["last_at", "next_at"])
    if Job.objects.open().filter(name=name).exists():
        return False
    enqueue(name)
    return True

"""For tests: run the queue in the test's own process and at the test's own moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from congvu.core.jobs import queue
from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job
from congvu.core.kernel.clock import now

LIMIT = 10_000


def run_all(*, at: datetime | None = None, raising: bool = True) -> int:
    """Run every job that is due at ``at``, also those that running jobs add; returns the count.

    A job without ``run_after`` is due whatever ``at`` says. With ``raising`` the first error
    of a handler comes up into the test; without it failures are recorded as a worker would.

    :raises RuntimeError: jobs keep adding jobs without end
    """
    moment = at or now()
    for number in range(LIMIT):
        job = _claim(moment)
        if job is None:
            return number
        error = queue.run(job, at=moment)
        if error is not None and raising:
            raise error
    raise RuntimeError(f"still not empty after {LIMIT} jobs")


@transaction.atomic
def _claim(at: datetime) -> Job | None:
    due = Q(run_after__isnull=True) | Q(run_after__lte=at)
    job = Job.objects.filter(due, state=State.WAITING).order_by("id").first()
    if job is not None:
        job.state, job.worker, job.due_at = State.RUNNING, "test", at + timedelta(minutes=1)
        job.attempt += 1
        job.save()
    return job

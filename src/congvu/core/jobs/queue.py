"""How one job is taken from the queue, run and put down; the worker and the tests share it."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from django.db import connection, transaction

from congvu.core.jobs.choices import State
from congvu.core.jobs.errors import GiveUp, UnknownJob
from congvu.core.jobs.models import Job
from congvu.core.jobs.registry import handlers

logger = logging.getLogger(__name__)

LOST = "Tiến trình chạy nền dừng đột ngột khi đang làm việc này."


def claim(*, worker: str, at: datetime, lease: timedelta) -> Job | None:
    """Take the job that has been due longest; no other worker gets it while the lease lasts.

    PostgreSQL skips rows that others are taking; on SQLite the transaction is the only writer,
    so an idle look is a plain read first.
    """
    due = Job.objects.due(at)
    if connection.vendor == "sqlite" and not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        _take(job, worker=worker, at=at, lease=lease)
    return job if job.state == State.RUNNING else None


def _take(job: Job, *, worker: str, at: datetime, lease: timedelta) -> None:
    handler = handlers.get(job.name)
    lost = job.state == State.RUNNING
    if lost:
        logger.warning("job_lost", extra={"job": job.name, "job_id": job.pk, "by": job.worker})
        job.error = LOST
    if lost and handler and job.attempt >= handler.attempts:
        bury(job, error=LOST, at=at)
        return
    job.state, job.worker = State.RUNNING, worker
    job.attempt += 1
    job.due_at = at + lease
    job.save(update_fields=["state", "worker", "attempt", "due_at", "error"])


def run(job: Job, *, at: datetime) -> BaseException | None:
    """Run a claimed job and record how it ended; the error is returned, never raised."""
    try:
        handler = handlers.get(job.name)
        if handler is None:
            raise GiveUp(f"Không có phần nào của hệ thống nhận việc “{job.name}”.") from UnknownJob(
                job.name
            )
        handler.run(at=at, **job.args)
    except Exception as error:
        _failed(job, error, at=at)
        return error
    _put_down(job, state=State.DONE, due_at=None, finished_at=at, error="")
    return None


def _failed(job: Job, error: Exception, *, at: datetime) -> None:
    handler = handlers.get(job.name)
    text = "".join(traceback.format_exception(error))[-8000:]
    facts = {"job": job.name, "job_id": job.pk, "attempt": job.attempt, "owner": job.owner}
    if handler is None or isinstance(error, GiveUp) or job.attempt >= handler.attempts:
        logger.error("job_dead", extra=facts, exc_info=error)
        bury(job, error=text, at=at)
        return
    logger.warning("job_failed", extra=facts, exc_info=error)
    again = at + handler.wait(job.attempt)
    _put_down(job, state=State.WAITING, due_at=again, run_after=again, error=text)


def bury(job: Job, *, error: str, at: datetime) -> None:
    """Keep the job as dead, with its error and owner, for a person to look at."""
    _put_down(job, state=State.DEAD, due_at=None, finished_at=at, error=error)


def _put_down(job: Job, **fields: object) -> None:
    """Only the worker that still holds the job may write its end."""
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state, worker=job.worker).update(
        **fields
    )
    for name, value in fields.items():
        setattr(job, name, value)


def extend(*, job_id: int, attempt: int, until: datetime) -> None:
    """Renew the lease of a job that is still being worked on."""
    Job.objects.filter(pk=job_id, attempt=attempt, state=State.RUNNING).update(due_at=until)

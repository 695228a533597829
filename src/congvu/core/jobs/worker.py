"""The worker process: claims, runs, shows signs of life, and stops when asked."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import uuid
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections

from congvu.core.jobs import queue, schedule
from congvu.core.jobs.models import Job, Worker
from congvu.core.kernel.clock import now

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
IDLE = 0.25
"""Seconds between two looks into an empty queue."""
TICK = timedelta(seconds=1)
BEAT = timedelta(seconds=15)
STORM = 2.0
"""Seconds to wait when the database is away."""


class Runner:
    """One worker; ``run()`` returns after ``stop()``, when the job in hand is finished."""

    def __init__(self, *, lease: timedelta = LEASE) -> None:
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.lease = lease
        self.done = 0
        self._stop = threading.Event()
        self._finished = threading.Event()
        self._holding: tuple[int, int] | None = None
        self._ticked: datetime | None = None

    def stop(self) -> None:
        self._stop.set()

    def obey_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def run(self) -> None:
        """Work until stopped. A database that is away is waited for, never a reason to end."""
        logger.info("worker_started", extra={"worker": self.name})
        pulse = threading.Thread(target=self._pulse, name="pulse", daemon=True)
        pulse.start()
        while not self._stop.is_set():
            self._stop.wait(self._guarded_step())
        self._finished.set()
        pulse.join()
        self._leave()
        logger.info("worker_stopped", extra={"worker": self.name, "done": self.done})

    def drain(self) -> int:
        """Run everything that is due now, then return how many jobs ran."""
        before = self.done
        while self._step() == 0:
            pass
        return self.done - before

    def _guarded_step(self) -> float:
        try:
            return self._step()
        except DatabaseError:
            logger.exception("worker_database_away", extra={"worker": self.name})
            connection.close()
            return STORM

    def _step(self) -> float:
        """Do one thing; returns the seconds to wait before the next one."""
        close_old_connections()
        self._tick()
        job = queue.claim(worker=self.name, at=now(), lease=self.lease)
        if job is None:
            return IDLE
        self._work(job)
        return 0

    def _work(self, job: Job) -> None:
        self._holding = (job.pk, job.attempt)
        try:
            queue.run(job, at=now())
        finally:
            self._holding = None
            self.done += 1
            close_old_connections()

    def _tick(self) -> None:
        at = now()
        if self._ticked is None:
            schedule.prepare(at=at)
        elif at - self._ticked < TICK:
            return
        self._ticked = at
        schedule.tick(at=at)

    def _pulse(self) -> None:
        """A second thread: the heartbeat row, and the lease of the job in hand."""
        started = now()
        pause = min(self.lease / 4, BEAT).total_seconds()
        while not self._finished.is_set():
            try:
                self._beat(started)
            except DatabaseError:
                logger.exception("worker_heartbeat_failed", extra={"worker": self.name})
                connection.close()
            self._finished.wait(pause)
        connections.close_all()

    def _beat(self, started: datetime) -> None:
        close_old_connections()
        at, holding = now(), self._holding
        Worker.objects.update_or_create(
            name=self.name, defaults={"started_at": started, "seen_at": at, "done": self.done}
        )
        if holding:
            job_id, attempt = holding
            queue.extend(job_id=job_id, attempt=attempt, until=at + self.lease)

    def _leave(self) -> None:
        try:
            Worker.objects.filter(name=self.name).delete()
        except DatabaseError:
            logger.exception("worker_leave_failed", extra={"worker": self.name})
        connections.close_all()

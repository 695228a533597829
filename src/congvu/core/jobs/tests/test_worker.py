from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from congvu.core.jobs import actions
from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job, Worker
from congvu.core.jobs.registry import Handler, handlers
from congvu.core.jobs.worker import Runner

pytestmark = pytest.mark.django_db(transaction=True)


def drain() -> None:
    try:
        Runner().drain()
    finally:
        connections.close_all()


def side_by_side(*work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_workers_side_by_side_run_every_job_once(room):
    actions.enqueue_many("room.send", [("", {"n": n}) for n in range(60)])
    side_by_side(drain, drain, drain)
    assert sorted(args["n"] for name, _, args in room.ran if name == "room.send") == list(range(60))
    assert set(Job.objects.filter(name="room.send").values_list("state", flat=True)) == {State.DONE}


def test_sigterm_lets_the_job_in_hand_finish_and_leaves_the_next(room):
    runner = Runner()
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    finished: list[int] = []

    def busy(*, at: object, n: int) -> None:
        assert Worker.objects.filter(name=runner.name).exists() or n == 0
        os.kill(os.getpid(), signal.SIGTERM)
        finished.append(n)

    handlers.add("room.busy", Handler("room.busy", busy, 1, timedelta(minutes=1)))
    actions.enqueue_many("room.busy", [("", {"n": n}) for n in range(2)])
    try:
        runner.obey_signals()
        runner.run()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
        del handlers._entries["room.busy"]
    states = Job.objects.filter(name="room.busy").order_by("id").values_list("state", flat=True)
    assert (finished, list(states)) == ([0], [State.DONE, State.WAITING])
    assert not Worker.objects.filter(name=runner.name).exists()


def test_a_long_job_keeps_its_lease_and_its_heartbeat(room):
    """The lease is a fifth of a second and the job outlasts several of them."""
    runner = Runner(lease=timedelta(seconds=0.2))
    renewed = threading.Event()

    def long(*, at: object) -> None:
        job = Job.objects.get(name="room.long")
        first = job.due_at
        for _ in range(200):
            renewed.wait(0.05)
            job.refresh_from_db()
            if job.due_at > first + timedelta(seconds=0.5):
                renewed.set()
                break
        runner.stop()

    handlers.add("room.long", Handler("room.long", long, 1, timedelta(minutes=1)))
    actions.enqueue("room.long")
    try:
        runner.run()
    finally:
        del handlers._entries["room.long"]
    assert renewed.is_set()
    assert Job.objects.get(name="room.long").state == State.DONE

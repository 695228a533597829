from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from congvu.core.jobs import actions, queries, queue
from congvu.core.jobs.choices import State
from congvu.core.jobs.jobs import sweep
from congvu.core.jobs.models import Job, Worker
from congvu.core.jobs.registry import Handler
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)


def take(at: datetime, worker: str = "a") -> Job | None:
    return queue.claim(worker=worker, at=at, lease=LEASE)


def test_nothing_due_nothing_taken(room):
    assert take(now()) is None


def test_a_taken_job_is_not_taken_again_while_its_lease_lasts(room):
    actions.enqueue("room.send")
    at = now()
    assert take(at) is not None
    assert take(at + LEASE / 2, "b") is None


def test_a_vanished_worker_loses_its_job_to_another(room):
    actions.enqueue("room.send")
    at = now()
    first = take(at)
    second = take(at + LEASE, "b")
    assert first is not None and second is not None
    assert (second.pk, second.attempt, second.error) == (first.pk, 2, queue.LOST)
    queue.run(first, at=at + LEASE)
    assert Job.objects.get().state == State.RUNNING, "the one who lost it writes nothing"
    queue.run(second, at=at + LEASE)
    assert Job.objects.get().state == State.DONE


def test_a_renewed_lease_keeps_the_job(room):
    actions.enqueue("room.send")
    at = now()
    job = take(at)
    assert job is not None
    queue.extend(job_id=job.pk, attempt=1, until=at + 2 * LEASE)
    assert take(at + LEASE, "b") is None


def test_a_job_that_kills_its_workers_dies_after_its_attempts(room):
    actions.enqueue("room.send")
    at = now()
    for _ in range(3):
        assert take(at) is not None
        at += LEASE
    assert take(at) is None
    job = Job.objects.dead().get()
    assert (job.attempt, job.error, job.due_at) == (3, queue.LOST, None)


def test_failures_wait_longer_each_time_and_end_dead_with_the_error(room):
    room.failing.add("room.send")
    actions.enqueue("room.send")
    at = now()
    waits = []
    for _ in range(2):
        run_all(at=at, raising=False)
        job = Job.objects.get()
        assert job.state == State.WAITING
        waits.append(job.run_after - at)
        assert run_all(at=at, raising=False) == 0
        at = job.run_after
    run_all(at=at, raising=False)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]
    dead = Job.objects.get()
    assert (dead.state, dead.attempt) == (State.DEAD, 3)
    assert "thư không gửi được" in dead.error


def test_the_wait_is_never_longer_than_six_hours():
    handler = Handler("x", print, 99, timedelta(seconds=30))
    assert handler.wait(1) == timedelta(seconds=30)
    assert handler.wait(4) == timedelta(minutes=4)
    assert handler.wait(60) == timedelta(hours=6)


def test_a_job_whose_room_is_gone_dies_and_says_so(room):
    actions.enqueue("room.send")
    Job.objects.update(name="gone.away")
    run_all(raising=False)
    assert "gone.away" in Job.objects.dead().get().error


def test_the_oldest_goes_first(room):
    at = now()
    for minutes in (1, 3, 2):
        actions.enqueue("room.send", args={"n": minutes}, run_after=at - minutes * LEASE)
    taken = [take(at) for _ in range(3)]
    assert [job.args["n"] for job in taken if job] == [3, 2, 1]


def test_figures_for_the_monitor(room):
    room.failing.add("room.send")
    at = now()
    actions.enqueue("room.hopeless")
    run_all(raising=False)
    actions.enqueue("room.send", run_after=at - LEASE)
    assert queries.counts() == {("room.hopeless", "dead"): 1, ("room.send", "waiting"): 1}
    assert queries.oldest_due(at=at) == LEASE
    Worker.objects.create(name="a", started_at=at, seen_at=at - 2 * LEASE)
    assert queries.workers_alive(at=at) == 0
    Worker.objects.create(name="b", started_at=at, seen_at=at)
    assert queries.workers_alive(at=at) == 1


def test_the_sweep_keeps_dead_jobs_and_fresh_keys(room):
    at = now()
    actions.enqueue("room.hopeless")
    actions.enqueue("room.send", key="letter:1")
    actions.enqueue("room.send")
    run_all(at=at, raising=False)
    sweep(at=at + timedelta(days=3))
    assert sorted(Job.objects.values_list("name", "key")) == [
        ("room.hopeless", ""),
        ("room.send", "letter:1"),
    ]
    sweep(at=at + timedelta(days=401))
    assert [job.state for job in Job.objects.all()] == [State.DEAD]

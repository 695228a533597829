from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.jobs import actions
from congvu.core.jobs.choices import State
from congvu.core.jobs.errors import UnknownJob
from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import VIETNAM

pytestmark = pytest.mark.django_db
AT = datetime(2016, 5, 4, 8, 0, tzinfo=VIETNAM)


def test_a_name_nobody_registered_is_refused_at_once():
    with pytest.raises(UnknownJob):
        actions.enqueue("room.typo")


def test_a_naive_moment_is_refused(room):
    with pytest.raises(ValueError, match="aware"):
        actions.enqueue("room.send", run_after=datetime(2016, 5, 4))


def test_args_that_are_not_json_are_refused(room):
    with pytest.raises(TypeError):
        actions.enqueue("room.send", args={"at": AT})


def test_a_change_rolled_back_takes_its_job_with_it(room):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.enqueue("room.send")
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_one_event_makes_one_job_also_after_it_ran(room):
    for _ in range(2):
        actions.enqueue("room.send", key="letter:1", args={"number": 1})
    assert run_all() == 1
    actions.enqueue("room.send", key="letter:1")
    actions.enqueue("room.send", key="letter:2")
    assert run_all() == 1
    assert Job.objects.count() == 2


def test_one_job_does_what_all_that_wait_ask_for_and_nothing_else(room):
    later = AT.replace(year=2100)
    actions.enqueue("room.send", args={"number": 7})
    Job.objects.update(state=State.RUNNING)
    for number in (1, 1, 2):
        actions.enqueue("room.send", args={"number": number})
    actions.enqueue("room.send", args={"number": 1}, run_after=later)
    assert actions.absorb("room.send", args={"number": 7}) == 0
    assert actions.absorb("room.send", args={"number": 1}) == 2
    left = Job.objects.open().order_by("id").values_list("args__number", "state", "run_after")
    assert list(left) == [
        (7, State.RUNNING, None), (2, State.WAITING, None), (1, State.WAITING, later),
    ]  # fmt: skip
    assert Job.objects.filter(state=State.DONE, due_at=None, finished_at__isnull=False).count() == 2


def test_a_doubled_event_does_not_break_the_callers_transaction(room):
    actions.enqueue("room.send", key="letter:1")
    with transaction.atomic():
        actions.enqueue("room.send", key="letter:1")
        actions.enqueue("room.send", key="letter:2")
    assert Job.objects.count() == 2


def test_the_database_itself_holds_one_job_per_event(room):
    actions.enqueue("room.send", key="letter:1")
    job = Job.objects.get()
    job.pk = None
    with pytest.raises(IntegrityError, match=r"once_per_event|UNIQUE"), transaction.atomic():
        job.save(force_insert=True)


def test_jobs_without_a_key_are_all_kept(room):
    actions.enqueue_many("room.send", [("", {"number": n}) for n in range(3)])
    assert run_all() == 3
    assert [args["number"] for _, _, args in room.ran] == [0, 1, 2]


def test_a_later_job_waits_for_its_moment(room):
    actions.enqueue("room.send", run_after=AT + timedelta(hours=1))
    assert run_all(at=AT) == 0
    assert run_all(at=AT + timedelta(hours=1)) == 1


def test_the_handler_gets_the_moment_and_the_arguments(room):
    actions.enqueue("room.send", args={"letter_id": 7})
    run_all(at=AT)
    assert room.ran == [("room.send", AT, {"letter_id": 7})]


def test_only_a_dead_job_is_revived(room):
    actions.enqueue("room.hopeless", owner="vanthu.stttt")
    job_id = Job.objects.get().pk
    assert not actions.revive(job_id=job_id, at=AT)
    run_all(at=AT, raising=False)
    job = Job.objects.dead().get()
    assert (job.owner, job.attempt) == ("vanthu.stttt", 1)
    assert "địa chỉ không có" in job.error
    assert actions.revive(job_id=job_id, at=AT)
    assert Job.objects.get().state == State.WAITING

"""kill -9 of a worker with a job in its hands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from congvu.core.jobs import actions
from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job, Worker

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

SCRIPT = """
import sys, time
from datetime import timedelta
from pathlib import Path
import django
django.setup()
from congvu.core.jobs.registry import job
from congvu.core.jobs.worker import Runner

@job("room.send")
def send(*, at, path):
    with Path(path).open("a") as log:
        log.write("started\\n")
    if sys.argv[1] == "hang":
        time.sleep(600)

runner = Runner(lease=timedelta(seconds=1))
runner.obey_signals()
runner.run()
"""


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def start(how: str, database_url: str) -> subprocess.Popen[bytes]:
    env = dict(
        os.environ,
        CONGVU_DATABASE_URL=database_url,
        DJANGO_SETTINGS_MODULE="congvu.project.settings",
        PYTHONPATH=os.pathsep.join(filter(None, sys.path)),
    )
    return subprocess.Popen([sys.executable, "-c", SCRIPT, how], env=env)


def test_the_job_of_a_killed_worker_is_done_by_the_next(database_url, room, tmp_path: Path):
    log = tmp_path / "log"
    actions.enqueue("room.send", key="letter:1", args={"path": str(log)})
    victim = start("hang", database_url)
    try:
        until(lambda: log.exists() and Worker.objects.exists())  # its pulse is a thread of its own
    finally:
        victim.kill()
        victim.wait()
    assert Job.objects.get(name="room.send").state == State.RUNNING
    second = start("work", database_url)
    try:
        until(lambda: Job.objects.get(name="room.send").state == State.DONE)
    finally:
        second.terminate()
        assert second.wait(timeout=30) == 0
    assert log.read_text() == "started\n" * 2
    assert Job.objects.get(name="room.send").attempt == 2
    assert Worker.objects.count() == 1, "only the killed one could not say goodbye"

"""Real letters through the post office of one installation, beside their bare rows and file.

Each letter is issued in its own transaction, as a clerk does; the worker's own loop brings what it
finds to its agencies. ``python -m bench.letters SENDER RECEIVER LETTERS`` is one of the processes
that do so side by side.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection

from bench import floor, posting
from bench.figures import PDF_BYTES
from bench.meter import Cost, backend_seconds
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.files.models import Blob
from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job
from congvu.core.jobs.worker import Runner
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.office.documents import factories
from congvu.office.documents.models import Incoming, Outgoing
from congvu.project.demo.seats import House, house

PER_SECOND, TIMES = 100, 3.0
FAN_OUT_SECONDS = 1.5
TOGETHER = 50
"""Letters that the worker finds waiting when it comes round."""
PAIRS = (("stttt", "snv"), ("snv", "stttt"))
"""Who writes to whom, in two processes: on two cores, and in lanes of their own."""
_serial = itertools.count(1)


def measure(*, letters: int) -> dict[str, Any]:
    """Numbered letters from storing the file to "Chờ vào sổ" and status 01 at the sender: what one
    costs, how many two processes bring a second, and one letter to all communes."""
    office = house("stttt", at=now())
    near = list(Agency.objects.filter(slug="snv"))
    cost, bare = _cost(office, near, letters)
    wall = _side_by_side(letters)
    by_cpu = (os.cpu_count() or 1) * 1000 / cost.cpu
    communes = list(Agency.objects.filter(pk__in=posting._communes()).exclude(slug="stttt"))
    stored = Blob.objects.count()
    letter, paper = _numbered(office, communes), _paper()
    begun = time.perf_counter()
    sent = _issue(office, letter, paper)
    _work()
    fan_out = time.perf_counter() - begun
    arrived = Incoming.objects.filter(origin=sent).count()
    misses = []
    if max(wall, by_cpu) < PER_SECOND:
        misses.append(f"{wall:.0f} letters/s, by CPU {by_cpu:.0f}, bound {PER_SECOND}")
    if bare is not None and cost.cpu > TIMES * bare.cpu:
        misses.append(f"{cost.cpu / bare.cpu:.1f} times the bare rows and file")
    if fan_out > FAN_OUT_SECONDS or arrived != len(communes):
        misses.append(f"{arrived} of {len(communes)} communes in {fan_out:.2f} s")
    if Blob.objects.count() != stored + 1:
        misses.append("the file of one letter was stored more than once")
    return {
        "name": "letters inside", "letters": letters, "per_second": round(wall),
        "by_cpu": round(by_cpu), "bound_per_second": PER_SECOND, "cost": cost.json(),
        "floor": bare.json() if bare else None,
        "times_bare": round(cost.cpu / bare.cpu, 2) if bare else None, "communes": arrived,
        "fan_out_seconds": round(fan_out, 2), "fan_out_bound": FAN_OUT_SECONDS, "misses": misses,
    }  # fmt: skip


def _cost(office: House, near: Sequence[Agency], letters: int) -> tuple[Cost, Cost | None]:
    """Of one letter in one process, and of its rows and file alone (PostgreSQL)."""
    _work()
    _run(office, [_numbered(office, near) for _ in range(10)])
    ready = [_numbered(office, near) for _ in range(letters)]
    marks = floor.Marks.now()
    begun = time.process_time(), backend_seconds(), time.perf_counter()
    _run(office, ready)
    ended = time.process_time(), backend_seconds(), time.perf_counter()
    each = [1000 * (end - start) / letters for start, end in zip(begun, ended, strict=True)]
    bare = None
    if connection.vendor == "postgresql":
        bare = floor.cost(marks, letters=letters, together=TOGETHER)
    return Cost(each[0], each[1], each[2]), bare


def _side_by_side(letters: int) -> float:
    """Letters a second of two processes, each with half of them, from one word to go."""
    each = letters // len(PAIRS)
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.letters", *pair, str(each)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for pair in PAIRS
    ]  # fmt: skip
    for part in parts:
        assert part.stdout is not None and part.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for part in parts:
        part.communicate("go\n")
        assert part.returncode == 0
    return len(PAIRS) * each / (time.perf_counter() - begun)


def _run(office: House, letters: Sequence[Outgoing]) -> None:
    """Letters issued one by one, each in its own transaction, and the worker's rounds between."""
    for number, letter in enumerate(letters, 1):
        _issue(office, letter, _paper())
        if number % TOGETHER == 0:
            _work()
    _work()


def _work() -> None:
    """What the worker does when it comes round; reading the words of files is not part of it."""
    Job.objects.filter(name="files.read", state=State.WAITING).update(
        due_at=now() + timedelta(days=1)
    )
    Runner().drain()


def _numbered(office: House, places: Sequence[Agency]) -> Outgoing:
    drafter = office.one(Role.OFFICER)
    return factories.numbered(
        actor=office.one(Role.CLERK).actor, at=now(), drafter_post_id=drafter.post_id,
        unit_id=drafter.unit_id, places=places,
    )  # fmt: skip


def _issue(office: House, letter: Outgoing, paper: files.Stored) -> Outgoing:
    actor = office.one(Role.CLERK).actor
    return factories.issue(actor=actor, at=now(), letter=letter, paper=paper)


def _paper() -> files.Stored:
    text = f"Van ban do {next(_serial)} {os.getpid()}"
    return files.store(
        stream=io.BytesIO(pdf(text, padding=PDF_BYTES)), name="van-ban.pdf", use=Use.MAIN,
        actor=system_actor("demo"), at=now(),
    )  # fmt: skip


def main(sender: str, receiver: str, letters: str) -> None:
    """One of the processes side by side; it waits for the word to go."""
    office, near = house(sender, at=now()), list(Agency.objects.filter(slug=receiver))
    _run(office, [_numbered(office, near) for _ in range(3)])
    ready = [_numbered(office, near) for _ in range(int(letters))]
    print("ready", flush=True)
    sys.stdin.readline()
    _run(office, ready)
    lost = Outgoing.objects.filter(pk__in=[one.pk for one in ready]).exclude(
        recipients__state="arrived"
    )
    until = time.monotonic() + 60
    while lost.exists() and time.monotonic() < until:  # in the other worker's hands
        _work()
    assert not lost.exists(), json.dumps([one.pk for one in lost])


if __name__ == "__main__":
    main(*sys.argv[1:])

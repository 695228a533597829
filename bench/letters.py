"""Real letters through the post office of one installation, beside their bare rows and file."""

from __future__ import annotations

import io
import itertools
import os
import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench import posting
from bench.figures import PDF_BYTES
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.files.models import Blob
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.office.documents import factories
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.exchange import actions
from congvu.project.demo.seats import House, house

PER_SECOND, TIMES = 100, 3.0
FAN_OUT_SECONDS = 1.5
TOGETHER = 50
"""Letters that the worker finds waiting when it comes round."""
_serial = itertools.count(1)


def measure(*, letters: int) -> dict[str, Any]:
    """Numbered letters a second from storing the file to "Chờ vào sổ" and status 01 at the sender,
    and one letter to all communes."""
    office = house("stttt", at=now())
    near = list(Agency.objects.filter(slug="snv"))
    with connection.cursor() as cursor:
        for statement in posting.TABLES:
            cursor.execute(statement)
    _run(office, [_numbered(office, near) for _ in range(5)])
    ready = [_numbered(office, near) for _ in range(letters)]
    ours = posting._rate(letters, lambda: _run(office, ready))
    bare = posting._rate(letters, lambda: posting._bare(letters))
    communes = list(Agency.objects.filter(pk__in=posting._communes()).exclude(slug="stttt"))
    stored = Blob.objects.count()
    letter, paper = _numbered(office, communes), _paper()
    begun = time.perf_counter()
    sent = _issue(office, letter, paper)
    actions.deliver_here(at=now())
    fan_out = time.perf_counter() - begun
    arrived = Incoming.objects.filter(origin=sent).count()
    misses = []
    if ours < PER_SECOND:
        misses.append(f"{ours:.0f} letters/s, bound {PER_SECOND}")
    if bare > TIMES * ours:
        misses.append(f"{bare / ours:.1f} times the bare rows and file")
    if fan_out > FAN_OUT_SECONDS or arrived != len(communes):
        misses.append(f"{arrived} of {len(communes)} communes in {fan_out:.2f} s")
    if Blob.objects.count() != stored + 1:
        misses.append("the file of one letter was stored more than once")
    return {
        "name": "letters inside", "letters": letters, "per_second": round(ours),
        "bound_per_second": PER_SECOND, "bare_per_second": round(bare),
        "times_bare": round(bare / ours, 2), "communes": arrived,
        "fan_out_seconds": round(fan_out, 2), "fan_out_bound": FAN_OUT_SECONDS, "misses": misses,
    }  # fmt: skip


def _run(office: House, letters: Sequence[Outgoing]) -> None:
    """Letters issued one by one, each in its own transaction, then delivered as the worker does."""
    for number, letter in enumerate(letters, 1):
        _issue(office, letter, _paper())
        if number % TOGETHER == 0:
            actions.deliver_here(at=now())
    actions.deliver_here(at=now())


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

"""The post office inside one installation, beside the bare rows and file of the same letters."""

from __future__ import annotations

import io
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from bench.figures import PDF_BYTES, _bare_file
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.models import Agency
from congvu.office.exchange import actions
from congvu.office.exchange.edxml.message import Attachment, Content, Letter, Organ
from congvu.office.exchange.kinds import Arrival, News, Refused, kinds
from congvu.office.exchange.models import Delivery

PER_SECOND, TIMES = 100, 3.0
COMMUNES, FAN_OUT_SECONDS = 230, 1.5
KIND = "do"
TABLES = (
    "DROP TABLE IF EXISTS bench_entry",
    "DROP TABLE IF EXISTS bench_letter",
    "CREATE TABLE bench_letter (id bigint PRIMARY KEY, document_id varchar(250) UNIQUE, body text)",
    "CREATE TABLE bench_entry (id bigint PRIMARY KEY, letter bigint, agency bigint, "
    "state varchar(9), body text)",
)
"""The least that a letter is: the envelope, its delivery, its file, its status, two journal
entries and the register entry of the receiver."""
ROWS = 6


class Room:
    """A room that enters what it receives into a bare table."""

    def __init__(self) -> None:
        self.letters: dict[int, Letter] = {}
        self._serial = itertools.count(1)

    def message(self, subject: Subject) -> Letter:
        return self.letters[subject.id]

    def receive(self, arrivals: Sequence[Arrival]) -> list[Subject | Refused]:
        ids = [next(self._serial) for _ in arrivals]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_entry VALUES (%s, %s, %s, 'arrived', %s)",
                [
                    (pk, one.delivery_id, one.agency_id, one.letter.subject)
                    for pk, one in zip(ids, arrivals, strict=True)
                ],
            )
        return [Subject("do.den", pk) for pk in ids]

    def told(self, news: Sequence[News]) -> None:
        return

    def asked_back(self, news: News) -> None:
        return


def measure(*, letters: int) -> dict[str, Any]:
    """Letters a second from storing the file to status 01 at the sender, and one to all communes."""
    agencies = list(Agency.objects.filter(is_member=True, valid_to=None).order_by("pk")[:3])
    sender, receiver = agencies[0], agencies[1]
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
    with _room() as room:
        _run(room, sender, [receiver.pk], 3)
        ours = _rate(letters, lambda: _run(room, sender, [receiver.pk], letters))
        bare = _rate(letters, lambda: _bare(letters))
        communes = _communes()
        key = _letter(room)
        begun = time.perf_counter()
        sent = _send(room, sender, communes, key)
        actions.deliver_here(at=now())
        fan_out = time.perf_counter() - begun
        arrived = Delivery.objects.filter(envelope_id=sent, state="arrived").count()
    misses = []
    if ours < PER_SECOND:
        misses.append(f"{ours:.0f} letters/s, bound {PER_SECOND}")
    if bare > TIMES * ours:
        misses.append(f"{bare / ours:.1f} times the bare inserts and file")
    if fan_out > FAN_OUT_SECONDS or arrived != len(communes):
        misses.append(f"{arrived} communes in {fan_out:.2f} s")
    return {
        "name": "post office inside", "letters": letters, "per_second": round(ours),
        "bound_per_second": PER_SECOND, "bare_per_second": round(bare),
        "times_bare": round(bare / ours, 2), "communes": arrived,
        "fan_out_seconds": round(fan_out, 2), "fan_out_bound": FAN_OUT_SECONDS, "misses": misses,
    }  # fmt: skip


@contextmanager
def _room() -> Iterator[Room]:
    room = Room()
    kinds.add(KIND, room.kind(KIND, "Đo"))
    try:
        yield room
    finally:
        kinds._entries.pop(KIND)


def _run(room: Room, sender: Agency, to: Sequence[int], letters: int) -> None:
    """Letters sent one by one, each in its own transaction, then delivered as the worker does."""
    for number in range(letters):
        _send(room, sender, to, _letter(room))
        if number % 50 == 49:
            actions.deliver_here(at=now())
    actions.deliver_here(at=now())


def _send(room: Room, sender: Agency, to: Sequence[int], key: int) -> int:
    sent = actions.send(
        actor=system_actor("demo"), at=now(), kind=KIND, subject=Subject("do.di", key),
        sender_agency_id=sender.pk, recipients=to, document_id=f"do,{os.getpid()},{key}",
    )  # fmt: skip
    return int(sent.envelope.pk)


_keys = itertools.count(1)


def _letter(room: Room) -> int:
    """A new letter with a new file of 100 kB, stored."""
    key = next(_keys)
    kept: Stored = files.store(
        stream=io.BytesIO(pdf(f"Do {key} {os.getpid()}", padding=PDF_BYTES)), name="van-ban.pdf",
        use=Use.MAIN, actor=system_actor("demo"), at=now(),
    )  # fmt: skip
    content = Content(kept.size, kept.sha256, io.BytesIO)
    room.letters[key] = Letter(
        document_id="", sender=Organ(""), recipients=(), number=str(key), notation="STTTT-CNTT",
        promulgated_on=date(2026, 11, 23), subject="Về việc báo cáo kết quả chuyển đổi số",
        attachments=(Attachment("van-ban.pdf", "application/pdf", content),),
    )  # fmt: skip
    return key


_bare_ids = itertools.count(10**9)


def _bare(letters: int) -> None:
    """The same rows and the same file with nothing around them: two transactions a letter."""
    body = "x" * 1500
    for _ in range(letters):
        _bare_file()
        pk = next(_bare_ids)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_letter VALUES (%s, %s, %s)", [pk, f"t{pk}", body])
            for _ in range(ROWS // 2):
                _entry(cursor, pk)
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(ROWS - ROWS // 2):
                _entry(cursor, pk)
            cursor.execute("UPDATE bench_letter SET body = %s WHERE id = %s", [body, pk])


def _entry(cursor: Any, letter: int) -> None:
    cursor.execute(
        "INSERT INTO bench_entry VALUES (%s, %s, 1, 'waiting', 'x')", [next(_bare_ids), letter]
    )


def _communes() -> list[int]:
    """Ids of as many agencies as a province has communes, made when the demo has fewer."""
    found = list(Agency.objects.filter(is_member=True, valid_to=None).values_list("pk", flat=True))
    missing = COMMUNES - len(found)
    made = [
        Agency.objects.create(
            name=f"UBND xã đo số {n}", slug=f"do-{os.getpid()}-{n}", level="commune"
        )
        for n in range(max(0, missing))
    ]
    return [*found, *(one.pk for one in made)][:COMMUNES]


def _rate(letters: int, run: Any) -> float:
    begun = time.perf_counter()
    run()
    return letters / (time.perf_counter() - begun)

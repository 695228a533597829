"""One citizen's submission of 19 fields and two files: every request from the procedure's page to
the receipt, beside its own SELECTs and the rows and files that it leaves, by bare statements."""

from __future__ import annotations

import itertools
import time
from typing import Any

import psycopg
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from bench.floor import Marks, rows_cost
from bench.meter import backend_seconds, cost_of, statements_of
from congvu.counter.filing import factories
from congvu.counter.filing.models import Draft, Submission

BOUND_MS = 45.0
"""CPU of all requests together."""


WARM = 5
LEFT = ("filing_draft", "filing_draftfile", "filing_submission", "files_blob", "files_file",
        "dossiers_dossier", "dossiers_paper", "dossiers_event", "search_entry", "jobs_job",
        "audit_entry")  # fmt: skip
"""Tables in which a submission leaves rows."""


class Clock(ClientHandler):
    """The application behind the test client, and what its answers cost; not the client itself."""

    spent = 0.0

    def get_response(self, request: Any) -> Any:
        begun = _seconds()
        try:
            return super().get_response(request)
        finally:
            self.spent += _seconds() - begun


def measure(*, quick: bool) -> dict[str, Any]:
    online = factories.online()
    client = Client()
    client.force_login(online.user)
    client.handler = clock = Clock(enforce_csrf_checks=False)
    times = 10 if quick else 40
    for number in range(WARM):
        _submit(client, online, number)
    marks, clock.spent = Marks.now(LEFT), 0.0
    for number in range(WARM, WARM + times):
        _submit(client, online, number)
    cpu = clock.spent * 1000 / times
    assert Submission.objects.count() == times + WARM
    rows = rows_cost(marks, LEFT, count=times, files=2)
    numbers = itertools.count(WARM + times)
    statements = statements_of(lambda: _submit(client, online, next(numbers)))
    reads = cost_of(lambda: _read(statements), repeat=times)
    misses = [f"{cpu:.1f} ms CPU, bound {BOUND_MS} ms"] if cpu > BOUND_MS else []
    return {
        "name": "one submission of 19 fields and two files, all requests", "requests": REQUESTS,
        "statements": len(statements), "cpu_ms": round(cpu, 1),
        "floor_cpu_ms": round(rows.cpu + reads.cpu, 1), "misses": misses,
    }  # fmt: skip


def _read(statements: list[tuple[str, Any]]) -> None:
    """The SELECTs of a submission again, each planned once, with nothing of ours around them."""
    with psycopg.Cursor(connection.connection) as cursor:
        for sql, params in statements:
            if sql.startswith("SELECT"):
                cursor.execute(sql.encode(), params, prepare=True)
                cursor.fetchall()


REQUESTS = 7


def _submit(client: Client, online: factories.Online, number: int) -> None:
    page = f"/nop-ho-so/thu-tuc/{online.desk.code}/"
    _demand(client.get(page), 200)
    _demand(client.post(page, {"co_quan": online.desk.agency.pk}), 302)
    draft = Draft.objects.latest("pk")
    place = f"/nop-ho-so/{draft.pk}/"
    _demand(client.get(place), 200)
    answers = {f"f.muc_{n}": f"Nội dung {n} của lượt {number}" for n in range(4, 20)}
    filled = {
        **{f"who-{key}": text for key, text in factories.WHO.items()}, **answers,
        "f.ten": "Lê Thị Mẫu", "f.ngay": "01/02/1985", "_phien_ban": draft.version,
        "paper.1": SimpleUploadedFile("don.png", _scan(2 * number)),
        "paper.2": SimpleUploadedFile("ban-thao.png", _scan(2 * number + 1)),
        "_viec": "xem-lai",
    }  # fmt: skip
    _demand(client.post(place, filled), 302)
    _demand(client.get(f"{place}xem-lai/"), 200)
    _demand(client.post(f"{place}xem-lai/", {}), 302)
    _demand(client.get(place), 200)


def _scan(number: int) -> bytes:
    """Another content each time, as scans are; drawn once and told apart behind its end."""
    return _PAGE + number.to_bytes(4, "big")


_PAGE = factories.scan()


def _demand(answer: Any, status: int) -> None:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code} instead of {status}")


def _seconds() -> float:
    return time.process_time() + backend_seconds()

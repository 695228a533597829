"""Letters from one installation to another over HTTPS, beside the bare copy and rows of both.

Two installations as on two machines: each its database, web server, worker and files, paired with
pinned certificates and a key that both hold. A letter counts when status 01 is back: sent, stored
over there, laid before the agency as waiting. ``python -m bench.between VERB …`` runs on one
installation's own database.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from tests.federation.sides import Side, two_sides

from bench import floor, hub, letters
from bench.figures import PDF_BYTES
from congvu.core.files.factories import pdf
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.models import Agency
from congvu.office.documents.models import Recipient
from congvu.office.exchange.edxml.factories import attachment, built, letter
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub.https import Address, Wire
from congvu.office.exchange.queries import reachable
from congvu.office.exchange.tests.hub_server import served
from congvu.project.demo.seats import house

PER_SECOND = 30
SENDER = "stttt"
PATIENCE = 600
"""Seconds until a letter without its status is lost."""
ASIDE = (
    "CREATE OR REPLACE FUNCTION bench_aside() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "NEW.due_at := NEW.due_at + interval '1 day'; RETURN NEW; END $$",
    "CREATE OR REPLACE TRIGGER bench_aside BEFORE INSERT ON jobs_job FOR EACH ROW "
    "WHEN (NEW.name IN ('files.read', 'signing.validate', 'signing.validate_files')) "
    "EXECUTE FUNCTION bench_aside()",
)
"""Reading the words of files and verifying them is work for later, and not part of the figure."""
TICKS = os.sysconf("SC_CLK_TCK")


def measure(*, quick: bool) -> dict[str, Any]:
    """Letters a second over all, and the CPU of both installations for one."""
    number = 100 if quick else 400
    if connection.vendor != "postgresql":
        return {"name": "between two installations", "misses": [], "skipped": "no PostgreSQL"}
    with tempfile.TemporaryDirectory() as folder, two_sides(Path(folder)) as sides:
        for side in sides:
            side._run("-m", "bench.between", "aside")
            side.start()
        marks = [side._run("-m", "bench.between", "marks") for side in sides]
        seconds, spent = _sent(sides, number)
        bare = [_floor(side, text, number) for side, text in zip(sides, marks, strict=True)]
    copy = _copy()
    rate, least = number / seconds, sum(bare) + copy
    cores, cpu = os.cpu_count() or 1, sum(spent.values())
    by_cpu = cores * 1000 / cpu
    missed = max(rate, by_cpu) < PER_SECOND
    return {
        "name": "between two installations", "letters": number, "per_second": round(rate, 1),
        "by_cpu": round(by_cpu, 1), "bound_per_second": PER_SECOND, "cpu_ms": round(cpu, 1),
        "cpu_ms_of": {name: round(taken, 1) for name, taken in spent.items()},
        "floor_cpu_ms": round(least, 1), "floor_copy_ms": round(copy, 1),
        "times_bare": round(cpu / least, 2),
        "misses": [f"{rate:.0f} letters/s, by CPU {by_cpu:.0f}, bound {PER_SECOND}"] if missed else [],
    }  # fmt: skip


def _sent(sides: tuple[Side, Side], number: int) -> tuple[float, dict[str, float]]:
    """Seconds from the first issue to the last status, and CPU milliseconds a letter of
    everybody's: who issues, both web servers and workers, their database servers."""
    province, _ = sides
    part = subprocess.Popen(
        [sys.executable, "-m", "bench.between", "send", str(number)], env=province.env,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert part.stdout is not None and part.stdout.readline() == "ready\n"
    before, begun = _cpu(sides), time.perf_counter()
    told, _ = part.communicate("go\n")
    assert part.returncode == 0, told
    seconds = time.perf_counter() - begun
    after = _cpu(sides)
    spent = {name: after[name] - before[name] for name in after}
    spent["issuing"] = json.loads(told.splitlines()[-1])["cpu"]
    return seconds, {name: 1000 * taken / number for name, taken in spent.items()}


def _cpu(sides: tuple[Side, Side]) -> dict[str, float]:
    """Seconds that the processes of both have taken so far."""
    taken: dict[str, float] = {}
    for side in sides:
        assert side.web is not None and side.worker is not None
        taken[f"{side.part} web"] = sum(map(_seconds, [side.web.pid, *side.web_workers()]))
        taken[f"{side.part} worker"] = _seconds(side.worker.pid)
        name = side.env["CONGVU_DATABASE_URL"].rsplit("/", 1)[1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name])
            taken[f"{side.part} database"] = sum(_seconds(pid) for (pid,) in cursor.fetchall())
    return taken


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _floor(side: Side, marks: str, number: int) -> float:
    told = side._run("-m", "bench.between", "floor", marks.splitlines()[-1], str(number))
    return float(json.loads(told.splitlines()[-1]))


def _copy() -> float:
    """CPU milliseconds to post the sealed bytes of such a letter over HTTPS and sync them."""
    message = built(replace(letter(), attachments=(attachment(pdf("Do", padding=PDF_BYTES)),)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with served(place, partial(hub._bare, place)) as bare:
            wire = Wire(Address(bare.url, pins=(bare.pin,)))
            body = Content(len(message), "", partial(io.BytesIO, message))

            def post(number: int) -> None:
                wire.call("POST", f"/{number}", headers=dict, body=body)

            taken = [hub._spent(partial(post, number))[0] for number in range(60)]
    return 1000 * statistics.median(taken[10:])


def aside() -> None:
    with connection.cursor() as cursor:
        for statement in ASIDE:
            cursor.execute(statement)


def send(number: str) -> None:
    """Numbered letters to the agencies of the other side, then issued at the word to go."""
    office, count = house(SENDER, at=now()), int(number)
    others = Agency.objects.filter(is_member=False, valid_to=None)
    found = reachable(list(others.values_list("pk", flat=True)), on=local_date(now()))
    near = [one for one in others if one.pk in found]
    ready = [letters._numbered(office, [near[n % len(near)]]) for n in range(count)]
    places = Recipient.objects.filter(outgoing_id__in=[one.pk for one in ready])
    print("ready", flush=True)
    sys.stdin.readline()
    begun, end = time.process_time(), time.monotonic() + PATIENCE
    for one in ready:
        letters._issue(office, one, letters._paper())
    cpu = time.process_time() - begun
    while (left := places.exclude(state="arrived").count()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not left, f"{left} of {count} without status"
    print(json.dumps({"cpu": cpu, "places": len(near)}))


def marks() -> None:
    print(json.dumps(asdict(floor.Marks.now())["keys"]))


def rows(keys: str, number: str) -> None:
    cost = floor.cost(floor.Marks(json.loads(keys)), letters=int(number), together=1)
    print(json.dumps(cost.cpu))


if __name__ == "__main__":
    verbs: dict[str, Callable[..., None]] = {
        "aside": aside, "send": send, "marks": marks, "floor": rows,
    }  # fmt: skip
    verbs[sys.argv[1]](*sys.argv[2:])

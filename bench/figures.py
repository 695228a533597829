"""The figures of pages and API, each with its bound and its floor."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from bench.meter import Cost, bare_reading, cost_of, writing_meter
from bench.world import World
from congvu.core.files.factories import pdf
from congvu.core.kernel.clock import local_date, now

PDF_BYTES = 100_000
_serial = itertools.count(1)


@dataclass(frozen=True)
class Figure:
    """``bound`` in CPU milliseconds (None: recorded only), ``times`` of the floor."""

    name: str
    bound: float | None
    cost: Cost
    floor: Cost
    times: float | None = None

    @property
    def misses(self) -> list[str]:
        missed = []
        if self.bound is not None and self.cost.cpu > self.bound:
            missed.append(f"{self.cost.cpu:.1f} ms CPU, bound {self.bound:g}")
        if self.times is not None and self.cost.cpu > self.times * self.floor.cpu:
            missed.append(f"{self.cost.cpu / self.floor.cpu:.1f} times its floor")
        return missed

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name, "bound_ms": self.bound, "misses": self.misses,
            "cost": self.cost.json(), "floor": self.floor.json(),
        }  # fmt: skip


READING: tuple[tuple[str, float | None, Callable[[World], Callable[[], bytes]]], ...] = (
    ("list page, 50 rows", 20, lambda w: lambda: w.clerk.get("/van-ban-den/")),
    (
        "letter page, 20 hand-overs, 5 files", 20,
        lambda w: lambda: w.director.get(f"/van-ban-den/{w.letter_id}/"),
    ),
    (
        "API list of 100", 15,
        lambda w: lambda: w.api.get("/api/v1/documents/incoming?limit=100"),
    ),
    ("desk", None, lambda w: lambda: w.clerk.get("/")),
    ("search page", None, lambda w: lambda: w.clerk.get("/tim-kiem?q=bao+cao+ket+qua")),
)  # fmt: skip


def measure(world: World, *, repeat: int) -> list[Figure]:
    figures = []
    for name, bound, make in READING:
        run = make(world)
        floor = bare_reading(run, repeat=repeat)
        figures.append(Figure(name, bound, cost_of(run, repeat=repeat), floor))
    return [*figures, _registering(world, repeat)]


def _registering(world: World, repeat: int) -> Figure:
    calls = [_registration() for _ in range(2 * repeat + 8)]
    queue = iter(calls)

    def run() -> bytes:
        body, key = next(queue)
        path = "/api/v1/documents/incoming/register-with-files"
        return world.api.post(path, body, MULTIPART_CONTENT, {"Idempotency-Key": key})

    cost = cost_of(run, repeat=repeat)
    with writing_meter() as written:
        for _ in range(repeat):
            run()
    sql, file = written["seconds"] * 1000 / repeat, cost_of(_bare_file, repeat=repeat)
    floor = Cost(app=sql + file.app, db=0.0, wall=file.wall)
    return Figure("API registering, 100 kB PDF", 20, cost, floor, times=4)


def _registration() -> tuple[bytes, str]:
    number, today = next(_serial), local_date(now())
    file = _Part(pdf(f"Do {number} {os.getpid()}", padding=PDF_BYTES), f"van-ban-{number}.pdf")
    form = {
        "issuer_name": "UBND huyện Hiệp Hòa", "issued_on": str(today),
        "subject": "Về việc báo cáo kết quả chuyển đổi số quý này", "kind": "cong_van",
        "code": f"{number}/UBND-{os.getpid()}-{number}", "main": file,
    }  # fmt: skip
    return encode_multipart(BOUNDARY, form), f"do-{os.getpid()}-{number:08}"


class _Part:
    """A file for ``encode_multipart``."""

    content_type = "application/pdf"

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name

    def read(self) -> bytes:
        return self.content


def _bare_file() -> None:
    """Hash 100 kB and lay them safely on the disk, under a name and in a folder of their own."""
    content = os.urandom(64) + bytes(PDF_BYTES)
    folder = Path(settings.DATA_DIR) / "floor"
    folder.mkdir(exist_ok=True)
    target = folder / hashlib.sha256(content).hexdigest()
    with target.with_suffix(".new").open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    target.with_suffix(".new").rename(target)
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)

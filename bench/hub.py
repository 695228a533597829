"""A letter from one vendor's system to another's through the axis, beside a bare HTTPS file copy.

Both go over the same server, client and certificate: the copy posts a file of the message's size,
which is synced to the disk, and gets it again.
"""

from __future__ import annotations

import base64
import io
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from congvu.core.files.factories import pdf
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.edxml.factories import attachment, built, content, letter
from congvu.office.exchange.edxml.message import Content, Organ
from congvu.office.exchange.hub.https import Address, Form, Wire
from congvu.office.exchange.hub.mailbox import MessageType, Period, Progress
from congvu.office.exchange.hub.upstream.first import FirstHub
from congvu.office.exchange.models import Peer, Route
from congvu.office.exchange.tests.hub_server import Served, served
from congvu.office.exchange.vault import seal

FILE_BYTES = 5_000_000
BOUND_TIMES = 3.0
SECRET = secrets.token_urlsafe(24)


def measure(*, quick: bool) -> dict[str, Any]:
    times = 15 if quick else 40
    with tempfile.TemporaryDirectory() as folder:
        size = len(_message(0))
        copied, carried = [], []
        with (
            served(Path(folder), partial(_bare, Path(folder))) as bare,
            served(Path(folder)) as hub,
        ):
            copy, carry = _copier(bare, size), _carrier(hub)
            for number in range(times + 3):
                message = content(_message(number))
                taken = _spent(partial(copy, number)), _spent(partial(carry, message))
                if number >= 3:
                    copied.append(taken[0])
                    carried.append(taken[1])
    floor, floor_wall = _median(copied)
    ours, wall = _median(carried)
    over = ours / floor
    return {
        "name": f"a letter of {size / 1e6:.1f} MB from system to system through the axis",
        "bytes": size, "cpu_ms": round(ours * 1000, 1), "floor_cpu_ms": round(floor * 1000, 1),
        "wall_ms": round(wall * 1000, 1), "floor_wall_ms": round(floor_wall * 1000, 1),
        "times": round(over, 2), "bound_times": BOUND_TIMES,
        "misses": [] if over <= BOUND_TIMES else [f"{over:.1f} times a bare copy, bound {BOUND_TIMES:g}"],
    }  # fmt: skip


def _spent(run: Callable[[], object]) -> tuple[float, float]:
    """CPU of client and server, which are one process here, and wall time: the machine may be
    shared."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall


def _median(taken: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(one[0] for one in taken), statistics.median(one[1] for one in taken)


def _message(number: int) -> bytes:
    one = letter(
        document_id=f"H05.91.1,2026/11/23,{number}-{SECRET}", sender=Organ("H05.91.1", "UBND xã"),
        recipients=(Organ("H05.92.1", "UBND xã"),), response_for=(), number=str(number),
    )  # fmt: skip
    padded = pdf(f"Cong van {number} {SECRET}", padding=FILE_BYTES)
    return built(replace(one, attachments=(attachment(padded),)))


def _system(hub: Served, name: str, code: str) -> FirstHub:
    fields = {"name": name, "speech": Speech.GEN1_SERVER, "system_id": name, "secret": seal(SECRET)}
    peer, _ = Peer.objects.update_or_create(code=name, defaults=fields)
    Route.objects.get_or_create(peer=peer, code=code, below=True)
    wire = Wire(Address(hub.url, pins=(hub.pin,)))
    return FirstHub(wire, system_id=name, secret=SECRET)


def _carrier(hub: Served) -> Callable[[Content], None]:
    """Send, list, fetch, acknowledge."""
    sender = _system(hub, "bench-gui", "H05.91")
    receiver = _system(hub, "bench-nhan", "H05.92")

    def carry(message: Content) -> None:
        sender.send(message, MessageType.EDOC, from_code="H05.91.1")
        [waiting] = receiver.received(MessageType.EDOC, Period())
        with receiver.fetch(waiting.doc_id):
            receiver.acknowledge(waiting.doc_id, Progress.DONE)

    return carry


def _copier(bare: Served, size: int) -> Callable[[int], None]:
    wire = Wire(Address(bare.url, pins=(bare.pin,)))
    body = base64.b64encode(os.urandom(size * 3 // 4 + 3))[:size]
    file = Content(size, "", partial(io.BytesIO, body))

    def copy(number: int) -> None:
        wire.call("POST", f"/{number}", headers=dict, body=Form("file_doc", file))
        with wire.download("GET", f"/{number}", headers=dict, limit=2 * size):
            return

    return copy


def _bare(folder: Path, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    path = folder / ("copy-" + environ["PATH_INFO"].rsplit("/", 1)[1])
    if environ["REQUEST_METHOD"] == "POST":
        with path.open("wb") as target:
            while chunk := environ["wsgi.input"].read(262_144):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    start("200 OK", [("Content-Length", str(path.stat().st_size))])
    return _pieces(path)


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(262_144):
            yield chunk
    path.unlink()


if __name__ == "__main__":
    print(measure(quick=True))

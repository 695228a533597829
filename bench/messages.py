"""Reading, writing, signing and verifying edXML messages of 350 kB, beside the bare steps."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from congvu.office.exchange.edxml.factories import attachment, built, letter, signer
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.signature import verify
from congvu.office.exchange.edxml.spool import Spool

FILE_BYTES, LARGE_BYTES = 262_000, 48_000_000
BOUND_PER_SECOND, BOUND_MEMORY = 150, 3.0


def measure(*, quick: bool) -> dict[str, Any]:
    message = letter(attachments=(attachment(random.Random(7).randbytes(FILE_BYTES)),))
    data, signed = built(message), built(message, signer())
    times = 100 if quick else 400
    speed = _per_second(lambda: _parse(data), times)
    memory = _memory()
    missed = []
    if speed < BOUND_PER_SECOND:
        missed.append(f"{speed:.0f} messages/s, bound {BOUND_PER_SECOND}")
    if memory > BOUND_MEMORY:
        missed.append(f"memory {memory:.1f} times the message, bound {BOUND_MEMORY:g}")
    return {
        "name": "edXML messages of 350 kB", "bytes": len(data), "per_second": round(speed),
        "bound_per_second": BOUND_PER_SECOND,
        "floor_per_second": round(_per_second(lambda: _bare(data), times)),
        "memory_times": round(memory, 2), "bound_memory_times": BOUND_MEMORY,
        "built_per_second": round(_per_second(lambda: built(message), times)),
        "signed_per_second": round(_per_second(lambda: built(message, signer()), times)),
        "verified_per_second": round(_per_second(lambda: verify(io.BytesIO(signed)), times)),
        "misses": missed,
    }  # fmt: skip


def _per_second(run: Callable[[], object], times: int) -> float:
    """By CPU of this process, as the machine may be shared."""
    for _ in range(5):
        run()
    before = time.process_time()
    for _ in range(times):
        run()
    return times / (time.process_time() - before)


def _parse(data: bytes) -> None:
    with Spool() as spool:
        parse(io.BytesIO(data), spool)


def _bare(data: bytes) -> None:
    """The floor: expat without handlers, base64, SHA-256 and a file, each in one go."""
    expat.ParserCreate().Parse(data, True)
    start = data.index(b"<ContentTransferEncoded>") + len(b"<ContentTransferEncoded>")
    decoded = base64.b64decode(data[start : data.index(b"</ContentTransferEncoded>")])
    hashlib.sha256(decoded).digest()
    handle, name = tempfile.mkstemp()
    os.write(handle, decoded)
    os.close(handle)
    Path(name).unlink()


def _memory() -> float:
    """How much a process grows while it reads a message near the limit, in messages."""
    with tempfile.NamedTemporaryFile(suffix=".edxml") as file:
        large = letter(attachments=(attachment(bytes(LARGE_BYTES)),))
        file.write(built(large))
        file.flush()
        command = [sys.executable, "-m", "bench.messages", file.name]
        return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main(name: str) -> None:
    path = Path(name)
    _parse(built(letter()))
    before = _peak()
    with path.open("rb") as stream, Spool() as spool:
        parse(stream, spool)
        verify(stream)
    print((_peak() - before) / path.stat().st_size)


def _peak() -> int:
    """Bytes at most in memory since the start; the kernel's own count for this program alone."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main(sys.argv[1])

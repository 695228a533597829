"""The people of the measured hall: kiosks, staff and screens, over kept connections."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
KIOSKS, SCREENS = 40, 10
POLL, LOOK, COMING = 10.0, 2.0, 2.0
"""Seconds between two polls of a counter and of a screen, and from the call to the counter."""
TICKET = re.compile(rb'name="phieu" value="(\d+)"')


@dataclass
class Load:
    port: int
    seconds: float
    arrivals: int
    kiosk: str
    kiosk_cookie: str
    board: str
    csrf: str
    groups: list[int]
    seats: list[tuple[int, str]]
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    taken: int = 0
    called: int = 0


class Wire:
    """One connection that is kept, used by one request at a time."""

    def __init__(self, load: Load, cookie: str) -> None:
        self.load, self.cookie = load, cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, kind: str, path: str, due: float, fields: dict[str, Any] | None) -> bytes:
        """The body; how long it took since ``due`` is kept under ``kind``."""
        try:
            status, body = await self._send(path, fields)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.load.errors.append(f"{kind}: {error!r}")
            self.writer = None
            return b""
        self.load.waits[kind].append((time.perf_counter() - due) * 1000)
        if status != 200:
            self.load.errors.append(f"{kind}: {status}")
            return b""
        return body

    async def _send(self, path: str, fields: dict[str, Any] | None) -> tuple[int, bytes]:
        if self.reader is None or self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(HOST, self.load.port)
        body = b""
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": self.load.csrf, **fields}).encode()
        head = (
            f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Cookie: {self.cookie}\r\nOrigin: http://{HOST}\r\nHX-Request: true\r\n"
            f"X-May-Lay-So: 1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        top = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        found = re.search(rb"content-length: (\d+)", top)
        content = await self.reader.readexactly(int(found[1])) if found else b""
        return int(top.split(b" ", 2)[1]), content


def run(load: Load, out: Any) -> None:
    """In a process of its own; sends what was heard through ``out``."""
    asyncio.run(_all(load))
    out.send(
        {"waits": dict(load.waits), "errors": load.errors, "taken": load.taken,
         "called": load.called, "cpu": time.process_time()}
    )  # fmt: skip


async def _all(load: Load) -> None:
    free: asyncio.Queue[Wire] = asyncio.Queue()
    for _ in range(KIOSKS):
        free.put_nowait(Wire(load, load.kiosk_cookie))
    begun = time.perf_counter()
    end = begun + load.seconds
    crowd: list[Awaitable[None]] = [
        _arrival(load, free, begun + turn / load.arrivals, turn)
        for turn in range(int(load.seconds * load.arrivals))
    ]
    crowd += [_seat(load, place, begun, end) for place in range(len(load.seats))]
    crowd += [
        _every(Wire(load, ""), "board", load.board, begun + LOOK * place / SCREENS, end, LOOK)
        for place in range(SCREENS)
    ]
    await asyncio.gather(*crowd)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


@asynccontextmanager
async def _one(free: asyncio.Queue[Wire]) -> AsyncIterator[Wire]:
    wire = await free.get()
    try:
        yield wire
    finally:
        free.put_nowait(wire)


async def _arrival(load: Load, free: asyncio.Queue[Wire], due: float, turn: int) -> None:
    await _until(due)
    async with _one(free) as kiosk:
        wish = {
            "khoa": secrets.token_urlsafe(18), "nhom": load.groups[turn % len(load.groups)],
            "uu_tien": "elderly" if turn % 7 == 0 else "",
        }  # fmt: skip
        if await kiosk.ask("take", load.kiosk, due, wish):
            load.taken += 1
        await kiosk.ask("kiosk page", load.kiosk, time.perf_counter(), None)


async def _seat(load: Load, place: int, begun: float, end: float) -> None:
    """Somebody who ends a visit and calls the next, again and again, and looks who waits."""
    counter, cookie = load.seats[place]
    wire, lock, desk = Wire(load, cookie), asyncio.Lock(), f"/quay/{counter}/"
    turn = len(load.seats) / load.arrivals
    polls = _every(
        wire, "poll", f"{desk}cho/", begun + POLL * place / len(load.seats), end, POLL, lock
    )
    await asyncio.gather(polls, _visits(load, wire, lock, desk, begun + turn * place /
                                        len(load.seats), end, turn))  # fmt: skip


async def _visits(
    load: Load, wire: Wire, lock: asyncio.Lock, desk: str, due: float, end: float, turn: float
) -> None:
    ticket = ""
    while due < end:
        await _until(due)
        async with lock:
            answer = await wire.ask("call", f"{desk}goi/", due, {"xong": ticket} if ticket else {})
        found = TICKET.search(answer)
        ticket = found[1].decode() if found and b'class="big none"' not in answer else ""
        load.called += bool(ticket)
        if ticket:
            await _until(due + COMING)
            async with lock:
                await wire.ask("serve", f"{desk}phuc-vu/", max(due + COMING, time.perf_counter()),
                               {"phieu": ticket})  # fmt: skip
        due += turn


async def _every(
    wire: Wire, kind: str, path: str, due: float, end: float, step: float,
    lock: asyncio.Lock | None = None,
) -> None:  # fmt: skip
    held: Callable[[], Any] = lambda: lock or _nothing()  # noqa: E731
    while due < end:
        await _until(due)
        async with held():
            await wire.ask(kind, path, due, None)
        due += step


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield

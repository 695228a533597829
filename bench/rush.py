"""07:30: many people sign in within a minute; how long do others wait for their pages?"""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.world import World
from congvu.core.accounts.models import User
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment, Post
from congvu.project.demo.accounts import PASSWORD

HOST = "127.0.0.1"
EVERY = 0.2
"""Seconds between two sign-ins: 300 in a minute."""
BOUND_MS = 1000


@dataclass
class Rush:
    port: int
    waits: list[float] = field(default_factory=list)
    sign_ins: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def sign_in(self, username: str, at: float) -> None:
        time.sleep(max(0.0, at - time.perf_counter()))
        begun = time.perf_counter()
        try:
            _, jar, _ = self._ask("GET", "/dang-nhap", {})
            token = jar["csrftoken"]
            form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
            status, _, _ = self._ask("POST", "/dang-nhap", {"csrftoken": token}, form)
            if status != 302:
                self.failures.append(f"{username}: {status}")
        except OSError as error:
            self.failures.append(f"{username}: {error}")
        self.sign_ins.append((time.perf_counter() - begun) * 1000)

    def read(self, paths: list[str], cookie: str, stop: threading.Event) -> None:
        """Somebody at work: a page, half a second of reading, the next page."""
        while not stop.wait(0.5):
            for path in paths:
                begun = time.perf_counter()
                status, _, _ = self._ask("GET", path, {"sessionid": cookie})
                self.waits.append((time.perf_counter() - begun) * 1000)
                if status != 200:
                    self.failures.append(f"{path}: {status}")

    def _ask(
        self, method: str, path: str, cookies: dict[str, str], form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        call = http.client.HTTPConnection(HOST, self.port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{HOST}:{self.port}",
        }
        call.request(method, path, urlencode(form) if form else None, headers)
        answer = call.getresponse()
        body = answer.read()
        jar = {
            name: value.partition(";")[0]
            for line in answer.headers.get_all("Set-Cookie", [])
            for name, _, value in [line.partition("=")]
        }
        call.close()
        return answer.status, jar, body


def measure(world: World, *, people: int) -> dict[str, Any]:
    names = _crowd(people)
    cookie = world.clerk.headers["Cookie"].partition("=")[2]
    paths = ["/van-ban-den/", f"/van-ban-den/{world.letter_id}/", "/"]
    with _server() as port:
        _with_readers(Rush(port), paths, cookie, [])  # each worker's first pages are its slowest
        calm = Rush(port)
        _with_readers(calm, paths, cookie, [])
        rush = Rush(port)
        seconds = _with_readers(rush, paths, cookie, names)
    p95 = _p95(rush.waits)
    misses = [f"p95 {p95:.0f} ms, bound {BOUND_MS}"] if p95 > BOUND_MS else []
    return {
        "name": f"{len(names)} sign-ins in {seconds:.0f} s", "sign_ins": len(names),
        "seconds": round(seconds, 1), "page_p95_ms": round(p95), "bound_ms": BOUND_MS,
        "page_p95_calm_ms": round(_p95(calm.waits)), "pages": len(rush.waits),
        "sign_in_p95_ms": round(_p95(rush.sign_ins)), "failures": rush.failures[:5],
        "misses": misses + ([f"{len(rush.failures)} failures"] if rush.failures else []),
    }  # fmt: skip


def _crowd(people: int) -> list[str]:
    """That many people with a post; where the demo has fewer, officers beside its officers."""
    seats = list(
        Appointment.objects.filter(user__is_active=True, valid_to=None)
        .select_related("user", "post").order_by("user_id")
    )  # fmt: skip
    names = list(dict.fromkeys(seat.user.username for seat in seats))[:people]
    desks = itertools.cycle([seat for seat in seats if seat.post.role == Role.OFFICER])
    for number, seat in zip(range(people - len(names)), desks, strict=False):
        post = Post.objects.create(
            unit_id=seat.unit_id, title=seat.post.title, role=Role.OFFICER, position=1000 + number
        )
        user = User.objects.create(
            username=f"do.{number}", full_name=f"Người Đo {number}", kind=seat.user.kind,
            password=seat.user.password, sort_key="do", search_key="do",
        )  # fmt: skip
        Appointment.objects.create(
            user=user, post=post, agency_id=seat.agency_id, unit_id=seat.unit_id
        )
        names.append(user.username)
    return names


def _with_readers(rush: Rush, paths: list[str], cookie: str, names: list[str]) -> float:
    stop = threading.Event()
    readers = [threading.Thread(target=rush.read, args=(paths, cookie, stop)) for _ in range(4)]
    begun = time.perf_counter()
    people = [
        threading.Thread(target=rush.sign_in, args=(name, begun + place * EVERY))
        for place, name in enumerate(names)
    ]
    for thread in readers + people:
        thread.start()
    for thread in people:
        thread.join()
    if not people:
        stop.wait(4)
    seconds = time.perf_counter() - begun
    stop.set()
    for thread in readers:
        thread.join()
    return seconds


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


@contextmanager
def _server() -> Iterator[int]:
    """The web server as in production: two workers of two blocking threads."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--workers", "2", "--blocking-threads", "2", "--backlog", "1024",
        "--no-ws", "--log-level", "error", "congvu.project.wsgi:application",
    ]  # fmt: skip
    child = subprocess.Popen(command, env=os.environ, start_new_session=True)
    try:
        _wait(port, child)
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None:
        try:
            if Rush(port)._ask("GET", "/healthz", {})[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start")

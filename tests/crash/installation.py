"""An installation of its own in a test's folder: database, files, web server and workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

import httpx2
import psycopg

from tests.ops.server import free_ports

ROOT = Path(__file__).resolve().parents[2]
WEB_WORKERS = 2


def until(
    condition: Callable[[], bool], what: str, seconds: float = 60, every: float = 0.02
) -> None:
    """Ask ``every`` so many seconds; seldom where the answer costs a server something."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(every)


@contextmanager
def database(folder: Path, part: str = "") -> Iterator[str]:
    """An address for the installation: a file, or a database of its own in the lane's cluster."""
    given = os.environ.get("CONGVU_DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'congvu.sqlite3'}"
        return
    name = f"crash_{os.getpid()}{part}"
    parts = urlsplit(given)
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(parts._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Installation:
    """Web server (a master with two workers) and one worker, each killed and started again."""

    scheme = "http"
    serving: tuple[str, ...] = ("--workers", str(WEB_WORKERS))
    """How its web server is started, beside where."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        self.env = {name: text for name, text in os.environ.items() if name[:7] != "CONGVU_"} | {
            "CONGVU_MODE": "demo",
            "CONGVU_DATABASE_URL": database_url,
            "CONGVU_DATA": str(folder / "data"),
            "CONGVU_API_CALLS_PER_MINUTE": "0",
            "DJANGO_SETTINGS_MODULE": "congvu.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "PYTHONUTF8": "1",
        }
        (folder / "data").mkdir()
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def congvu(self, *arguments: str, typed: str = "") -> str:
        return self._run("-m", "congvu.project.cli", *arguments, typed=typed)

    def inside(self, *verb: str) -> Any:
        """What a program of ``inside.py`` that runs on this database prints."""
        return json.loads(self._run("-m", self.programs, *verb).splitlines()[-1])

    programs = "tests.crash.inside"

    def _run(self, *arguments: str, typed: str = "") -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=self.env, cwd=ROOT, capture_output=True, text=True, input=typed
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start_web(self) -> None:
        self.web = self._spawn(
            "web", str(Path(sys.prefix) / "bin" / "granian"), "--interface", "wsgi",
            "--host", "127.0.0.1", "--port", str(self.port), *self.serving,
            "--blocking-threads", "2", "--no-ws", "--respawn-failed-workers",
            "--log-level", "warning", "congvu.project.wsgi:application",
        )  # fmt: skip
        with httpx2.Client(trust_env=False, timeout=5, verify=False) as client:
            until(
                lambda: self.answers(client), f"the web server does not answer:\n{self.logs()}",
                200, every=0.1,
            )  # fmt: skip

    def start_worker(self) -> None:
        self.worker = self._spawn("worker", sys.executable, "-m", "congvu.project.cli", "worker")

    def answers(self, client: httpx2.Client) -> bool:
        try:
            return client.get(f"{self.address}/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def web_workers(self) -> list[int]:
        assert self.web is not None
        return children(self.web.pid)

    def tend_web(self) -> None:
        """What systemd does (`Restart=on-failure`): a master that gave up is started again.

        The master ends itself when one worker dies twice within seconds.
        """
        if self.web is not None and self.web.poll() is not None:
            self.start_web()

    def kill_web(self) -> None:
        """The master first, so that it raises no new worker, then every worker of it."""
        assert self.web is not None
        workers = self.web_workers()
        self.web.kill()
        self.web.wait()
        for pid in workers:
            kill(pid)
        until(lambda: not any(map(alive, workers)), "killed workers stay")

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    def stop(self) -> None:
        """Ask, wait, and leave nothing behind; all must end well."""
        for process in (self.worker, self.web):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(timeout=60)

    def end(self) -> None:
        if self.web is not None and self.web.poll() is None:
            self.kill_web()
        if self.worker is not None and self.worker.poll() is None:
            self.kill_worker()

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-4000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def _spawn(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        log: BinaryIO
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=log, stderr=log)


def children(pid: int) -> list[int]:
    """Direct children that still live, oldest first."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [child for child in map(int, path.read_text().split()) if alive(child)]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def kill(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return

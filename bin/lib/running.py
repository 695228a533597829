"""Run one lane as a child process: its environment, its output and its figures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from lib import postgres
from lib.house import ROOT, VENV, environment
from lib.lane import Lane, Missing, Result

SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
NOTHING_COLLECTED = 5
Tell = Callable[[str], None]
"""Takes a line of a lane's output, with its end."""


class Servers:
    """The private cluster, started when the first lane asks for it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._url = ""
        self._lock = Lock()

    def url(self, lane: Lane) -> str:
        """An address under which Django makes this lane's test databases."""
        name = f"congvu_{lane.name.replace('-', '_')}"
        if lane.database == "sqlite":
            return f"sqlite:///{ROOT / 'var' / name}.sqlite3"
        with self._lock:
            if not self._url:
                if postgres.binaries() is None:
                    raise Missing("PostgreSQL is not installed (Debian: postgresql)")
                self._url = self._stack.enter_context(postgres.cluster())
        return self._url.rpartition("/")[0] + f"/{name}"


def run(lane: Lane, rest: Sequence[str], servers: Servers, tell: Tell) -> Result:
    """Run the lane to its end; whatever happens becomes a result."""
    began = time.monotonic()
    try:
        with contextmanager(lane.needs or _nothing)() as more:
            if lane.marks:
                result = _pytest(lane, rest, servers.url(lane), more, tell)
            else:
                result = _check(lane, rest, tell)
    except Missing as reason:
        result = Result(lane, "skipped", why=str(reason))
        tell(f"skipped: {reason}\n")
    except postgres.Broken as error:
        result = Result(lane, "failed", why="PostgreSQL did not start")
        tell(f"{error}\n")
    result.seconds = time.monotonic() - began
    return result


def _nothing() -> Iterator[dict[str, str]]:
    yield {}


def _check(lane: Lane, rest: Sequence[str], tell: Tell) -> Result:
    if rest:
        return Result(lane, "passed", why="left out, as pytest arguments were given")
    command = [sys.executable, str(ROOT / "bin" / "check")]
    status, cpu, _ = _stream(command, dict(os.environ), tell)
    return Result(lane, "failed" if status else "passed", cpu=cpu)


def _pytest(lane: Lane, rest: Sequence[str], url: str, more: dict[str, str], tell: Tell) -> Result:
    command = [str(VENV / "bin" / "python"), "-m", "pytest", "-q", "--no-header"]
    rest = [argument for argument in rest if argument not in {"-q", "--quiet"}]  # once is enough
    command += ["-m", lane.marks]
    if lane.workers > 1:
        command += ["-n", str(lane.workers), "--dist", "worksteal"]
    if not _named(rest):
        command += [*lane.elsewhere, *_files(lane)]
    command += rest
    env = _as_tests_see_it({**more, "CONGVU_DATABASE_URL": url})
    status, cpu, last = _stream(command, env, tell)
    counts = {_plural(word): int(number) for number, word in SUMMARY.findall(last)}
    if status == NOTHING_COLLECTED:
        why = "no test of this lane was selected"
        return Result(lane, "passed" if rest else "skipped", cpu=cpu, why=why)
    return Result(lane, "failed" if status else "passed", cpu=cpu, counts=counts)


def _named(rest: Sequence[str]) -> bool:
    """Whether files were asked for by hand."""
    return any((ROOT / argument.partition("::")[0]).exists() for argument in rest)


def _files(lane: Lane) -> list[str]:
    """The test files that name the lane's mark: importing all others would take longer than some.

    None when the lane's choice is no single mark.
    """
    if not lane.marks.isidentifier():
        return []
    files = (path for folder in ("src", "tests") for path in (ROOT / folder).rglob("test_*.py"))
    mark = f"pytest.mark.{lane.marks}"
    return sorted(str(path.relative_to(ROOT)) for path in files if mark in path.read_text("utf-8"))


def _as_tests_see_it(more: dict[str, str]) -> dict[str, str]:
    """The tests' own settings, which keep data and the journal's notes in a folder that goes."""
    env = environment(
        CONGVU_MODE="test", DJANGO_SETTINGS_MODULE="congvu.project.test_settings", **more
    )
    env.pop("CONGVU_DATA")
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # each process would compile the project again
    return env


def _plural(word: str) -> str:
    return "failed" if word.startswith("error") else word


def _stream(command: Sequence[str], env: dict[str, str], tell: Tell) -> tuple[int, float, str]:
    """Run and tell every line; the status, the CPU seconds, and the line that holds the figures."""
    last = ""
    child = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", bufsize=1,
    )  # fmt: skip
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            tell(line)
            if SUMMARY.search(line) and " in " in line:
                last = line
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_utime + usage.ru_stime, last


def log_file(lane: Lane) -> Path:
    """Where a lane that runs beside others writes as it goes."""
    folder = ROOT / "var" / "lanes"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{lane.name}.log"

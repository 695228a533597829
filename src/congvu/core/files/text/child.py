"""Starts the reading child and takes its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import congvu

MEMORY = 1 << 30
SECONDS = 60
CHARACTERS = 2_000_000
"""About 700 pages of prose; what follows is not searchable, the file is whole."""


class ReadingFailed(Exception):
    """The child crashed, ran out of its limits, or could not open the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``pages`` are the numbers whose ``<n>.png`` now lies in the folder asked for."""

    text: str
    truncated: bool
    pages: list[int]


def read(
    path: Path,
    kind: str,
    *,
    folder: Path,
    pages: Iterable[int] = (),
    characters: int = CHARACTERS,
    seconds: int = SECONDS,
    memory: int = MEMORY,
) -> Reading:
    """Words (up to ``characters``; 0 for none) and page images of a local file.

    :raises ReadingFailed: the file cannot be read within the limits
    """
    asked = {
        "path": str(path), "kind": kind, "folder": str(folder), "pages": list(pages),
        "characters": characters, "seconds": seconds, "memory": memory,
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "congvu.core.files.text"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds * 2,
            env=_environment(),
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise ReadingFailed(getattr(error, "stderr", None) or str(error)) from error
    return Reading(answer["text"], answer["truncated"], answer["pages"])


def _environment() -> dict[str, str]:
    """No secrets of the server: only what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    source = str(Path(congvu.__file__).resolve().parent.parent)
    return kept | {"PYTHONPATH": source, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}

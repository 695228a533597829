"""Where things are, and the two ways a command of `bin/` ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"


def say(text: str = "") -> None:
    print(text, flush=True)


def refuse(text: str) -> None:
    """End with a sentence that says what to do."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


def data_dir() -> Path:
    """The folder of database and files: ``CONGVU_DATA``, or ``var`` in the project."""
    return Path(os.environ.get("CONGVU_DATA") or ROOT / "var").resolve()


def environment(**more: str) -> dict[str, str]:
    """The environment of a child process that imports the project."""
    path = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": "congvu.project.settings",
        "CONGVU_DATA": str(data_dir()),
        **more,
    }

"""Where things are, and the two ways a command of `bin/` ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SERVER_ENV = Path("/etc/congvu/congvu.env")
REQUIREMENTS = ROOT / "requirements"


def say(text: str = "") -> None:
    print(text, flush=True)


def refuse(text: str) -> None:
    """End with a sentence that says what to do."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


def read_env_file() -> None:
    """Take settings from ``CONGVU_ENV_FILE``, or from the server's own file when it is readable.

    Lines are ``NAME=value``; what is set in the environment already wins.
    """
    path = Path(os.environ.get("CONGVU_ENV_FILE") or SERVER_ENV)
    if not os.access(path, os.R_OK):
        return
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


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

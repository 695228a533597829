"""The project's own Python environment: made once, and again when the lock changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lib.house import PYTHON, REQUIREMENTS, VENV, refuse, say

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def need_python() -> None:
    """Go on under Python 3.11 or newer, or say what is missing."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    refuse("Công Vụ needs Python 3.11 or newer; please install it and run this command again.")


def ensure(lock: str) -> None:
    """Make ``.venv`` with the packages of ``requirements/<lock>.txt``; quick when it is there.

    ``dev`` contains ``base``. A ``.venv`` that is a link belongs to somebody else and is used
    as it is.
    """
    need_python()
    if VENV.is_symlink() and PYTHON.exists():
        return
    wanted = {name: fingerprint(name) for name in ("dev", "base")}
    if any(_stamped(name) == wanted[name] for name in ("dev", lock)):
        return
    _create()
    say(f"Installing the packages of requirements/{lock}.txt (once, about a minute) …")
    install(PYTHON, lock)
    for name in ("dev", "base"):
        stamp(name).unlink(missing_ok=True)
    stamp(lock).write_text(wanted[lock])


def fingerprint(lock: str) -> str:
    """The hash of a lock and of the interpreter it is installed for."""
    body = (REQUIREMENTS / f"{lock}.txt").read_bytes()
    return hashlib.sha256(body + sys.version.encode()).hexdigest()


def _stamped(lock: str) -> str:
    return stamp(lock).read_text() if stamp(lock).is_file() else ""


def stamp(lock: str) -> Path:
    return VENV / f"congvu-{lock}.sha256"


def install(python: Path, lock: str) -> None:
    """Install exactly the locked files; any other file of the same name is refused."""
    path = REQUIREMENTS / f"{lock}.txt"
    command = [
        str(python), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:",
        "--no-input", "--disable-pip-version-check", "--no-deps", "--progress-bar", "off",
        "-r", str(path),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as child:
        assert child.stdout is not None
        lines = _follow(child.stdout, total=path.read_text().count("=="))
    if child.returncode:
        say("\n".join(lines[-30:]))
        refuse("The packages could not be installed; see the lines above, then run this again.")


def _follow(output: Iterable[str], *, total: int) -> list[str]:
    """Show how far pip has come: a moving line for a person, a few lines for a log."""
    lines, seen, person = [], 0, sys.stdout.isatty()
    for line in output:
        lines.append(line.rstrip())
        if line.startswith("Collecting "):
            seen += 1
            name = line.split()[1].partition("=")[0]
            if person:
                print(f"\r  {seen} / about {total}  {name:<40}", end="", flush=True)
            elif seen % 20 == 0:
                say(f"  {seen} / about {total}")
        if line.startswith("Installing collected"):
            say(f"{chr(13) if person else ''}  unpacking {seen} packages …{' ' * 30}")
    return lines


def make(folder: Path) -> None:
    """A fresh environment in ``folder``."""
    if subprocess.run([sys.executable, "-m", "venv", str(folder)]).returncode:
        shutil.rmtree(folder, ignore_errors=True)
        refuse(
            "Python could not make a virtual environment. On Debian and Ubuntu the package "
            "python3-venv is missing; install it and run this command again."
        )


def _create() -> None:
    working = PYTHON.exists() and not subprocess.run(
        [str(PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).returncode  # fmt: skip
    if working:
        return
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making .venv …")
    make(VENV)

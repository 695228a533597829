"""Two installations that know each other: address, certificate, key, and which agencies are whose."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from lib.house import PYTHON, refuse, say


class Side(Protocol):
    """What is needed of an installation to pair it."""

    @property
    def code(self) -> str:
        """The name by which the other one knows it."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def tls(self) -> Path | None: ...

    @property
    def env(self) -> dict[str, str]: ...


def pair(sides: Sequence[Side], stamp: Path) -> None:
    """Let two installations exchange letters; nothing is done again while ``stamp`` is true.

    Each gets the other as a peer: its address, its certificate pinned, a fresh key that both
    hold, and a route for every agency that works there, so that neither may speak for others.
    """
    wanted = _fingerprint(sides)
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    secret = secrets.token_urlsafe(32)
    first, second = sides
    for here, there in ((first, second), (second, first)):
        _add(here, there, secret)
    stamp.write_text(wanted, "utf-8")
    say(f"Hai hệ thống đã kết nối: {first.name} và {second.name}.")


def _fingerprint(sides: Sequence[Side]) -> str:
    digest = hashlib.sha256()
    for side in sides:
        digest.update(json.dumps([side.code, side.address]).encode())
        digest.update(_certificate(side).read_bytes())
    return digest.hexdigest()


def _certificate(side: Side) -> Path:
    assert side.tls is not None, "installations exchange over HTTPS only"
    return side.tls / "server.pem"


def _add(here: Side, there: Side, secret: str) -> None:
    codes = _congvu(there, "demo", "codes").split()
    routes = [part for code in codes for part in ("--route", code)]
    _congvu(
        here, "exchange", "peer", "add", there.code, "--name", there.name,
        "--url", there.address.rstrip("/"), "--tls", str(_certificate(there)),
        "--secret", "-", *routes, typed=secret + "\n",
    )  # fmt: skip


def _congvu(side: Side, *arguments: str, typed: str = "") -> str:
    done = subprocess.run(
        [str(PYTHON), "-m", "congvu.project.cli", *arguments],
        env=side.env, input=typed, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        refuse("The two installations could not be paired; the lines above say why.")
    return done.stdout

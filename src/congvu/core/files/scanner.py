"""The virus-scanner hook: clamd's INSTREAM command over TCP or a local socket."""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from congvu.core.files.errors import ScannerAway

logger = logging.getLogger(__name__)

CHUNK = 1 << 16
TIMEOUT = 60.0
"""Seconds for one answer; clamd's own limit for a scan is below it by default."""
LONGEST_ANSWER = 4096


def scan(path: Path) -> str | None:
    """The name of the malware found, or None for a clean file or when no scanner is configured.

    ``CONGVU_CLAMD`` is ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``.

    :raises ScannerAway: configured, and does not answer or does not say OK: fail closed
    """
    address: str = settings.CONGVU_CLAMD
    if not address:
        return None
    try:
        with _connect(address) as link:
            _send(link, path)
            answer = _answer(link)
    except OSError as error:
        logger.error("scanner_away", exc_info=error)
        raise ScannerAway from error
    return _verdict(answer)


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(TIMEOUT)
        link.connect(parts.path)
        return link
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=TIMEOUT)


def _send(link: socket.socket, path: Path) -> None:
    link.sendall(b"zINSTREAM\x00")
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
    link.sendall(struct.pack("!I", 0))


def _answer(link: socket.socket) -> str:
    received = b""
    while b"\x00" not in received and len(received) < LONGEST_ANSWER:
        piece = link.recv(1024)
        if not piece:
            break
        received += piece
    return received.partition(b"\x00")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> str | None:
    """``stream: OK``, ``stream: NAME FOUND``; anything else is no verdict."""
    body = answer.partition(": ")[2]
    if body == "OK":
        return None
    if body.endswith(" FOUND"):
        return body.removesuffix(" FOUND")
    logger.error("scanner_without_verdict", extra={"answer": answer[:200]})
    raise ScannerAway

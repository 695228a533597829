"""Plain text and RTF."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from congvu.core.files.checks.facts import Facts
from congvu.core.files.errors import Flaw

CHUNK = 1 << 16
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def check(path: Path) -> Facts:
    """Text in UTF-8 without control characters, read in pieces; ``csv`` is decided by rule.

    Bytes cannot tell a table from prose, so both come back as ``txt`` and the name chooses.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                _judge(decoder.decode(chunk))
            _judge(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        raise Flaw("encoding") from None
    return Facts("txt")


def check_rtf(path: Path) -> Facts:
    """RTF that is closed; an embedded object would carry a program past every other check."""
    tail, objects = b"", False
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            objects = objects or b"\\objdata" in tail[-8:] + chunk
            tail = (tail + chunk)[-CHUNK:]
    if objects:
        raise Flaw("nested")
    if not tail.rstrip(b"\r\n\x00 \t").endswith(b"}"):
        raise Flaw("broken")
    return Facts("rtf")


def _judge(text: str) -> None:
    if _CONTROL.search(text):
        raise Flaw("encoding")

"""Hexadecimal strings of a PDF read in one go.

pyHanko reads them digit by digit, and the value of one signature has 32,768 digits: a third of
what its verification costs.
"""

from __future__ import annotations

from binascii import Error, unhexlify
from typing import IO, Any

from pyhanko.pdf_utils import generic

SHORT, LONG = 256, 262_144
_by_digits = generic.read_hex_string_from_stream


def read(stream: IO[bytes]) -> Any:
    """The string at ``<``; one that is not plain digits in pairs is left to pyHanko's reader."""
    start = stream.tell()
    for size in (SHORT, LONG):
        data = stream.read(size)
        end = data.find(b">")
        if end > 0:
            break
        stream.seek(start)
    try:
        plain = unhexlify(data[1:end]) if end > 0 else b""
    except Error:
        plain = b""
    if not plain:
        stream.seek(start)
        return _by_digits(stream)
    stream.seek(start + end + 1)
    return generic.pdf_string(plain)


def install() -> None:
    """Let pyHanko read so."""
    generic.read_hex_string_from_stream = read

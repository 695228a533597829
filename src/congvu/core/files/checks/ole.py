"""Legacy Office files: an OLE compound file, told apart by the names in its directory.

The layout is that of [MS-CFB]: a 512-byte header, a sector table (FAT), a chain of directory
sectors with entries of 128 bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from congvu.core.files.checks.facts import Facts
from congvu.core.files.errors import Flaw

MOST_SECTORS = 4096
ENTRY = 128

STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
MACROS = frozenset({"_VBA_PROJECT", "VBA", "_VBA_PROJECT_CUR", "Macros"})


def check(path: Path) -> Facts:
    """Word, Excel or PowerPoint 97-2003 without macros and without a password."""
    with path.open("rb") as stream:
        try:
            names = set(_names(stream))
        except (struct.error, IndexError):
            raise Flaw("broken") from None
    if "EncryptedPackage" in names:
        raise Flaw("password")
    if names & MACROS:
        raise Flaw("macro")
    return Facts(next((kind for name, kind in STREAMS if name in names), "unknown"))


def _names(stream: BinaryIO) -> Iterator[str]:
    header = stream.read(512)
    size = 1 << struct.unpack_from("<H", header, 30)[0]
    if size not in (512, 4096):
        raise Flaw("broken")
    sectors = struct.unpack_from("<109I", header, 76)
    for number in _chain(stream, struct.unpack_from("<I", header, 48)[0], size, sectors):
        yield from _entries(_sector(stream, number, size))


def _chain(stream: BinaryIO, first: int, size: int, tables: tuple[int, ...]) -> Iterator[int]:
    """Sector numbers from ``first`` on; the header's 109 tables reach the first 7 MB at least."""
    number, per_table = first, size // 4
    for _ in range(MOST_SECTORS):
        if number >= 0xFFFFFFFA:
            return
        yield number
        table, place = divmod(number, per_table)
        if table >= len(tables) or tables[table] >= 0xFFFFFFFA:
            return
        number = struct.unpack_from("<I", _sector(stream, tables[table], size), place * 4)[0]
    raise Flaw("broken")


def _sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    data = stream.read(size)
    if not data:
        raise Flaw("broken")
    return data


def _entries(sector: bytes) -> Iterator[str]:
    for start in range(0, len(sector) - ENTRY + 1, ENTRY):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 <= length <= 64:
            yield sector[start : start + length - 2].decode("utf-16-le", "replace")

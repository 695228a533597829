"""Where the files of a message lie while it is looked at: temporary files, never memory."""

from __future__ import annotations

import binascii
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import pybase64

from congvu.office.exchange.edxml.errors import Malformed, Refused
from congvu.office.exchange.edxml.limits import LIMITS, MB, Limits
from congvu.office.exchange.edxml.message import Content

_BLANKS = b" \t\r\n"


class Spool:
    """Temporary files for the parts of messages, gone after ``with`` or ``close``.

    ``directory`` is on the file system of the store when the files are to be moved there.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._paths: list[Path] = []

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        while self._paths:
            self._paths.pop().unlink(missing_ok=True)

    def new(self) -> tuple[int, Path]:
        """An open handle for writing, and where it lies."""
        handle, name = tempfile.mkstemp(prefix="edxml-", dir=self._directory)
        self._paths.append(Path(name))
        return handle, self._paths[-1]


@dataclass(frozen=True, slots=True)
class Opener:
    """``Content.open`` of a file on disk."""

    path: Path

    def __call__(self) -> BinaryIO:
        return self.path.open("rb")


class Writer:
    """One file being written, hashed and counted; ``limit`` is the most it may hold."""

    def __init__(self, spool: Spool, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._digest = hashlib.sha256()
        self._handle, self.path = spool.new()

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._limit:
            raise Refused("file_size", limit=self._limit // MB)
        self._digest.update(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def close(self) -> Content:
        os.close(self._handle)
        return Content(self.size, self._digest.hexdigest(), Opener(self.path))

    def discard(self) -> None:
        os.close(self._handle)
        self.path.unlink(missing_ok=True)


class Decoder:
    """Base64 text in pieces of any length, bytes to a file. Padding ends it; nothing may follow."""

    def __init__(self, spool: Spool, position: int, limits: Limits = LIMITS) -> None:
        self._writer = Writer(spool, limits.file)
        self._position = position
        self._rest = b""
        self._ended = False

    def feed(self, text: str) -> None:
        try:
            data = text.encode("ascii")
        except UnicodeEncodeError:
            raise self._wrong() from None
        if any(blank in data for blank in _BLANKS):
            data = data.translate(None, _BLANKS)
        if self._rest:
            data = self._rest + data
        if not data:
            return
        if self._ended:
            raise self._wrong()
        whole = len(data) // 4 * 4
        self._rest = data[whole:]
        if whole:
            self._take(data if not self._rest else data[:whole])

    def _take(self, data: bytes) -> None:
        try:
            self._writer.write(pybase64.b64decode(data, validate=True))
        except binascii.Error:
            raise self._wrong() from None
        self._ended = data.endswith(b"=")

    def close(self) -> Content:
        if self._rest:
            raise self._wrong()
        return self._writer.close()

    def discard(self) -> None:
        self._writer.discard()

    def _wrong(self) -> Malformed:
        return Malformed("base64", position=self._position)

"""Where the files of a message lie while it is looked at: temporary files, never memory."""

from __future__ import annotations

import binascii
import hashlib
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from congvu.office.exchange.edxml.errors import Malformed, Refused
from congvu.office.exchange.edxml.limits import LIMITS, MB, Limits
from congvu.office.exchange.edxml.message import Content

_BLANKS = b" \t\r\n"


class Spool:
    """A temporary folder for the parts of messages; everything in it is gone after ``with``.

    ``directory`` is on the file system of the store when the files are to be moved there.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._parent = directory
        self._folder: Path | None = None
        self._count = 0

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
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def new(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="edxml-", dir=self._parent))
        self._count += 1
        return self._folder / f"{self._count:04}"


def opener(path: Path) -> partial[BinaryIO]:
    """``Content.open`` of a file on disk."""
    return partial(path.open, "rb")


class Writer:
    """One file being written, hashed and counted; ``limit`` is the most it may hold."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.size = 0
        self._limit = limit
        self._digest = hashlib.sha256()
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

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
        return Content(self.size, self._digest.hexdigest(), opener(self.path))

    def discard(self) -> None:
        os.close(self._handle)
        self.path.unlink(missing_ok=True)


class Decoder:
    """Base64 text in pieces of any length, bytes to a file. Padding ends it; nothing may follow."""

    def __init__(self, spool: Spool, position: int, limits: Limits = LIMITS) -> None:
        self._writer = Writer(spool.new(), limits.file)
        self._position = position
        self._rest = b""
        self._ended = False

    def feed(self, text: str) -> None:
        try:
            data = self._rest + text.encode("ascii").translate(None, _BLANKS)
        except UnicodeEncodeError:
            raise self._wrong() from None
        if not data:
            return
        if self._ended:
            raise self._wrong()
        whole = len(data) // 4 * 4
        self._rest = data[whole:]
        if whole:
            self._take(data[:whole])

    def _take(self, data: bytes) -> None:
        try:
            self._writer.write(binascii.a2b_base64(data, strict_mode=True))
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

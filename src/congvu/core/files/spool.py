"""Intake: a stream becomes a temporary file beside the store, hashed on the way."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from congvu.core.files.errors import FileTooLarge, StoreFull

CHUNK = 1 << 18
DISK_TROUBLES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG})


class Readable(Protocol):
    """What intake needs of a stream: an open file, an upload, a request body."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Spooled:
    path: Path
    sha256: str
    size: int


def folder() -> Path:
    """Where uploads wait; on the file system of the store, so that a rename moves them in."""
    place = Path(settings.FILE_UPLOAD_TEMP_DIR)
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def disk() -> Iterator[None]:
    """Turns a full or failing disk into a refusal that people can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_TROUBLES:
            raise StoreFull from error
        raise


@contextmanager
def receive(stream: Readable | Spooled, *, limit: int, lasting: bool = True) -> Iterator[Spooled]:
    """Copy at most ``limit`` bytes to a temporary file that is gone afterwards, unless moved.

    Memory stays at one chunk whatever the size. What lies in ``folder()`` already, hashed by whom
    we trust, is not copied again. ``lasting``: the bytes are to be kept, so they are synced.

    :raises FileTooLarge: more than ``limit`` bytes
    :raises StoreFull: the disk would not take it
    """
    if isinstance(stream, Spooled):
        if stream.size > limit:
            raise too_large(limit)
        with disk(), stream.path.open("rb") as written:
            os.fsync(written.fileno())
        yield stream
        return
    path: Path | None = None
    try:
        with disk():
            handle, raw = tempfile.mkstemp(dir=folder(), prefix="in-", suffix=".part")
            path = Path(raw)
            with os.fdopen(handle, "wb", buffering=0) as target:
                spooled = _copy(stream, target, path, limit)
                if lasting:
                    os.fsync(target.fileno())
        yield spooled
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


def _copy(stream: Readable, target: BinaryIO, path: Path, limit: int) -> Spooled:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        digest.update(chunk)
        _write(target, chunk)
    return Spooled(path, digest.hexdigest(), size)


def _write(target: BinaryIO, chunk: bytes) -> None:
    """An unbuffered write may take only part of it."""
    view = memoryview(chunk)
    while view:
        view = view[target.write(view) :]


def too_large(limit: int) -> FileTooLarge:
    return FileTooLarge(
        f"Tệp vượt quá {limit // (1024 * 1024)} MB, dung lượng lớn nhất được nhận ở đây. "
        "Hãy nén hoặc chia tệp rồi tải lên lại.",
        max_bytes=limit,
    )

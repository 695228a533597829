"""Where bytes lie: content-addressed, on the local disk or in an object store.

Keys are ``ab/cd/<sha256>`` for contents and ``derived/ab/cd/<sha256>/<n>.png`` for what can be
made again from them. The place is Django's ``STORAGES["default"]``; nobody else talks to it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from django.core.files.base import File as DjangoFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from congvu.core.files import spool
from congvu.core.files.errors import StoreAway

DERIVED = "derived/"
COPY = 1 << 18
READABLE = 0o640
"""A temporary file is the owner's alone; nginx reads stored ones as a member of the group."""


class Stored(NamedTuple):
    """One object of the store as the sweep sees it."""

    key: str
    size: int
    modified: datetime


class Store(Protocol):
    """What this room asks of a place for bytes."""

    def put(self, source: Path, key: str) -> None:
        """Take a local file in under ``key``, whole or not at all; the source may vanish."""

    def open(self, key: str) -> IO[bytes]:
        """:raises FileNotFoundError: nothing is there"""

    def size(self, key: str) -> int | None:
        """Bytes under ``key``, or None."""

    def delete(self, key: str) -> None:
        """Take away; silent when nothing is there."""

    def walk(self, prefix: str = "") -> Iterator[Stored]:
        """Everything below ``prefix``."""


def key_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def derived_key(sha256: str, name: str) -> str:
    return f"{DERIVED}{key_of(sha256)}/{name}"


def current() -> Store:
    """The configured store."""
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return LocalStore(Path(storage.location))
    return ObjectStore(storage)


@contextmanager
def local_copy(key: str) -> Iterator[Path]:
    """The content as a local path, for engines that want one; a copy is gone afterwards."""
    place = current()
    if isinstance(place, LocalStore):
        yield place.path(key)
        return
    with tempfile.NamedTemporaryFile(dir=spool.folder(), prefix="out-") as target:
        with place.open(key) as source:
            shutil.copyfileobj(source, target, COPY)
        target.flush()
        yield Path(target.name)


class LocalStore:
    """A folder; a file is renamed into place after it is safe on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        return self.root / key

    def put(self, source: Path, key: str) -> None:
        target = self.path(key)
        with spool.disk():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.chmod(READABLE)
            source.replace(target)
            _sync_folder(target.parent)

    def open(self, key: str) -> IO[bytes]:
        return self.path(key).open("rb")

    def size(self, key: str) -> int | None:
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def walk(self, prefix: str = "") -> Iterator[Stored]:
        for folder, folders, names in os.walk(self.root / prefix):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                try:
                    facts = path.stat()
                except FileNotFoundError:
                    continue
                modified = datetime.fromtimestamp(facts.st_mtime, tz=UTC)
                yield Stored(path.relative_to(self.root).as_posix(), facts.st_size, modified)


class ObjectStore:
    """Any Django storage, in practice S3; writing an object is atomic there."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def put(self, source: Path, key: str) -> None:
        with _talk(), source.open("rb") as stream:
            self.storage.save(key, DjangoFile(stream, name=key))
        source.unlink(missing_ok=True)

    def open(self, key: str) -> IO[bytes]:
        with _talk():
            return self.storage.open(key, "rb")

    def size(self, key: str) -> int | None:
        with _talk():
            return self.storage.size(key) if self.storage.exists(key) else None

    def delete(self, key: str) -> None:
        with _talk():
            self.storage.delete(key)

    def walk(self, prefix: str = "") -> Iterator[Stored]:
        with _talk():
            folders, names = self.storage.listdir(prefix)
        for name in names:
            key = f"{prefix}{name}"
            with _talk():
                size, modified = self.storage.size(key), self.storage.get_modified_time(key)
            yield Stored(key, size, modified)
        for folder in folders:
            if folder and not folder.startswith("."):
                yield from self.walk(f"{prefix}{folder}/")


@contextmanager
def _talk() -> Iterator[None]:
    """Whatever the client library raises but "not there" means that the engine is away."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        raise StoreAway from error


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The objects of the file store, copied through its own door: a folder or an S3 bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import Storage, storages

from congvu.project.backup.errors import BackupRefused
from congvu.project.backup.manifest import chunks, sha256

FOLDER = "files"
LISTING = "files.sha256"


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every object's name; folders beginning with a dot hold unfinished uploads and are left out."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if name and not name.startswith("."):
            yield from names(storage, f"{folder}{name}/")


def is_empty() -> bool:
    return next(names(storages["default"]), None) is None


def save(folder: Path) -> tuple[int, int]:
    """Copy every object below ``folder`` and list its hash; returns how many and their bytes.

    An object deleted while the copy runs is left out: the database's copy was made before.
    """
    storage = storages["default"]
    count = size = 0
    with (folder / LISTING).open("w", encoding="utf-8") as listing:
        for name in names(storage):
            digest, length = _copy_out(storage, name, folder / FOLDER / _safe(name))
            if digest:
                listing.write(f"{digest}  {name}\n")
                count, size = count + 1, size + length
    return count, size


def _copy_out(storage: Storage, name: str, target: Path) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    try:
        with storage.open(name, "rb") as source:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                for chunk in chunks(source):
                    digest.update(chunk)
                    length += copy.write(chunk)
    except FileNotFoundError:
        return "", 0
    return digest.hexdigest(), length


def check(folder: Path) -> None:
    """:raises BackupRefused: an object is missing or is not what was copied"""
    for digest, name in _listed(folder):
        path = folder / FOLDER / _safe(name)
        if not path.is_file() or sha256(path) != digest:
            raise BackupRefused(
                f"Tệp {name} trong bản sao lưu bị hỏng hoặc thiếu. Hãy dùng bản sao lưu khác.",
                file=name,
            )


def bring_back(folder: Path) -> int:
    """Put every listed object into the store; returns how many."""
    storage = storages["default"]
    count = 0
    for _, name in _listed(folder):
        with (folder / FOLDER / _safe(name)).open("rb") as source:
            if storage.save(name, File(source, name=name)) != name:
                raise BackupRefused(f"Kho tệp đã có tệp {name}. Hãy khôi phục vào kho trống.")
        count += 1
    return count


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / LISTING).read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        yield digest, name


def _safe(name: str) -> PurePosixPath:
    """A store's name as a relative path that stays below its folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise BackupRefused(f"Tên tệp {name!r} không hợp lệ trong kho tệp.")
    return path

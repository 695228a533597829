"""Taking away what nobody names, and proving that what is named is there."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from congvu.core.files import spool, store
from congvu.core.files.actions import GRACE
from congvu.core.files.models import Blob, File
from congvu.core.files.registry import holders

logger = logging.getLogger(__name__)

BATCH = 500
_CONTENT_KEY = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
_DERIVED_KEY = re.compile(r"derived/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})/\d+\.png")


@dataclass(slots=True)
class Swept:
    """What a sweep took away: claims, contents without a row, page images, temporary files."""

    claims: int = 0
    contents: int = 0
    images: int = 0
    temporary: int = 0


@dataclass(slots=True)
class Findings:
    """What a check found, as keys or hashes; ``damaged`` only after a deep check."""

    contents: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.missing or self.damaged or self.orphans)


def sweep(*, at: datetime, grace: timedelta = GRACE) -> Swept:
    """Take away contents that no file has named for ``grace``; a named one is never touched.

    A content goes with its row locked and after looking again for files, so that an upload of
    the same content waits, finds no row, and brings its own bytes. May run beside everything.
    """
    before, swept = at - grace, Swept()
    for key in _unnamed(before):
        swept.claims += _discard(key, before)
    for batch in _batches(store.current().walk()):
        swept.contents += _rowless_contents(batch, before)
        swept.images += _rowless_images(batch)
    swept.temporary = _temporary(before)
    logger.info("files_swept", extra={"claims": swept.claims, "contents": swept.contents})
    return swept


def check(*, deep: bool = False) -> Findings:
    """Compare rows and store, both ways; ``deep`` reads every byte and compares hashes."""
    findings = Findings()
    for blob in Blob.objects.filter(_named()).order_by("pk").iterator(chunk_size=2000):
        findings.contents += 1
        _examine(blob, findings, deep=deep)
    for batch in _batches(store.current().walk()):
        known = _known(_hashes(batch))
        for item in batch:
            sha256 = _hash_of(item.key)
            if sha256 is None:
                findings.unknown.append(item.key)
            elif sha256 not in known:
                findings.orphans.append(item.key)
    unnamed = Blob.objects.exclude(_named()).values_list("sha256", flat=True)
    findings.orphans += [store.key_of(sha256) for sha256 in unnamed]
    return findings


def _named() -> Q:
    named = Q(Exists(File.objects.filter(blob_id=OuterRef("pk"))))
    for holder in holders:
        named |= Q(Exists(holder(OuterRef("pk"))))
    return named


def _is_held(pk: int) -> bool:
    return File.objects.filter(blob_id=pk).exists() or any(
        holder(pk).exists() for holder in holders
    )


def _unnamed(before: datetime) -> list[int]:
    idle = Blob.objects.filter(touched_at__lt=before).exclude(_named())
    return list(idle.values_list("pk", flat=True))


def _discard(pk: int, before: datetime) -> int:
    """Row and bytes of one unnamed content, under the row's lock; the bytes first."""
    with transaction.atomic():
        blob = (
            Blob.objects.select_for_update(skip_locked=True)
            .filter(pk=pk, touched_at__lt=before)
            .first()
        )
        if blob is None or _is_held(pk):
            return 0
        place = store.current()
        place.delete(store.key_of(blob.sha256))
        for item in list(place.walk(store.derived_key(blob.sha256, ""))):
            place.delete(item.key)
        blob.delete()
    return 1


def _rowless_contents(batch: list[store.Stored], before: datetime) -> int:
    """Bytes whose transaction never committed. Each is given a row first, whose lock then
    keeps an upload of the same content apart from the sweep."""
    old = {
        match[3]: item
        for item in batch
        if item.modified < before and (match := _CONTENT_KEY.fullmatch(item.key))
    }
    taken = 0
    for sha256 in sorted(old.keys() - _known(old)):
        with transaction.atomic():
            row, made = Blob.objects.get_or_create(
                sha256=sha256,
                defaults={
                    "size": max(old[sha256].size, 1), "kind": "zip",
                    "created_at": old[sha256].modified, "touched_at": old[sha256].modified,
                },
            )  # fmt: skip
            taken += _discard(row.pk, before) if made else 0
    return taken


def _rowless_images(batch: list[store.Stored]) -> int:
    """Page images can be drawn again at any time, so they need no grace."""
    images = {item.key: m[1] for item in batch if (m := _DERIVED_KEY.fullmatch(item.key))}
    known = _known(images.values())
    gone = [key for key, sha256 in images.items() if sha256 not in known]
    for key in gone:
        store.current().delete(key)
    return len(gone)


def _temporary(before: datetime) -> int:
    """Uploads cut off by a crash; only names that this program gives."""
    taken = 0
    for path in spool.folder().iterdir():
        ours = path.suffix in {".part", ".upload"} or path.name.startswith(("out-", "draw-"))
        ours = ours or ".upload" in path.suffixes
        if ours and _modified(path) < before:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            taken += 1
    return taken


def _examine(blob: Blob, findings: Findings, *, deep: bool) -> None:
    place, key = store.current(), store.key_of(blob.sha256)
    size = place.size(key)
    if size is None:
        findings.missing.append(blob.sha256)
    elif size != blob.size:
        findings.damaged.append(blob.sha256)
    elif deep:
        digest = hashlib.sha256()
        with place.open(key) as stream:
            while chunk := stream.read(1 << 18):
                digest.update(chunk)
        if digest.hexdigest() != blob.sha256:
            findings.damaged.append(blob.sha256)


def _hash_of(key: str) -> str | None:
    if match := _CONTENT_KEY.fullmatch(key):
        return match[3]
    if match := _DERIVED_KEY.fullmatch(key):
        return match[1]
    return None


def _hashes(batch: list[store.Stored]) -> list[str]:
    return [sha256 for item in batch if (sha256 := _hash_of(item.key))]


def _known(hashes: Iterable[str]) -> set[str]:
    return set(Blob.objects.filter(sha256__in=set(hashes)).values_list("sha256", flat=True))


def _modified(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def _batches(items: Iterator[store.Stored]) -> Iterator[list[store.Stored]]:
    while batch := list(islice(items, BATCH)):
        yield batch

"""What is learned from a content after it was taken in: words, page images, and who is told."""

from __future__ import annotations

import logging
import tempfile
import unicodedata
from pathlib import Path

from django.db import transaction

from congvu.core.files import pages, spool, store
from congvu.core.files.choices import TextStatus
from congvu.core.files.errors import ContentMissing
from congvu.core.files.models import Blob, BlobText, File
from congvu.core.files.registry import text_hooks
from congvu.core.files.text import child

logger = logging.getLogger(__name__)


def read_blob(blob: Blob) -> None:
    """Read words and draw the first pages, keep both, tell the rooms whose files these are.

    May run twice. An unreadable file is marked as such and not tried again.

    :raises ContentMissing: the store has no bytes for it (the job is repeated)
    """
    reading = _read(blob)
    status, text = TextStatus.FAILED, ""
    if reading is not None:
        text = clean(reading.text)
        status = TextStatus.READY if text else TextStatus.NONE
    with transaction.atomic():
        if text and reading is not None:
            BlobText.objects.update_or_create(
                blob=blob, defaults={"text": text, "truncated": reading.truncated}
            )
        Blob.objects.filter(pk=blob.pk).update(text_status=status)
    blob.text_status = status
    if status == TextStatus.READY:
        _tell(blob)


def clean(text: str) -> str:
    """NFC, without the characters that a database refuses or nobody sees."""
    kept = text.translate(_UNWANTED).encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFC", kept).strip()


_DROPPED = (
    *range(0x09),
    0x0B,
    *range(0x0E, 0x20),
    0x7F,
    0xAD,
    0x200B,
    0xFEFF,
    0xFFFE,
    0xFFFF,
)
_UNWANTED: dict[int, str] = dict.fromkeys(_DROPPED, "") | {0x0C: "\n", 0x0D: "\n"}


def _read(blob: Blob) -> child.Reading | None:
    try:
        with (
            store.local_copy(store.key_of(blob.sha256)) as path,
            tempfile.TemporaryDirectory(dir=spool.folder(), prefix="draw-") as raw,
        ):
            if not path.exists():
                raise ContentMissing
            wanted = range(1, min(blob.pages or 0, pages.AHEAD) + 1)
            reading = child.read(path, blob.kind, folder=Path(raw), pages=wanted)
            pages.keep(blob, Path(raw), reading.pages)
    except FileNotFoundError as error:
        raise ContentMissing from error
    except child.ReadingFailed as error:
        logger.warning("file_unreadable", extra={"blob": blob.sha256, "why": str(error)[-500:]})
        return None
    return reading


def _tell(blob: Blob) -> None:
    subjects: dict[str, set[int]] = {}
    for kind, key in File.objects.filter(blob=blob).values_list("subject_kind", "subject_id"):
        subjects.setdefault(kind, set()).add(key)
    for kind, ids in subjects.items():
        hook = text_hooks.get(kind)
        if hook is not None:
            hook(ids)

"""Page images: drawn ahead by the reading job, or when first asked for, and kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from congvu.core.files import spool, store
from congvu.core.files.errors import ContentMissing
from congvu.core.files.models import Blob
from congvu.core.files.text import child
from congvu.core.kernel.errors import NotFound

AHEAD = 2
"""Pages drawn before anybody asks."""
SECONDS_ON_DEMAND = 15


def image(blob: Blob, number: int) -> IO[bytes]:
    """Page ``number`` (from 1) of a PDF or picture as an open PNG.

    :raises NotFound: the type has no pages, the number is beyond them, or it cannot be drawn
    """
    if not 1 <= number <= (blob.pages or 0):
        raise NotFound("Tệp không có trang này. Hãy chọn một trang khác hoặc tải tệp về.")
    place, key = store.current(), store.derived_key(blob.sha256, f"{number}.png")
    try:
        return place.open(key)
    except FileNotFoundError:
        _draw(blob, number)
        return place.open(key)


def keep(blob: Blob, folder: Path, numbers: Iterable[int]) -> None:
    """Move drawn pages into the store."""
    place = store.current()
    for number in numbers:
        place.put(folder / f"{number}.png", store.derived_key(blob.sha256, f"{number}.png"))


def _draw(blob: Blob, number: int) -> None:
    try:
        with (
            store.local_copy(store.key_of(blob.sha256)) as path,
            tempfile.TemporaryDirectory(dir=spool.folder(), prefix="draw-") as raw,
        ):
            if not path.exists():
                raise ContentMissing
            reading = child.read(
                path, blob.kind, folder=Path(raw), pages=[number], characters=0,
                seconds=SECONDS_ON_DEMAND,
            )  # fmt: skip
            keep(blob, Path(raw), reading.pages)
    except FileNotFoundError as error:
        raise ContentMissing from error
    except child.ReadingFailed:
        reading = None
    if reading is None or number not in reading.pages:
        raise NotFound("Trang này không vẽ được. Hãy tải tệp về để xem.")

"""Background work of the files room."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.files import reading, sweep
from congvu.core.files.models import Blob
from congvu.core.jobs.registry import job, periodic


@job("files.read")
def read(*, at: datetime, blob_id: int) -> None:
    """Read the words and draw the first pages of a content that a file names now."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is not None:
        reading.read_blob(blob)


@periodic("files.sweep", every=timedelta(days=1), offset=timedelta(hours=2, minutes=30))
def sweep_nightly(*, at: datetime) -> None:
    """Take away contents that no letter came for."""
    sweep.sweep(at=at)

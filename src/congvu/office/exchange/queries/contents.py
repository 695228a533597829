"""The letter of an envelope with its files, as the rooms above and the transports want it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import IO

from congvu.core.files.queries import open_content
from congvu.office.exchange import wire
from congvu.office.exchange.edxml.message import Content, Letter
from congvu.office.exchange.kinds import Kept
from congvu.office.exchange.models import Envelope, EnvelopeFile


def letter_of(envelope: Envelope, files: Sequence[EnvelopeFile]) -> Letter:
    """The letter as it was sealed; ``files`` are the envelope's, in order, with their blobs."""
    return wire.load(envelope.letter, [_content(file) for file in files])


def kept(files: Sequence[EnvelopeFile]) -> tuple[Kept, ...]:
    return tuple(
        Kept(blob=file.blob, name=file.name, description=file.description, is_main=number == 0)
        for number, file in enumerate(files)
    )


def _content(file: EnvelopeFile) -> Content:
    return Content(
        size=file.blob.size,
        sha256=file.blob.sha256,
        open=partial(_open, file),  # type: ignore[arg-type]
    )


def _open(file: EnvelopeFile) -> IO[bytes]:
    return open_content(file.blob)

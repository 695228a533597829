"""A note of every seal outside the database, so that cutting off the newest blocks shows too.

Inside the database a chain without its newest blocks looks whole. Each sealed block is
therefore added to a text file (``CONGVU_AUDIT_HEADS``: number, hash) and to the log; copies of
either, kept elsewhere, prove the chain up to there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)


class Head(NamedTuple):
    """A block's number and hash as noted when it was sealed."""

    number: int
    hash: str


def add(head: Head) -> None:
    """Note a sealed block. The seal holds without it, so a full disk only makes noise."""
    logger.info("audit_sealed", extra={"block": head.number, "hash": head.hash})
    try:
        place = Path(settings.CONGVU_AUDIT_HEADS)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="ascii") as notes:
            notes.write(f"{head.number} {head.hash}\n")
    except OSError:
        logger.exception("audit_head_not_noted")


def noted() -> Iterator[Head]:
    """The notes that matter: the last of each rising run, because its hash binds all before it.

    A number that does not rise tells that blocks were cut off and others sealed in their place.
    None when there is no file; a torn line is skipped.
    """
    newest: Head | None = None
    for head in _lines(Path(settings.CONGVU_AUDIT_HEADS)):
        if newest is not None and head.number <= newest.number:
            yield newest
        newest = head
    if newest is not None:
        yield newest


def _lines(place: Path) -> Iterator[Head]:
    if not place.exists():
        return
    with place.open(encoding="ascii", errors="replace") as notes:
        for line in notes:
            head = parse(line)
            if head is not None:
                yield head


def parse(text: str) -> Head | None:
    """``12 ab34…`` or ``12:ab34…`` as a head."""
    number, _, digest = text.strip().replace(":", " ").partition(" ")
    if number.isdecimal() and len(digest) == 64:
        return Head(int(number), digest.lower())
    return None

"""How large a message may be: one table."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless named otherwise. ``file`` is the axis gateway's limit for one decoded file."""

    file: int = 50 * MB
    message: int = 400 * MB
    text: int = 4 * MB
    token: int = 1 * MB
    depth: int = 40
    elements: int = 20_000
    names: int = 20_000
    files: int = 200
    expansion: int = 200
    """Times its compressed size that a zipped file may unfold to, above one megabyte."""


LIMITS = Limits()

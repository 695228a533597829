"""What a check finds out."""

from __future__ import annotations

from typing import NamedTuple


class Facts(NamedTuple):
    """``kind`` names an entry of ``kinds.KINDS`` or ``kinds.FOREIGN``; pages where they exist."""

    kind: str
    pages: int | None = None

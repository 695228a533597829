"""The spelling of a bearer token: ``cv_<prefix>_<secret>``."""

from __future__ import annotations

import hashlib

MARK = "cv"


def digest(secret: str) -> bytes:
    """SHA-256 of the secret part, which is all that is kept of it."""
    return hashlib.sha256(secret.encode()).digest()


def spell(prefix: str, secret: str) -> str:
    return f"{MARK}_{prefix}_{secret}"


def parse(text: str) -> tuple[str, str] | None:
    """Prefix and secret, or None for what was never one of our tokens."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != MARK or not parts[1].isalnum() or len(parts[1]) > 12:
        return None
    return parts[1], parts[2]

"""Where the demo's authority lies, and how it comes to be."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from congvu.office.signing.testing import authority as ca

DEFAULT_PORT = 8100
TSA = "/tsa"


def folder() -> Path:
    return Path(settings.DATA_DIR) / "authority"


def address() -> str:
    """Where the services are, told by the address of timestamps in the settings."""
    url: str = settings.CONGVU_TSA_URL
    return url.removesuffix(TSA) if url else f"http://127.0.0.1:{DEFAULT_PORT}"


def open_or_make(*, at: datetime) -> ca.Authority:
    """The authority of this installation; made at the first call."""
    place = folder()
    try:
        return ca.read(place)
    except FileNotFoundError:
        made = ca.make(at=at, url=address())
        ca.save(made, place)
        return made

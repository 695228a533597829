"""Addresses under which the portal fetches a file: dated, and proven by a mark."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.http import base36_to_int, int_to_base36

PURPOSE = b"congvu.national.file"
MARK = 43


def _mark(file_id: int, until: int) -> str:
    key = hashlib.sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{file_id}:{until}".encode(), hashlib.sha256).hexdigest()[:MARK]


def link_of(file_id: int, at: datetime) -> str:
    """Where the portal gets a file for ``CONGVU_NATIONAL_FILE_DAYS`` days from ``at``."""
    until = int((at + timedelta(days=settings.CONGVU_NATIONAL_FILE_DAYS)).timestamp())
    key = f"{int_to_base36(until)}-{_mark(file_id, until)}"
    return f"{settings.BASE_URL}/cong-quoc-gia/tep/{file_id}/{key}/"


def opens(file_id: int, key: str, at: datetime) -> bool:
    """Whether a key was made by us for this file and is not over."""
    stamp, _, mark = key.partition("-")
    try:
        until = base36_to_int(stamp)
    except ValueError:
        return False
    good = hmac.compare_digest(_mark(file_id, until).encode(), mark.encode())
    return good and at.timestamp() < until

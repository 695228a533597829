"""The pace of strangers: how often one address may ask for one thing."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest

from congvu.core.kernel.errors import DomainError


class TooFast(DomainError):
    """Too many requests of a kind from one address."""

    code = "too_fast"
    status = 429
    default = "Địa chỉ này gửi quá nhiều yêu cầu. Hãy chờ vài phút rồi thử lại."


def demand_pace(request: HttpRequest, what: str, limit: int, seconds: int, at: datetime) -> None:
    """Counts per process and address; ``what`` names the room and the thing.

    :raises TooFast: more than ``limit`` in the running span
    """
    address = request.META.get("REMOTE_ADDR", "")
    name = f"{what}:{address}:{int(at.timestamp() // seconds)}"
    cache.add(name, 0, timeout=2 * seconds)
    if cache.incr(name) > limit:
        raise TooFast

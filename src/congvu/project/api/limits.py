"""How much and how fast: request size, kinds of body, calls per minute."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

BODIES = frozenset(
    {"application/json", "multipart/form-data", "application/x-www-form-urlencoded", ""}
)
CHANGING = frozenset({"POST", "PUT", "PATCH"})


def refused_status(request: HttpRequest) -> int:
    """413 or 415 for a body that is not even read, else 0."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 400
    if length > settings.CONGVU_API_MAX_BYTES:
        return 413
    if request.method in CHANGING and length and request.content_type not in BODIES:
        return 415
    return 0


class PerCaller(BaseThrottle):
    """Calls of one token or person in the running minute, counted per process."""

    def allow_request(self, request: HttpRequest) -> bool:
        limit = settings.CONGVU_API_CALLS_PER_MINUTE
        owner = getattr(request, "api_owner", "")
        if not limit or not owner:
            return True
        name = f"api:{owner}:{int(time.time() // 60)}"
        cache.add(name, 0, timeout=120)
        return cache.incr(name) <= limit

    def wait(self) -> float:
        return 60 - time.time() % 60

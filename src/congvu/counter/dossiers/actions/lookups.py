"""Looking up without an account, with a limit on wrong answers; a step, not a verb: nothing of a
dossier changes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import F

from congvu.core.kernel.errors import NotFound
from congvu.counter.dossiers.errors import TooManyLookups
from congvu.counter.dossiers.models import LookupMiss
from congvu.counter.dossiers.queries.tracking import Tracked, track

MISSES_OF_A_CODE = 10
MISSES_OF_AN_ADDRESS = 60
"""Within an hour. A code that does not exist is counted like one that does."""


def look_up(*, code: str, digits: str, ip: str, at: datetime) -> Tracked:
    """See :func:`queries.track`.

    :raises NotFound: wrong code or wrong digits
    :raises TooManyLookups: too many wrong ones within the hour, right ones are not answered either
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    limits = {
        _key("code", code.strip().upper()[:60]): MISSES_OF_A_CODE,
        _key("ip", ip): MISSES_OF_AN_ADDRESS,
    }
    missed = LookupMiss.objects.filter(key__in=limits, hour=hour).values_list("key", "count")
    if any(count >= limits[key] for key, count in missed):
        raise TooManyLookups
    try:
        return track(code=code, digits=digits)
    except NotFound:
        for key in limits:
            _count(key, hour)
        raise


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _count(key: str, hour: datetime) -> None:
    if LookupMiss.objects.filter(key=key, hour=hour).update(count=F("count") + 1):
        return
    LookupMiss.objects.filter(hour__lt=hour - timedelta(days=1)).delete()
    _, made = LookupMiss.objects.get_or_create(key=key, hour=hour, defaults={"count": 1})
    if not made:
        LookupMiss.objects.filter(key=key, hour=hour).update(count=F("count") + 1)

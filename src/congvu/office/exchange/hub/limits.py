"""How often one may call: each connected system, and each address that proves nothing."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from congvu.office.exchange.hub.codes import HubRefused, Reason

FAILURES_PER_MINUTE = 30
"""Calls without proof from one address, before it is not even listened to."""


def demand_pace(system_pk: int, *, at: datetime) -> None:
    """Calls of one system in the running minute, counted per process.

    :raises HubRefused: too many
    """
    limit = settings.CONGVU_HUB_CALLS_PER_MINUTE
    if limit and _count(f"hub:calls:{system_pk}", at) > limit:
        raise HubRefused(Reason.RATE)


def demand_trust(ip: str, *, at: datetime) -> None:
    """:raises HubRefused: this address has failed to prove itself too often"""
    if cache.get(_name(f"hub:failures:{ip}", at), 0) >= FAILURES_PER_MINUTE:
        raise HubRefused(Reason.RATE)


def note_failure(ip: str, *, at: datetime) -> None:
    _count(f"hub:failures:{ip}", at)


def _count(name: str, at: datetime) -> int:
    key = _name(name, at)
    cache.add(key, 0, timeout=120)
    return cache.incr(key)


def _name(name: str, at: datetime) -> str:
    return f"{name}:{int(at.timestamp() // 60)}"

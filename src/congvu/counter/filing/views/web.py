"""What the pages share: who visits, whose draft a guest has opened, the pace of strangers."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.filing.errors import TooManyTries
from congvu.counter.filing.policies import guest

OPENED = "filing_drafts"
HOME = ("Trang chủ", "/")
SIGN_UPS_PER_HOUR = 20
BEGINS_PER_HOUR = 60
"""From one address; a library or a commune hall stands behind one."""


def signed_in(request: HttpRequest) -> Actor | None:
    found: Actor | None = getattr(request, "actor", None)
    return found


def visitor(request: HttpRequest, name: str = "Người dân") -> Actor:
    """The account, or a guest."""
    return signed_in(request) or guest(
        name, ip=request.META.get("REMOTE_ADDR", ""),
        request_id=getattr(request, "request_id", ""),
    )  # fmt: skip


def remember(request: HttpRequest, draft_id: int) -> None:
    """This browser has begun the draft, or has given link and code."""
    opened = request.session.get(OPENED, [])
    request.session[OPENED] = [*opened[-19:], draft_id] if draft_id not in opened else opened


def draft_actor(request: HttpRequest, draft_id: int) -> Actor:
    """Who works on a draft here: a guest only on what this browser has opened.

    :raises NotFound: a guest elsewhere
    """
    if draft_id in request.session.get(OPENED, []):
        return guest(
            ip=request.META.get("REMOTE_ADDR", ""), request_id=getattr(request, "request_id", "")
        )
    actor = signed_in(request)
    if actor is None:
        raise NotFound
    return actor


def demand_pace(request: HttpRequest, what: str, limit: int, at: datetime) -> None:
    """:raises TooManyTries: more than ``limit`` within the hour from one address"""
    name = f"filing:{what}:{request.META.get('REMOTE_ADDR', '')}:{int(at.timestamp() // 3600)}"
    cache.add(name, 0, timeout=7200)
    if cache.incr(name) > limit:
        raise TooManyTries

"""Puts the actor on the request: ``request.actor`` is an ``Actor``, or None for a stranger."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.kernel.once import asking_once
from congvu.core.organisation.queries import actor_for, appointments_of
from congvu.core.organisation.queries.actors import keep_seats

APPOINTMENT = "congvu_appointment"
DELEGATION = "congvu_delegation"
READING = ("GET", "HEAD")


class ActorMiddleware:
    """Builds the actor from the session's user and the post chosen in the switcher.

    One query for the posts, one more under a delegation; nothing is kept between requests, so an
    ended appointment or a revoked delegation holds from the next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "request_id"):
            request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        user = request.user
        if not user.is_authenticated:
            request.actor = None  # type: ignore[attr-defined]
            return self.get_response(request)
        at = now()
        held = appointments_of(user.pk, at=at)
        request.actor = actor_for(  # type: ignore[attr-defined]
            user=user,
            at=at,
            held=held,
            appointment_id=request.session.get(APPOINTMENT),
            delegation_id=request.session.get(DELEGATION),
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=request.request_id,  # type: ignore[attr-defined]
        )
        with keep_seats(user.pk, held):
            if request.method not in READING:
                return self.get_response(request)
            with asking_once():
                return self.get_response(request)

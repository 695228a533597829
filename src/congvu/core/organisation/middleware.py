"""Puts the actor on the request: ``request.actor`` is an ``Actor``, or None for a stranger."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for

APPOINTMENT = "congvu_appointment"
DELEGATION = "congvu_delegation"


class ActorMiddleware:
    """Builds the actor from the session's user and the post chosen in the switcher."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "request_id"):
            request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> object:
        user = request.user
        if not user.is_authenticated:
            return None
        return actor_for(
            user=user,
            at=now(),
            appointment_id=request.session.get(APPOINTMENT),
            delegation_id=request.session.get(DELEGATION),
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=request.request_id,  # type: ignore[attr-defined]
        )

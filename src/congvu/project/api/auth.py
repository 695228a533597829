"""Who calls: a bearer token, or the session of a signed-in person (with the CSRF check)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from congvu.core.accounts.actions import note_use
from congvu.core.accounts.queries import token_holder
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.organisation.queries import actor_for
from congvu.project.api.rooms import room_of

APPOINTMENT, DELEGATION = "X-Appointment", "X-Delegation"
READING = frozenset({"GET", "HEAD"})


class TokenAuth(HttpBearer):
    """``Authorization: Bearer cv_…``.

    ``X-Appointment`` picks one of the holder's posts, ``X-Delegation`` a delegation to act under.
    Verbs need a scope that covers them; reading a room needs any scope of that room.
    """

    openapi_bearerFormat = "cv_<prefix>_<secret>"

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        at = now()
        held = token_holder(token.strip(), at=at)
        if held is None:
            raise AuthenticationError()
        ip = request.META.get("REMOTE_ADDR", "")
        note_use(held, ip=ip, at=at)
        actor = actor_for(
            user=held.user,
            at=at,
            appointment_id=_number(request, APPOINTMENT),
            delegation_id=_number(request, DELEGATION),
            channel="api",
            ip=ip,
            request_id=getattr(request, "request_id", ""),
            scopes=frozenset(held.scopes),
        )
        request.api_owner = f"token:{held.pk}"  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        _demand_reading(request, actor)
        return actor


class SessionAuth(APIKeyCookie):
    """The session cookie of the pages; changes need the CSRF header."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return None
        request.api_owner = f"user:{actor.user_id}"  # type: ignore[attr-defined]
        return actor.via("api")


def _number(request: HttpRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise AuthenticationError()
    return int(text)


def _demand_reading(request: HttpRequest, actor: Actor) -> None:
    room = room_of(request.path_info)
    scopes = actor.scopes or frozenset()
    if request.method not in READING or not room or "*" in scopes:
        return
    if not any(scope.split(".")[0] == room for scope in scopes):
        raise NotAllowed(
            "Mã truy cập này không được cấp để đọc phần này. Hãy xin quản trị cấp mã có phạm vi "
            f"“{room}.”."
        )

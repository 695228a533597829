"""Open sessions of a person, kept beside Django's session table in a few statements.

django-allauth's own bookkeeping opens every session of the person at each sign-in; a person
with many devices would wait for all of them, so the record is written here instead.
"""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest


def remember(request: HttpRequest) -> None:
    """Write down the session of a request that has just signed in."""
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": request.user,
            "ip": request.META.get("REMOTE_ADDR") or "0.0.0.0",  # noqa: S104
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        },
    )


def open_sessions(user_id: int, *, at: datetime) -> QuerySet[UserSession]:
    """Sessions that still work, the newest first: one query."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    rows: QuerySet[UserSession] = UserSession.objects.filter(Exists(alive), user_id=user_id)
    return rows.order_by("-created_at", "-id")


def end(rows: QuerySet[UserSession]) -> int:
    """End these sessions at once; how many."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def forget_ended() -> None:
    """Drop the record of sessions that are gone from Django's table."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.exclude(Exists(alive)).delete()

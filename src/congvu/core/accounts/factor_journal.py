"""Second factors come and go inside allauth; its signals tell the journal."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from django.dispatch import receiver
from django.http import HttpRequest

from congvu.core.accounts.actions import person
from congvu.core.accounts.models import User
from congvu.core.audit.actions import log
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject


@receiver(signals.authenticator_added, dispatch_uid="congvu.factor_added")
def added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _log("added", request, user, authenticator.type)


@receiver(signals.authenticator_removed, dispatch_uid="congvu.factor_removed")
def removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _log("removed", request, user, authenticator.type)


@receiver(signals.authenticator_reset, dispatch_uid="congvu.factor_reset")
def reset(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _log("renewed", request, user, authenticator.type)


def _log(what: str, request: HttpRequest, user: User, kind: str) -> None:
    actor = person(
        user,
        ip=request.META.get("REMOTE_ADDR", ""),
        request_id=getattr(request, "request_id", ""),
    )
    log(
        verb=f"accounts.second_factor.{what}", actor=actor, at=now(),
        subject=Subject("accounts.user", user.pk), label=user.full_name, changes={"type": kind},
    )  # fmt: skip

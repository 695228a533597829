"""Second factors and linked identities come and go inside allauth; its signals tell the journal."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.socialaccount import signals as identity
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


@receiver(identity.social_account_added, dispatch_uid="congvu.identity_linked")
def linked(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    _log("linked", request, sociallogin.user, "openid_connect", "identity")


@receiver(identity.social_account_removed, dispatch_uid="congvu.identity_unlinked")
def unlinked(request: HttpRequest, socialaccount: Any, **kwargs: Any) -> None:
    _log("unlinked", request, socialaccount.user, "openid_connect", "identity")


def _log(
    what: str, request: HttpRequest, user: User, kind: str, noun: str = "second_factor"
) -> None:
    actor = person(
        user,
        ip=request.META.get("REMOTE_ADDR", ""),
        request_id=getattr(request, "request_id", ""),
    )
    log(
        verb=f"accounts.{noun}.{what}", actor=actor, at=now(),
        subject=Subject("accounts.user", user.pk), label=user.full_name, changes={"type": kind},
    )  # fmt: skip

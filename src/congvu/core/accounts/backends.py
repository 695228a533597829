"""The one way to prove who one is by password, with its brakes, for every caller of Django."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from congvu.core.accounts.actions import check_sign_in
from congvu.core.accounts.errors import SignInRefused
from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.kernel.prepared import Prepared

_USER = Prepared(lambda user_id: User.objects.filter(pk=user_id), user_id=int)
"""Asked by every request."""


class AccountBackend(ModelBackend):
    """``authenticate`` obeys the lock and leaves its entry, whoever asks (re-authentication too)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        try:
            return check_sign_in(
                username=username,
                password=password,
                ip=request.META.get("REMOTE_ADDR", "") if request else "",
                request_id=getattr(request, "request_id", ""),
                at=now(),
            )
        except SignInRefused:
            return None

    def get_user(self, user_id: int) -> User | None:
        found = _USER(user_id=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

"""Rules of a running session: idle lock, forced password change, required second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.accounts.actions import note_sign_out
from congvu.core.kernel.clock import now

SEEN = "congvu_seen"
WRITE_EVERY = 60
API = "/api/"


def begin(sender: object, request: HttpRequest | None, user: object, **kwargs: object) -> None:
    """Start the idle clock of a new session."""
    if request is not None and hasattr(request, "session"):
        request.session[SEEN] = int(time.time())


user_logged_in.connect(begin, dispatch_uid="congvu.accounts.begin")


class SessionRules:
    """After 15 idle minutes the session ends (QCVN 12:2026/BCA); the clock is on the server.

    The time of the last request is written at most once a minute, so a session ends between 14
    and 15 minutes after it. Some pages stay open to whoever must first change the password or
    set up the second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            answer = _idle(request) or _unfinished(request)
            if answer is not None:
                return answer
        return self.get_response(request)


def _idle(request: HttpRequest) -> HttpResponse | None:
    moment, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and moment - seen >= settings.CONGVU_IDLE_SECONDS - WRITE_EVERY:
        note_sign_out(
            request.user,  # type: ignore[arg-type]
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=getattr(request, "request_id", ""),
            at=now(),
            reason="idle",
        )
        logout(request)
        if request.path_info.startswith(API):
            return HttpResponse(status=401)
        messages.warning(request, "Phiên làm việc đã khóa vì không thao tác. Hãy đăng nhập lại.")
        back = request.get_full_path() if request.method == "GET" else "/"
        return _to("account_login", request, {"next": back})
    if seen is None or moment - seen >= WRITE_EVERY:
        request.session[SEEN] = moment
    return None


def _unfinished(request: HttpRequest) -> HttpResponse | None:
    page = ""
    if request.user.must_change_password:  # type: ignore[union-attr]
        page = "accounts:password"
    elif settings.CONGVU_MFA_REQUIRED != "none" and _lacks_factor(request):
        page = "mfa_index"
    if not page or _stays_open(request.path_info):
        return None
    if request.path_info.startswith(API):
        return HttpResponse(status=403)
    return _to(page, request)


def _stays_open(path: str) -> bool:
    own = (reverse("accounts:password"), reverse("account_logout"), reverse("mfa_index"))
    return path.startswith((*own, reverse("account_reauthenticate"), settings.STATIC_URL))


def _lacks_factor(request: HttpRequest) -> bool:
    user = request.user
    if settings.CONGVU_MFA_REQUIRED == "admins" and not user.is_superuser:
        return False
    records = get_authentication_records(request, user)
    if any(record.get("method") == "mfa" for record in records):
        return False
    return not is_mfa_enabled(user)


def _to(name: str, request: HttpRequest, query: dict[str, str] | None = None) -> HttpResponse:
    url = reverse(name) + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)

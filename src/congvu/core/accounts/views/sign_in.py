"""Signing in and out: one request to show the form, one to send it."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.accounts import actions
from congvu.core.accounts.errors import SignInRefused
from congvu.core.accounts.forms import SignInForm
from congvu.core.kernel.clock import now
from congvu.core.ui.web import page


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """``/dang-nhap``."""
    back = next_page(request)
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(back)
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _enter(request, form.cleaned_data, back)
            except SignInRefused as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
    context = {"form": form, "next": back, "identity": settings.CONGVU_OIDC_NAME}
    return page(request, "account/login.html", context, status=status)


def _enter(request: HttpRequest, typed: dict[str, str], back: str) -> HttpResponse:
    user = actions.check_sign_in(
        username=typed["username"].lower(),
        password=typed["password"],
        ip=request.META.get("REMOTE_ADDR", ""),
        request_id=getattr(request, "request_id", ""),
        at=now(),
    )
    user.backend = settings.AUTHENTICATION_BACKENDS[0]
    login = Login(user=user, redirect_url=back, email_verification="none")
    answer: HttpResponse = perform_password_login(request, {"username": user.username}, login)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """``/dang-xuat``; also leaves a sign-in that waits for its second factor."""
    if request.user.is_authenticated:
        actions.note_sign_out(
            request.user,
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=getattr(request, "request_id", ""),
            at=now(),
        )
    logout(request)
    return redirect("account_login")


@require_GET
def inactive(request: HttpRequest) -> HttpResponse:
    return page(request, "account/account_inactive.html", status=403)


def next_page(request: HttpRequest) -> str:
    """Where to go after: a path of this site, or the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and len(wanted) < 2000 else resolve_url(settings.LOGIN_REDIRECT_URL)

"""One's own account: profile, password, sessions, tokens."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.accounts import actions, queries
from congvu.core.accounts.forms import PasswordForm, ProfileForm, TokenForm
from congvu.core.accounts.models import AccessToken, User
from congvu.core.accounts.open_sessions import open_sessions, remember
from congvu.core.accounts.queries import scope_choices
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page

HOME = ("Trang chủ", "/")
OWN = ("Tài khoản của tôi", "/tai-khoan/")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # behind login_required
    return request.user


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    shown = {"full_name": user.full_name, "email": user.email, "phone": user.phone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.update_profile(
                actor=actor_of(request), user=user, at=now(), **form.cleaned_data
            )
        if attempt.ok:
            messages.success(request, "Đã lưu thông tin của ông/bà.")
            return redirect("accounts:profile")
    context = {
        "form": form,
        "crumbs": [HOME, ("Tài khoản của tôi", "")],
        "has_factor": is_mfa_enabled(user),
        "identity": settings.CONGVU_OIDC_NAME,
        "facts": [
            ("Tên đăng nhập", user.username),
            ("Vị trí đang dùng", actor_of(request).label),
            ("Đăng nhập gần nhất", _moment(user.last_login)),
            ("Đổi mật khẩu lúc", _moment(user.password_changed_at)),
        ],
    }
    return page(request, "accounts/profile.html", context, status=status_of(form))


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            changed = actions.change_password(
                actor=actor_of(request), user=user, at=now(),
                old_password=form.cleaned_data["old_password"],
                new_password=form.cleaned_data["new_password"],
            )  # fmt: skip
        if attempt.ok:
            update_session_auth_hash(request, changed)
            remember(request)
            messages.success(request, "Đã đổi mật khẩu. Các phiên khác đã được đăng xuất.")
            return redirect("accounts:profile")
    context = {
        "form": form,
        "forced": user.must_change_password,
        "crumbs": [HOME, OWN, ("Đổi mật khẩu", "")],
    }
    return page(request, "accounts/password.html", context, status=status_of(form))


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    context = {
        "sessions": list(open_sessions(user_of(request).pk, at=now())),
        "current": request.session.session_key,
        "crumbs": [HOME, OWN, ("Phiên đăng nhập", "")],
    }
    return page(request, "accounts/sessions.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int | None = None) -> HttpResponse:
    ended = actions.end_sessions(
        actor=actor_of(request),
        user=user_of(request),
        session_id=session_id,
        keep=request.session.session_key or "",
        at=now(),
    )
    messages.success(request, f"Đã đăng xuất {ended} phiên.")
    return redirect("accounts:sessions")


@login_required
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    return _tokens(request, TokenForm(scopes=scope_choices()))


@never_cache
@login_required
@require_POST
def create_token(request: HttpRequest) -> HttpResponse:
    """Answers with the page itself: the secret is shown once and kept nowhere."""
    form = TokenForm(request.POST, scopes=scope_choices())
    secret = ""
    if form.is_valid():
        day = form.cleaned_data["expires_on"] + timedelta(days=1)
        with refusals(form) as attempt:
            _, secret = actions.create_token(
                actor=actor_of(request), user=user_of(request), name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=datetime.combine(day, time(), VIETNAM), at=now(),
            )  # fmt: skip
        if attempt.ok:
            form = TokenForm(scopes=scope_choices())
    return _tokens(request, form, secret)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(AccessToken, pk=token_id, user=user_of(request))
    actions.revoke_token(actor=actor_of(request), token=token, at=now())
    messages.success(request, "Đã thu hồi mã truy cập.")
    return redirect("accounts:tokens")


def _tokens(request: HttpRequest, form: TokenForm, secret: str = "") -> HttpResponse:
    at = now()
    rows = list(queries.tokens_of(actor_of(request), user_of(request).pk))
    context = {
        "form": form,
        "secret": secret,
        "tokens": [(row, row.revoked_at is None and row.expires_at > at) for row in rows],
        "crumbs": [HOME, OWN, ("Mã truy cập API", "")],
    }
    return page(request, "accounts/tokens.html", context, status=status_of(form))


def _moment(at: datetime | None) -> str:
    return at.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y") if at else ""

"""Signing up, and one's own record."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.filing import actions, queries
from congvu.counter.filing.forms import PersonForm, SignUpForm
from congvu.counter.filing.views.web import (
    HOME,
    SIGN_UPS_PER_HOUR,
    demand_pace,
    signed_in,
    visitor,
)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """``/dang-ky/``: the same answer whether the mailbox is known or not."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    asked = False
    if request.method == "POST" and form.is_valid():
        at, typed = now(), form.cleaned_data
        demand_pace(request, "sign-up", SIGN_UPS_PER_HOUR, at)
        with refusals(form) as attempt:
            actions.ask_sign_up(
                actor=visitor(request), at=at, email=typed["email"],
                full_name=typed["full_name"], password=typed["password"],
            )  # fmt: skip
        asked = attempt.ok
    identity = settings.CONGVU_OIDC_NAME if settings.CONGVU_OIDC_CITIZENS else ""
    context = {
        "form": form, "asked": asked, "identity": identity, "crumbs": [HOME, ("Đăng ký", "")],
    }  # fmt: skip
    return page(request, "filing/sign_up.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """``/dang-ky/<khóa>/``: a button, so that mail scanners confirm nothing."""
    if request.method == "POST":
        actions.confirm_sign_up(actor=visitor(request), at=now(), key=key[:100])
        messages.success(
            request, "Tài khoản đã sẵn sàng. Hãy đăng nhập bằng địa chỉ thư của ông/bà."
        )
        return redirect(f"{reverse('account_login')}?next=/ho-so-cua-toi/")
    return page(request, "filing/confirm.html", {"crumbs": [HOME, ("Xác nhận đăng ký", "")]})


@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """``/ho-so-ca-nhan/``: every value with source and date."""
    actor = signed_in(request)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    rows = queries.person_of(actor)
    initial = {row.name: row.value for row in rows}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.update_person(actor=actor, at=now(), values=form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã lưu dữ liệu của ông/bà.")
            return redirect("filing:person")
    context = {"form": form, "rows": rows, "crumbs": [HOME, ("Hồ sơ cá nhân", "")]}
    return page(request, "filing/person.html", context, status=status_of(form))

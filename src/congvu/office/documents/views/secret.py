"""Vào sổ văn bản mật đi: number and register line of a letter that stays on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.forms.secret import SecretForm

VERB = "documents.outgoing.record_secret"


@for_staff
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """``/van-ban-di/mat/vao-so/``."""
    actor, at = actor_of(request), now()
    demand(actor, VERB)
    if request.method != "POST":
        return _page(request, SecretForm(actor=actor, at=at))
    form = SecretForm(request.POST, actor=actor, at=at)
    if form.is_valid():
        with refusals(form) as attempt:
            letter = actions.record_secret(actor=actor, at=at, **form.arguments())
        if attempt.ok:
            messages.success(request, f"Đã vào sổ văn bản mật, số {letter.code}.")
            return redirect("documents:outgoing_letter", letter.pk)
    return _page(request, form, status=status_of(form))


def _page(request: HttpRequest, form: SecretForm, *, status: int = 200) -> HttpResponse:
    crumbs = [
        ("Trang chủ", "/"), ("Văn bản đi", reverse("documents:outgoing")),
        ("Vào sổ văn bản mật", ""),
    ]  # fmt: skip
    context = {"form": form, "crumbs": crumbs}
    return page(request, "documents/outgoing/secret.html", context, status=status)

"""What the builder's pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.errors import WrongState
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import queries
from congvu.counter.procedures.choices import FormState
from congvu.counter.procedures.models import FormVersion
from congvu.counter.procedures.views.web import HOME, actor_of

LIST = ("Biểu mẫu điện tử", "/bieu-mau/")
TONES = {"draft": "warn", "published": "ok", "withdrawn": "bad", "discarded": ""}
Act = Callable[[dict[str, Any]], FormVersion]


def version_of(request: HttpRequest, version_id: int) -> FormVersion:
    """:raises NoForm: none, or one that the caller may not know of"""
    return queries.form_version(actor_of(request), version_id)


def draft_of(request: HttpRequest, version_id: int) -> FormVersion:
    """:raises WrongState: published, withdrawn or discarded: it is not written any more"""
    row = version_of(request, version_id)
    if row.state != FormState.DRAFT:
        raise WrongState("Phiên bản này không còn là dự thảo. Hãy soạn phiên bản tiếp theo.")
    return row


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def crumbs(row: FormVersion | None, title: str) -> list[tuple[str, str]]:
    if row is None:
        return [HOME, LIST, (title, "")]
    whole = (row.form.title, reverse("procedures:form", args=[row.form.key]))
    build = (f"Phiên bản {row.number}", reverse("procedures:build", args=[row.pk]))
    return [HOME, LIST, whole, build, (title, "")]


def form_page(
    request: HttpRequest, form: forms.Form, act: Act, *, title: str, button: str, done: str,
    row: FormVersion | None = None,
) -> HttpResponse:  # fmt: skip
    """A page of one form: act and go to the version, or show what was refused."""
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            made = act(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect("procedures:build", version_id=made.pk)
    back = reverse("procedures:build", args=[row.pk]) if row else LIST[1]
    context = {
        "form": form, "title": title, "button": button, "back": back, "crumbs": crumbs(row, title)
    }  # fmt: skip
    return page(request, "procedures/form.html", context, status=status_of(form))

"""What the pages of keys share: one form a page, and the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from congvu.core.ui.forms import status_of
from congvu.core.ui.web import page

HOME = ("Trang chủ", "/")


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_page(
    request: HttpRequest, form: forms.Form, title: str, back: str, button: str, hint: str = ""
) -> HttpResponse:
    """A page of one form; ``hint`` stands above it."""
    context = {
        "form": form, "title": title, "back": back, "button": button, "hint": hint,
        "crumbs": [HOME, ("Chữ ký số", back), (title, "")],
    }  # fmt: skip
    return page(request, "signing/form.html", context, status=status_of(form))

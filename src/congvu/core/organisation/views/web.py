"""What the pages of this room share: the actor, and forms that end in a verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.choices import Role
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page

Crumbs = Sequence[tuple[str, str]]
HOME = ("Trang chủ", "/")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def demand_member(actor: Actor) -> None:
    """:raises NotFound: a citizen, or somebody without a post"""
    if not (actor.is_admin or actor.agency_id is not None):
        raise NotFound()


def is_manager(actor: Actor) -> bool:
    """System administrator or administrator of the agency acted in."""
    return actor.is_admin or actor.has(Role.AGENCY_ADMIN)


def demand_manager(actor: Actor) -> None:
    """:raises NotFound: the page is for administrators"""
    if not is_manager(actor):
        raise NotFound()


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    crumbs: Crumbs,
    done: str,
    back: str,
    button: str = "Lưu",
    lead: str = "",
) -> HttpResponse:
    """Show a form; when it is sent and holds, do the verb, say so and go ``back``."""
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            act(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form, "title": title, "crumbs": [HOME, *crumbs, (title, "")], "back": back,
        "button": button, "lead": lead,
    }  # fmt: skip
    return page(request, "organisation/form.html", context, status=status_of(form))


def sent(request: HttpRequest) -> QueryDict | None:
    """The form as sent, also when nothing was filled in; None when only asked for."""
    return request.POST if request.method == "POST" else None


def number(text: str) -> int:
    """A key from a form or an address.

    :raises BadRequest: not a positive whole number of the database's size
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text[:19]) < 2**63 and len(text) < 20):
        raise BadRequest
    return int(text)


def shown(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Signed-in people only, by these methods."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return login_required(require_http_methods(list(methods))(view))

    return wrap

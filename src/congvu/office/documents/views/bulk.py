"""Many letters at once: vào sổ hàng loạt, bút phê hàng loạt."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Fields, Outcome
from congvu.office.documents.choices import IncomingState
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import ROOM
from congvu.office.documents.queries import incoming as queries
from congvu.office.work.pages.targets import TargetsForm, direct_desks, order_help

MOST = 200


class ChosenForm(forms.Form):
    """Which rows were ticked; ``gui`` says that the person has confirmed."""

    chon = forms.TypedMultipleChoiceField(coerce=int)
    gui = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("chon")[:MOST] if hasattr(self.data, "getlist") else []
        numbers = [
            value for value in given if value.isascii() and value.isdigit() and len(value) < 19
        ]
        self.fields["chon"].choices = [(value, value) for value in numbers]  # type: ignore[attr-defined]


def _chosen(request: HttpRequest, actor: Actor) -> tuple[list[Incoming], bool]:
    form = ChosenForm(request.POST)
    if not form.is_valid():
        return [], False
    letters = queries.visible_to(actor).filter(pk__in=form.cleaned_data["chon"])
    return list(letters.order_by("id")), form.cleaned_data["gui"]


def _none_chosen(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "Chưa chọn văn bản nào. Hãy đánh dấu các dòng rồi chọn lại việc.")
    return redirect("documents:incoming")


@for_staff
@require_POST
def bulk_register(request: HttpRequest) -> HttpResponse:
    """Vào sổ hàng loạt: letters that wait, with what their senders wrote down."""
    actor, at = actor_of(request), now()
    demand(actor, f"{ROOM}.register")
    letters, confirmed = _chosen(request, actor)
    if not letters:
        return _none_chosen(request)
    outcomes: list[Outcome] = []
    if confirmed:
        waiting = [one for one in letters if one.state == IncomingState.ARRIVED]
        outcomes = actions.batch_register(
            actor=actor, at=at,
            items=[
                {"incoming_id": one.pk, "version": one.version,
                 "fields": Fields(**asdict(actions.fields_of(one)))}
                for one in waiting
            ],
        )  # fmt: skip
    return _page(request, "Vào sổ hàng loạt", letters, outcomes, {"verb": "register"})


@for_staff
@require_POST
def bulk_direct(request: HttpRequest) -> HttpResponse:
    """Bút phê hàng loạt: one order for many letters."""
    actor, at = actor_of(request), now()
    demand(actor, f"{ROOM}.direct")
    letters, confirmed = _chosen(request, actor)
    if not letters:
        return _none_chosen(request)
    outcomes: list[Outcome] = []
    desks = direct_desks(actor, at)
    form = TargetsForm(request.POST if confirmed else None, desks=desks)
    if confirmed and form.is_valid():
        order = form.order()
        items = [{"incoming_id": one.pk, "version": one.version, **order} for one in letters]
        outcomes = actions.batch_direct(actor=actor, at=at, items=items)
    context = {"verb": "direct", "form": form, **order_help(actor, at)}
    return _page(
        request, "Bút phê hàng loạt", letters, outcomes, context, status=status_of(form)
    )  # fmt: skip


def _page(
    request: HttpRequest,
    title: str,
    letters: list[Incoming],
    outcomes: list[Outcome],
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    by_id = {outcome.incoming_id: outcome for outcome in outcomes}
    lines = [(letter, by_id.get(letter.pk)) for letter in letters]
    shown = {
        "title": title,
        "lines": lines,
        "outcomes": outcomes,
        "well": sum(1 for outcome in outcomes if outcome.ok),
        "crumbs": [("Trang chủ", "/"), ("Văn bản đến", reverse("documents:incoming")), (title, "")],
        **context,
    }
    return page(request, "documents/incoming/bulk.html", shown, status=status)

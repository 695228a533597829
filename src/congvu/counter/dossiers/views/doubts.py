"""Hạn cần xem lại: dates that the edited calendar puts elsewhere, kept or moved by the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.forms.doubts import DecideForm
from congvu.counter.dossiers.policies import ROOM

MOST = 200


@for_staff
@require_http_methods(["GET", "POST"])
def doubts(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/han-can-xem/``: the first ones by date; deciding brings the next."""
    actor, at = actor_of(request), now()
    demand(actor, f"{ROOM}.redate")
    rows = list(queries.doubts_for(actor)[: MOST + 1])
    shown = rows[:MOST]
    form = DecideForm(request.POST if request.method == "POST" else None, doubts=shown)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["dossiers"]
        refused = actions.decide_dates(
            actor=actor, at=at, dossier_ids=chosen, shift=form.cleaned_data["decision"] == "move"
        )
        if done := len(set(chosen)) - len(refused):
            messages.success(request, f"Đã quyết định hạn của {done} hồ sơ.")
        for _, sentence in refused[:3]:
            messages.error(request, sentence)
        return redirect(reverse("dossiers:doubts"))
    context = {
        "form": form,
        "doubts": shown,
        "more": len(rows) > MOST,
        "crumbs": [
            ("Trang chủ", "/"),
            ("Hồ sơ một cửa", reverse("dossiers:dossiers")),
            ("Hạn cần xem lại", ""),
        ],
    }
    return page(request, "dossiers/doubts.html", context, status=status_of(form))

"""``/mot-cua/thu-doi-han/``: who would have been late under another limit, and where."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers.forms.whatif import WhatIfForm
from congvu.counter.dossiers.policies import READ
from congvu.counter.dossiers.queries.whatif import Replay, replay

YEAR = timedelta(days=365)


@for_staff
@require_GET
def whatif(request: HttpRequest) -> HttpResponse:
    """Counts by unit and place, and the dossiers themselves; nothing is changed."""
    actor, at = actor_of(request), now()
    demand(actor, READ)
    today = local_date(at)
    asked = bool(request.GET)
    form = WhatIfForm(request.GET if asked else None, initial={"tu": today - YEAR, "den": today})
    found: Replay | None = None
    if asked and form.is_valid():
        given = form.cleaned_data
        with refusals(form):
            found = replay(
                actor, form.change(), procedure_code=given["thu_tuc"], first=given["tu"],
                last=given["den"], at=at, unit_id=given["don_vi"],
            )  # fmt: skip
    query = request.GET.copy()
    query.pop("don_vi", None)
    context = {
        "form": form, "found": found, "query": query.urlencode(),
        "crumbs": [
            ("Trang chủ", "/"), ("Hồ sơ một cửa", reverse("dossiers:dossiers")),
            ("Thử đổi thời hạn", ""),
        ],
    }  # fmt: skip
    return page(request, "dossiers/steps/whatif.html", context, status=status_of(form))

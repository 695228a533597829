"""``/vai-tro``: choosing the post to act in, or for whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from congvu.core.audit.actions import log
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.middleware import APPOINTMENT, DELEGATION
from congvu.core.organisation.models import Delegation
from congvu.core.organisation.places import ACTING, SEAT, places_of
from congvu.core.organisation.views.web import HOME, actor_of, number, shown
from congvu.core.ui.web import page


@shown("GET")
def places(request: HttpRequest) -> HttpResponse:
    context = {"places": places_of(actor_of(request)), "crumbs": [HOME, ("Vai trò", "")]}
    return page(request, "organisation/places.html", context)


@shown("POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Take another of the offered places; what was not offered is not found."""
    actor = actor_of(request)
    value = request.POST.get("noi", "")
    chosen = next((place for place in places_of(actor) if place.value == value), None)
    if chosen is None:
        raise NotFound("Vị trí hoặc ủy quyền này không còn. Hãy chọn lại trong danh sách.")
    kind, _, key = value.rpartition("-")
    session = request.session
    if kind == SEAT:
        session[APPOINTMENT] = number(key)
        session.pop(DELEGATION, None)
    elif kind == ACTING:
        row = Delegation.objects.only("receiver_id").get(pk=number(key))
        session[APPOINTMENT], session[DELEGATION] = row.receiver_id, row.pk
    log(
        verb="organisation.place.switch", actor=actor, at=now(),
        label=f"{chosen.label}: {chosen.detail}",
    )  # fmt: skip
    messages.success(request, f"Đang làm việc với vai trò: {chosen.label}, {chosen.detail}.")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "/")

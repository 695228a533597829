"""Setting the services of agencies in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.organisation.queries import members
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, policies, queries
from congvu.counter.procedures.actions import Terms
from congvu.counter.procedures.forms import OfferForm, StopForm
from congvu.counter.procedures.views.staff import LIST
from congvu.counter.procedures.views.web import HOME, actor_of, staff


@staff("GET", "POST")
def offer(request: HttpRequest) -> HttpResponse:
    agencies = _agencies(request, "procedures.offering.set")
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, agencies=agencies, initial={"codes": request.GET.get("ma", "")[:60]})
    if sent is not None and form.is_valid():
        with refusals(form) as attempt:
            made = _offer(request, form.cleaned_data)
        if attempt.ok:
            messages.success(request, f"Đã đặt {len(made)} dịch vụ công.")
            return redirect(LIST[1])
    context = {"form": form, "crumbs": [HOME, LIST, ("Đặt dịch vụ công", "")], "back": LIST[1]}
    return page(request, "procedures/offer.html", context, status=status_of(form))


@staff("GET", "POST")
def stop(request: HttpRequest) -> HttpResponse:
    """``…/dich-vu/ngung/``: the last day on which services are taken in, and publicly why."""
    agencies = _agencies(request, "procedures.offering.stop")
    sent = request.POST if request.method == "POST" else None
    form = StopForm(sent, agencies=agencies, initial={"codes": request.GET.get("ma", "")[:60]})
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        with refusals(form) as attempt:
            ended = actions.stop_offering(
                actor=actor_of(request), at=now(), last_day=given["last_day"],
                agency_ids=[agency.pk for agency in given["agencies"]],
                procedure_ids=[queries.procedure(code).pk for code in given["codes"]],
                reason=given["reason"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, f"Đã ngừng {len(ended)} dịch vụ công.")
            return redirect(LIST[1])
    context = {"form": form, "crumbs": [HOME, LIST, ("Ngừng dịch vụ công", "")], "back": LIST[1]}
    return page(request, "procedures/stop.html", context, status=status_of(form))


def _agencies(request: HttpRequest, verb: str) -> Any:
    """:raises NotAllowed: keeps no services"""
    actor = actor_of(request)
    if not policies.keeps_offerings(actor, actor.agency_id):
        raise NotAllowed(verb=verb)
    agencies = members(queries.today())
    if not policies.keeps_offerings(actor, None):
        agencies = agencies.filter(pk__in=[actor.agency_id])
    return agencies


def _offer(request: HttpRequest, given: dict[str, Any]) -> list[Any]:
    return actions.offer(
        actor=actor_of(request), at=now(), valid_from=given["valid_from"],
        agency_ids=[agency.pk for agency in given["agencies"]],
        procedure_ids=[queries.procedure(code).pk for code in given["codes"]],
        terms=Terms(
            given["service_level"], limit=given["limit"], reason=given["reason"],
            receiving_place=given["receiving_place"], on_the_spot=given["on_the_spot"],
        ),
    )  # fmt: skip

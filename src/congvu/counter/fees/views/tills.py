"""The drawer: opened, shown, printed, closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.money import dong_in_words
from congvu.core.kernel.permissions import permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.forms import CloseTillForm, OpenTillForm
from congvu.counter.fees.models import Till
from congvu.counter.fees.policies import demand_own_till
from congvu.counter.fees.views.web import CHARGES, HOME, sent

TILLS = ("Ca thu", "/thu-phi/ca/")
SHOWN = 50


@for_staff
@require_http_methods(["GET", "POST"])
def tills(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/ca/``: open one's own; the newest of the agency."""
    actor = actor_of(request)
    form = OpenTillForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            made = actions.open_session(actor=actor, at=now(), **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã mở ca thu.")
            return redirect(_url(made))
    context = {
        "form": form, "own": queries.open_till_of(actor), "tills": queries.tills_for(actor)[:SHOWN],
        "may_open": permits(actor, "fees.till.open"), "crumbs": [HOME, CHARGES, (TILLS[0], "")],
    }  # fmt: skip
    return page(request, "fees/tills.html", context, status=status_of(form))


@for_staff
@require_http_methods(["GET", "POST"])
def till(request: HttpRequest, till_id: int) -> HttpResponse:
    """``/thu-phi/ca/<id>/``: every movement; the cashier closes it with a count."""
    actor = actor_of(request)
    found = queries.till_for(actor, till_id)
    form = CloseTillForm(sent(request))
    if request.method == "POST":
        demand_own_till(actor, "fees.till.close", found)
        if form.is_valid():
            with refusals(form) as attempt:
                actions.close_session(actor=actor, at=now(), till_id=found.pk, **form.cleaned_data)
            if attempt.ok:
                messages.success(request, "Đã khóa ca thu.")
                return redirect(_url(found))
    own = found.closed_at is None and found.cashier_id == actor.user_id
    context = {
        "sheet": queries.sheet(found), "till": found, "form": form,
        "may_close": own and permits(actor, "fees.till.close"),
        "crumbs": [HOME, CHARGES, TILLS, (str(found), "")],
    }  # fmt: skip
    return page(request, "fees/till.html", context, status=status_of(form))


@for_staff
@require_GET
def printed(request: HttpRequest, till_id: int) -> HttpResponse:
    """``/thu-phi/ca/<id>/in/``: the sheet that goes with the money."""
    found = queries.till_for(actor_of(request), till_id)
    sheet = queries.sheet(found)
    words = dong_in_words(sheet.came - sheet.went) if sheet.came >= sheet.went else ""
    context = {"sheet": sheet, "till": found, "words": words}
    return page(request, "fees/till_print.html", context)


def _url(till: Till) -> str:
    return reverse("fees:till", args=[till.pk])

"""``/so-lieu/bo-sung/`` and ``/so-lieu/phan-anh/``: facts that only people know."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.counter.hub import actions, policies, queries
from congvu.counter.hub.actions import FeedbackFields
from congvu.counter.hub.forms import FactForm, FeedbackForm
from congvu.counter.hub.models import Feedback
from congvu.counter.hub.views.web import HOME, REPORT, staff

FACTS = ("Số liệu bổ sung", "/so-lieu/bo-sung/")
FEEDBACK = ("Sổ phản ánh", "/so-lieu/phan-anh/")
SHOWN = 200
DAYS = ("received_on", "refused_on", "asked_on", "answered_on", "published_on")


@staff("GET", "POST")
def facts(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    policies.demand_reporter(actor)
    form = FactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.record_fact(actor=actor, at=now(), **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã ghi số liệu.")
            return redirect(FACTS[1])
    context = {
        "form": form, "rows": queries.facts_for(actor)[:SHOWN], "own": actor.agency_id is not None,
        "crumbs": [HOME, REPORT, (FACTS[0], "")], "back": REPORT[1],
    }  # fmt: skip
    return page(request, "hub/facts.html", context, status=status_of(form))


@staff("GET")
def feedback(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    policies.demand_reporter(actor)
    context = {
        "rows": queries.feedback_for(actor)[:SHOWN], "own": actor.agency_id is not None,
        "crumbs": [HOME, REPORT, (FEEDBACK[0], "")],
    }  # fmt: skip
    return page(request, "hub/feedback.html", context)


@staff("GET", "POST")
def feedback_new(request: HttpRequest) -> HttpResponse:
    policies.demand_reporter(actor_of(request))
    return _edit(request, None)


@staff("GET", "POST")
def feedback_edit(request: HttpRequest, feedback_id: int) -> HttpResponse:
    policies.demand_reporter(actor_of(request))
    return _edit(request, queries.feedback(actor_of(request), feedback_id))


def _edit(request: HttpRequest, row: Feedback | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = FeedbackForm(sent, initial=_initial(row) if row else None)
    if sent is not None and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        with refusals(form) as attempt:
            actions.save_feedback(
                actor=actor_of(request), fields=FeedbackFields(**given), at=now(),
                feedback_id=row.pk if row else None, version=version,
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã ghi phản ánh.")
            return redirect(FEEDBACK[1])
    title = "Cập nhật phản ánh" if row else "Ghi phản ánh"
    context = {
        "form": form, "title": title, "back": FEEDBACK[1],
        "crumbs": [HOME, REPORT, FEEDBACK, (title, "")],
    }  # fmt: skip
    return page(request, "hub/form.html", context, status=status_of(form))


def _initial(row: Feedback) -> dict[str, Any]:
    names = ("version", "code", "subject", "attitude", *DAYS)
    founded = {True: "1", False: "0", None: ""}[row.founded]
    return {name: getattr(row, name) for name in names} | {"founded": founded}

"""Trying a form as people will fill it, keeping a try as a sample, and the empty form on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.schema.filling import Result, check
from congvu.core.organisation.policies import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.schema_form import Draft, draw_form, draw_paper, read_posted
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.builderforms import SampleForm
from congvu.counter.procedures.choices import FormState
from congvu.counter.procedures.formsamples import sample
from congvu.counter.procedures.models import FormVersion
from congvu.counter.procedures.sources import ProvinceSources
from congvu.counter.procedures.views.building.draft import VERSION
from congvu.counter.procedures.views.building.web import crumbs, draft_of, version_of
from congvu.counter.procedures.views.web import actor_of, staff

KEEP = "giu"
"""The button that keeps a try as a sample."""


@staff("GET", "POST")
def preview(request: HttpRequest, version_id: int) -> HttpResponse:
    row = version_of(request, version_id)
    form, today, sources = queries.schema_of(row), local_date(now()), ProvinceSources()
    draft, result = Draft(), None
    box = SampleForm(request.POST if KEEP in request.POST else None)
    if request.method == "POST":
        posted = read_posted(form, request.POST, request.FILES)
        asked = posted.command is None
        draft = Draft(posted.raw, typed=True, checked=asked)
        result = check(form, posted.raw, on=today, sources=sources, typed=True) if asked else None
    if result is not None and KEEP in request.POST and box.is_valid():
        with refusals(box) as attempt:
            _keep(request, row, box.cleaned_data["name"], result)
        if attempt.ok:
            messages.success(request, "Đã giữ lần điền thử này làm hồ sơ mẫu.")
            return redirect("procedures:build", version_id=row.pk)
    context = {
        "row": row, "form": form, "result": result, "sample_form": box, "title": "Xem và điền thử",
        "drawn": draw_form(form, draft, on=today, sources=sources),
        "is_draft": row.state == FormState.DRAFT, "crumbs": crumbs(row, "Xem và điền thử"),
    }  # fmt: skip
    return page(request, "procedures/build_preview.html", context, status=status_of(box))


def _keep(request: HttpRequest, row: FormVersion, name: str, result: Result) -> None:
    """The data as stored, and what checking it says without looking anything up: a package's
    samples must hold wherever it is opened."""
    demand(actor_of(request), "procedures.form.edit")
    made = sample(queries.schema_of(row), name, result.data, local_date(now()))
    actions.edit_form(
        actor=actor_of(request), at=now(), version_id=row.pk,
        version=int(request.POST.get(VERSION, "0")), samples=[*row.samples, made],
    )  # fmt: skip


@staff("POST")
def drop_sample(request: HttpRequest, version_id: int) -> HttpResponse:
    row = draft_of(request, version_id)
    number = _number(request.POST.get("so", ""))
    kept: list[Any] = [one for at, one in enumerate(row.samples) if at != number]
    actions.edit_form(
        actor=actor_of(request), at=now(), version_id=row.pk,
        version=_number(request.POST.get(VERSION, "")), samples=kept,
    )  # fmt: skip
    messages.success(request, "Đã bỏ hồ sơ mẫu.")
    return redirect("procedures:build", version_id=row.pk)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@staff("GET")
def paper(request: HttpRequest, version_id: int) -> HttpResponse:
    """The empty form, to be filled in by hand."""
    row = version_of(request, version_id)
    form = queries.schema_of(row)
    drawn = draw_paper(form, None, on=local_date(now()), sources=ProvinceSources())
    return page(request, "procedures/build_paper.html", {"row": row, "form": form, "drawn": drawn})

"""Many tasks at once: what was ticked, one form for all, what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.ui.forms import status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.work import actions
from congvu.office.work.actions import TaskOutcome
from congvu.office.work.pages.bulk import BULK, BulkVerb, ChosenForm
from congvu.office.work.pages.targets import order_help
from congvu.office.work.queries import tasks_for_actor


@for_staff
@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """``/cong-viec/hang-loat/<việc>/``: first the form, then the outcomes."""
    actor, at, verb = actor_of(request), now(), BULK.get(slug)
    if verb is None:
        raise NotFound
    chosen = ChosenForm(request.POST)
    ids = chosen.cleaned_data["chon"] if chosen.is_valid() else []
    tasks = list(tasks_for_actor(actor).filter(pk__in=ids))
    if not tasks:
        messages.warning(request, "Chưa chọn việc nào. Hãy đánh dấu các dòng rồi chọn lại.")
        return redirect("work:tasks")
    confirmed = chosen.cleaned_data["gui"]
    form = verb.form(request.POST if confirmed else None, actor=actor, at=at)
    outcomes: list[TaskOutcome] = []
    if confirmed and form.is_valid():
        outcomes = actions.batch_tasks(
            actor=actor, at=at, verb=verb.verb, task_ids=[task.pk for task in tasks],
            asked=form.asked(),
        )  # fmt: skip
    by_id = {outcome.task_id: outcome for outcome in outcomes}
    context: dict[str, Any] = {
        "verb": verb,
        "form": form,
        "lines": [(task, by_id.get(task.pk)) for task in tasks],
        "outcomes": outcomes,
        "well": sum(outcome.ok for outcome in outcomes),
        "today": local_date(at),
        "crumbs": [
            ("Trang chủ", "/"), ("Công việc", reverse("work:tasks")), (verb.label, ""),
        ],
        **(order_help(actor, at) if verb.is_order else {}),
    }  # fmt: skip
    return page(request, "work/bulk.html", context, status=status_of(form) if confirmed else 200)


def buttons() -> list[dict[str, str]]:
    """The bar under the list of tasks."""
    return [_button(row) for row in BULK.values()]


def _button(row: BulkVerb) -> dict[str, str]:
    url = reverse("work:tasks_bulk", args=[row.slug])
    return {"label": row.label, "url": url, "icon": row.icon}

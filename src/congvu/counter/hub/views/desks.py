"""``/so-lieu/don-vi/``: the desks that report, one desk, whose it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.counter.hub import actions, queries
from congvu.counter.hub.actions import DeskFields
from congvu.counter.hub.forms import DeskForm
from congvu.counter.hub.views.web import HOME, REPORT, span_of, staff

LIST = ("Đơn vị gửi số liệu", "/so-lieu/don-vi/")


@staff("GET")
def desks(request: HttpRequest) -> HttpResponse:
    context = {
        "desks": queries.desks(), "may_edit": permits(actor_of(request), "hub.desk.save"),
        "crumbs": [HOME, REPORT, (LIST[0], "")],
    }  # fmt: skip
    return page(request, "hub/desks.html", context)


@staff("GET")
def desk(request: HttpRequest, desk_id: int) -> HttpResponse:
    """A desk's span by field, every version of its last month, and the way to its dossiers."""
    actor = actor_of(request)
    found = queries.desk_by_id(desk_id)
    form, span = span_of(request)
    report = queries.report(span, desk_id=desk_id)
    context = {
        "desk": found, "form": form, "span": span, "report": report,
        "history": queries.history(desk_id, span.last),
        "standing": queries.standing(desk_id),
        "ours": found.agency_id is not None and found.agency_id == actor.agency_id,
        "may_edit": permits(actor, "hub.desk.save"),
        "crumbs": [HOME, REPORT, LIST, (found.name, "")],
    }  # fmt: skip
    return page(request, "hub/desk.html", context)


@staff("GET", "POST")
def edit(request: HttpRequest, desk_id: int) -> HttpResponse:
    actor = actor_of(request)
    if not permits(actor, "hub.desk.save"):
        raise NotAllowed(verb="hub.desk.save")
    found = queries.desk_by_id(desk_id)
    sent = request.POST if request.method == "POST" else None
    shown = {
        name: getattr(found, name)
        for name in ("version", "name", "level", "parent", "agency", "reporter", "system")
    }
    form = DeskForm(sent, initial=shown, day=local_date(now()))
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        ids = {
            f"{name}_id": given[name].pk if given[name] else None
            for name in ("parent", "agency", "reporter")
        }
        fields = DeskFields(given["name"], given["level"], system=given["system"] or "", **ids)
        with refusals(form) as attempt:
            actions.save_desk(
                actor=actor, desk_id=desk_id, fields=fields, version=given["version"], at=now()
            )
        if attempt.ok:
            messages.success(request, "Đã lưu đơn vị.")
            return redirect("onestop:desk", desk_id=desk_id)
    context = {
        "form": form, "title": f"Sửa {found.name}", "back": f"/so-lieu/don-vi/{desk_id}/",
        "crumbs": [HOME, REPORT, LIST, (found.name, f"/so-lieu/don-vi/{desk_id}/"), ("Sửa", "")],
    }  # fmt: skip
    return page(request, "hub/form.html", context, status=status_of(form))

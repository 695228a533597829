"""``/cong-quoc-gia/ket-noi/``: the connection; trying it, pausing it, fetching the catalogue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.counter.national import actions, policies, queries
from congvu.counter.national.actions.portals import PLAIN, PortalFields
from congvu.counter.national.forms import PortalForm
from congvu.counter.national.models import Portal
from congvu.counter.national.views.web import crumbs, pressed, staff

HERE = "/cong-quoc-gia/ket-noi/"
CLOCK_SECONDS = 300
"""A clock that is further off is shown: dates that the portal sees in the future are refused."""


@staff("GET", "POST")
def edit(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    policies.demand_admin(actor)
    found = queries.portal()
    form = PortalForm(request.POST if request.method == "POST" else None, initial=_shown(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        fields = PortalFields(
            **{name: given[name] for name in PLAIN}, secret=given["secret"] or None
        )
        with refusals(form) as attempt:
            actions.save_portal(actor=actor, at=now(), fields=fields, version=given["version"])
        if attempt.ok:
            messages.success(request, "Đã lưu kết nối cổng quốc gia.")
            return redirect("national:portal")
    context = {
        "portal": found, "form": form, "crumbs": crumbs(("Kết nối", "")),
        "clock_off": found is not None and abs(found.skew) > CLOCK_SECONDS,
        "minutes": abs(found.skew) // 60 if found else 0,
    }  # fmt: skip
    return page(request, "national/portal.html", context, status=status_of(form))


def _shown(found: Portal | None) -> dict[str, object]:
    if found is None:
        return {"name": "Cổng Dịch vụ công quốc gia"}
    return {name: getattr(found, name) for name in (*PLAIN, "version")}


@staff("POST")
def pause(request: HttpRequest) -> HttpResponse:
    """Pauses, or opens what is paused."""
    found = queries.portal()

    def act() -> str:
        paused = found is not None and not found.paused
        actions.pause_portal(actor=actor_of(request), at=now(), paused=paused)
        return "Đã tạm dừng kết nối." if paused else "Đã mở lại kết nối."

    return pressed(request, act, HERE)


@staff("POST")
def check(request: HttpRequest) -> HttpResponse:
    def act() -> str:
        return actions.check_portal(actor=actor_of(request), at=now())

    return pressed(request, act, HERE)


@staff("POST")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Fetches, and leads to the page where it is looked at and brought in."""
    run_id = 0

    def act() -> str:
        nonlocal run_id
        run_id = actions.fetch_catalogue(actor=actor_of(request), at=now()).pk
        return "Đã lấy danh mục thủ tục về. Hãy xem trước rồi xác nhận nạp."

    answer = pressed(request, act, HERE)
    return redirect("procedures:import_run", run_id) if run_id else answer

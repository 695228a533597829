"""``/cong-quoc-gia/doi-soat/``: our books beside the portal's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.counter.national import actions, policies, queries
from congvu.counter.national.forms import ReckonForm
from congvu.counter.national.views.web import crumbs, pressed, staff

HERE = "/cong-quoc-gia/doi-soat/"
DAYS, SHOWN = 60, 200


@staff("GET", "POST")
def reckonings(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    policies.demand_reader(actor)
    own = None if policies.sees_all(actor) else actor.agency_id
    sent = request.POST if request.method == "POST" else None
    form = ReckonForm(sent, initial={"day": local_date(at)}, today=local_date(at), own=own)
    if sent is not None:
        demand(actor, "national.reckoning.make")
        if form.is_valid():
            agency = form.cleaned_data["agency"]
            with refusals(form) as attempt:
                row = actions.reckon(
                    actor=actor, at=at, agency_id=int(agency.pk if agency else own or 0),
                    day=form.cleaned_data["day"],
                )  # fmt: skip
            if attempt.ok:
                messages.success(request, f"Đã đối soát ngày {row.day:%d/%m/%Y}.")
                return redirect("national:reckonings")
    context = {
        "form": form,
        "rows": queries.reckonings(actor)[:DAYS],
        "differences": queries.differences(actor)[:SHOWN],
        "may_reckon": permits(actor, "national.reckoning.make"),
        "may_resend": permits(actor, "national.dossier.resend"),
        "opens": actor.agency_id is not None,
        "crumbs": crumbs(("Đối soát", "")),
    }
    return page(request, "national/reckonings.html", context, status=status_of(form))


@staff("POST")
def resend(request: HttpRequest, difference_id: int) -> HttpResponse:
    def act() -> str:
        number = actions.mend(actor=actor_of(request), at=now(), difference_id=difference_id)
        return f"Đã xếp {number} thông điệp để gửi lại."

    return pressed(request, act, HERE)

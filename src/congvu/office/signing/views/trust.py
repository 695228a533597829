"""Pages of trusted roots, for the system administrator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.office.signing import actions, queries
from congvu.office.signing.choices import AnchorLabel
from congvu.office.signing.pages.forms import AnchorForm, WithdrawForm, upload_bytes


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def anchors(request: HttpRequest) -> HttpResponse:
    """``/quan-tri/goc-tin-cay/``: the list, and a form to add one."""
    actor, at = actor_of(request), now()
    rows = queries.trust.anchors_for(actor)
    posted = request.method == "POST"
    form = AnchorForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        with refusals(form) as attempt:
            _, certificates = upload_bytes(form, "certificate")
            added = actions.trust.add(
                actor=actor,
                at=at,
                certificates=certificates,
                label=AnchorLabel(form.cleaned_data["label"]),
                source=form.cleaned_data["source"],
                trusted_from=form.cleaned_data["trusted_from"],
                trusted_until=form.cleaned_data["trusted_until"],
            )
        if attempt.ok:
            messages.success(request, f"Đã khai báo {len(added)} chứng thư.")
            return redirect("signing:anchors")
    context = {
        "form": form,
        "rows": [(row, row.state(at)) for row in rows],
        "crumbs": [("Trang chủ", "/"), ("Gốc tin cậy", "")],
    }
    return page(request, "signing/anchors.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def anchor(request: HttpRequest, pk: int) -> HttpResponse:
    """``/quan-tri/goc-tin-cay/<pk>/``: one certificate, and the form to withdraw it."""
    actor, at = actor_of(request), now()
    row = queries.trust.anchor_for(actor, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.trust.withdraw(
                actor=actor, at=at, anchor_id=pk, reason=form.cleaned_data["reason"]
            )
        if attempt.ok:
            messages.success(request, f"Đã ngừng tin cậy “{row.name}”.")
            return redirect("signing:anchors")
    context = {
        "row": row,
        "state": row.state(at),
        "form": form,
        "crumbs": [
            ("Trang chủ", "/"), ("Gốc tin cậy", reverse("signing:anchors")), (row.name, ""),
        ],
    }  # fmt: skip
    return page(request, "signing/anchor.html", context, status=status_of(form))

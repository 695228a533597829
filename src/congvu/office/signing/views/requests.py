"""Batches: what waits for the signer, one PIN for all, progress and outcome of each letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.signing import actions, policies, queries
from congvu.office.signing.choices import ItemState, RequestState
from congvu.office.signing.forms import ConfirmForm
from congvu.office.signing.models import SigningItem, SigningRequest

HOME = ("Trang chủ", "/")
LIST = ("Ký số theo lô", "/ky-so/")
MOST = 100
TONES = {
    ItemState.WAITING: "info", ItemState.SIGNED: "ok", ItemState.FAILED: "warn",
    ItemState.REFUSED: "bad",
}  # fmt: skip


@for_staff
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """``/ky-so/``."""
    actor = actor_of(request)
    waiting = list(queries.requests_waiting(actor)[:MOST])
    known = {row.pk for row in waiting}
    others = [row for row in queries.requests_of(actor)[:MOST] if row.pk not in known]
    context = {"waiting": waiting, "others": others, "crumbs": [HOME, (LIST[0], "")]}
    return page(request, "signing/requests.html", context)


@never_cache
@for_staff
@require_GET
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """``/ky-so/…/``: the letters; while they are being signed, htmx asks for the fragment."""
    row = queries.request_for(actor_of(request), batch_id)
    return _page(request, row, _form(request, row))


@never_cache
@sensitive_post_parameters()
@for_staff
@require_POST
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    """``/ky-so/…/ky/``."""
    actor = actor_of(request)
    row = queries.request_for(actor, batch_id)
    policies.demand_signer(actor, row)
    form = _form(request, row)
    if form is None:
        raise NotAllowed("Lô ký số này không chờ xác nhận. Hãy tải lại trang.")
    if form.is_valid():
        with refusals(form) as attempt:
            actions.confirm(
                actor=actor, at=now(), request_id=batch_id, key_id=form.cleaned_data["key_id"],
                pin=form.cleaned_data["pin_code"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã nhận mã PIN, hệ thống đang ký từng văn bản.")
            return redirect("signing:request", batch_id)
    return _page(request, row, form)


@for_staff
@require_POST
def cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    """``/ky-so/…/huy/``."""
    actions.cancel(actor=actor_of(request), at=now(), request_id=batch_id)
    messages.success(request, "Đã hủy lô ký số.")
    return redirect("signing:requests")


def _form(request: HttpRequest, row: SigningRequest) -> ConfirmForm | None:
    actor = actor_of(request)
    if row.signer_id != actor.user_id or row.state != RequestState.WAITING:
        return None
    keys = queries.keys_for(actor)
    return ConfirmForm(request.POST if request.method == "POST" else None, keys=keys)


def _page(request: HttpRequest, row: SigningRequest, form: ConfirmForm | None) -> HttpResponse:
    items = row.items.select_related("file", "result")
    context = {
        "row": row,
        "form": form,
        "items": [_shown(item) for item in items],
        "progress": queries.progress_of(row.pk),
        "running": row.state == RequestState.RUNNING,
        "open": row.state == RequestState.WAITING,
        "crumbs": [HOME, LIST, (row.title, "")],
    }
    return page(
        request, "signing/request.html", context, fragment="signing/_progress.html",
        status=status_of(form) if form else 200,
    )  # fmt: skip


def _shown(item: SigningItem) -> dict[str, object]:
    file = item.result or item.file
    return {
        "item": item,
        "tone": TONES[ItemState(item.state)],
        "href": reverse("files:download", args=[file.pk, file.name]),
    }

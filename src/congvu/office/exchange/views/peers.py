"""Connections: the list, one, its codes, pausing and trying it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.office.exchange import actions, policies, queries
from congvu.office.exchange.forms import PeerForm, RouteForm
from congvu.office.exchange.models import Peer
from congvu.office.exchange.transports import transports
from congvu.office.exchange.views.board import crumbs, told

SHOWN = (
    "code", "name", "speech", "base_url", "system_id", "client_fingerprint", "tls_pem",
    "envelope_key", "letters_per_day", "max_bytes", "valid_from", "valid_to", "version",
)  # fmt: skip


@login_required
@require_GET
def peers(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/he-thong/``."""
    policies.demand_it(actor_of(request))
    context = {
        "peers": queries.peers(at=now()),
        "today": local_date(now()),
        "crumbs": crumbs(("Hệ thống kết nối", "")),
    }
    return page(request, "exchange/peers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/he-thong/moi/``."""
    policies.demand_it(actor_of(request))
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def peer(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/``."""
    return _edit(request, queries.peer_for(actor_of(request), pk))


def _edit(request: HttpRequest, found: Peer | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if found is not None:
        initial = {name: getattr(found, name) for name in SHOWN} | PeerForm.shown(found.options)
    form = PeerForm(request.POST or None if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        form = PeerForm(request.POST)
        if form.is_valid():
            with refusals(form) as attempt:
                saved = _save(request, found, form)
            if attempt.ok:
                messages.success(request, "Đã lưu hệ thống kết nối.")
                return redirect("exchange:peer", saved.pk)
    context = {
        "peer": found,
        "form": form,
        "routes": queries.routes_of(found, local_date(now())) if found is not None else [],
        "route_form": RouteForm(),
        "tried": found is not None and found.speech in transports,
        "crumbs": crumbs(
            ("Hệ thống kết nối", reverse("exchange:peers")),
            (found.name if found is not None else "Thêm hệ thống", ""),
        ),
    }
    return page(request, "exchange/peer.html", context, status=status_of(form))


def _save(request: HttpRequest, found: Peer | None, form: PeerForm) -> Peer:
    values: dict[str, Any] = form.values(found.options if found is not None else {})
    if found is not None:
        values["code"] = found.code
    else:
        values["version"] = 0 if queries.peer_by_code(values["code"]) is not None else None
    return actions.save_peer(actor=actor_of(request), at=now(), **values)


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/tam-dung/``: pauses, or opens what is paused."""
    actor = actor_of(request)
    found = queries.peer_for(actor, pk)
    actions.pause_peer(actor=actor, at=now(), peer_id=pk, paused=not found.paused)
    messages.success(request, "Đã mở lại kết nối." if found.paused else "Đã tạm dừng kết nối.")
    return redirect("exchange:peer", pk)


@login_required
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/khoa-moi/``: a new common key, on this answer and never again."""
    actor = actor_of(request)
    found = queries.peer_for(actor, pk)
    context = {
        "peer": found,
        "secret": actions.new_secret(actor=actor, at=now(), peer_id=pk),
        "crumbs": crumbs(
            ("Hệ thống kết nối", reverse("exchange:peers")),
            (found.name, reverse("exchange:peer", args=[pk])), ("Khóa chung mới", ""),
        ),
    }  # fmt: skip
    response = page(request, "exchange/secret.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/thu/``: tries the connection now."""
    found = queries.peer_for(actor_of(request), pk)
    transport = transports.get(found.speech)
    words = transport.check(found) if transport else "Hệ thống này tự gọi vào, không cần thử."
    messages.info(request, words)
    return redirect("exchange:peer", pk)


@login_required
@require_POST
def add_route(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/ma/``."""
    actor = actor_of(request)
    queries.peer_for(actor, pk)
    form = RouteForm(request.POST)
    if not form.is_valid():
        return page(
            request, "exchange/route.html",
            {"form": form, "peer_id": pk, "crumbs": crumbs(("Thêm mã cơ quan", ""))}, status=422,
        )  # fmt: skip
    told(
        request,
        lambda: actions.save_route(actor=actor, at=now(), peer_id=pk, **form.cleaned_data),
        "Đã thêm mã cơ quan.",
    )
    return redirect("exchange:peer", pk)


@login_required
@require_POST
def close_route(request: HttpRequest, pk: int, route_id: int) -> HttpResponse:
    """``/lien-thong/he-thong/<id>/ma/<id>/dong/``."""
    actor = actor_of(request)
    queries.peer_for(actor, pk)
    told(
        request, lambda: actions.close_route(actor=actor, at=now(), route_id=route_id),
        "Đã đóng đường gửi.",
    )  # fmt: skip
    return redirect("exchange:peer", pk)

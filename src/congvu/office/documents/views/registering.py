"""Vào sổ: the register form for a new letter and for one that waits, and its correction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.dates import in_vietnam
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Upload
from congvu.office.documents.choices import CLASSIFIED, GENERAL, Direction, IncomingState
from congvu.office.documents.errors import Duplicate
from congvu.office.documents.forms.registering import CorrectForm, RegisterForm
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import ROOM
from congvu.office.documents.queries import registers
from congvu.office.documents.scenes.incoming import Scene

LAST_ISSUER = "congvu_last_issuer"
"""Session key of the issuer registered last: letters come in bundles."""


@for_staff
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """``/van-ban-den/vao-so/`` and ``/van-ban-den/<id>/vao-so/``."""
    actor, at = actor_of(request), now()
    scene = Scene.load(actor, pk, at) if pk is not None else None
    demand(actor, f"{ROOM}.register")
    if scene is not None and scene.letter.state != IncomingState.ARRIVED:
        raise NotAllowed("Văn bản này đã vào sổ hoặc đã bị từ chối. Hãy mở văn bản để xem.")
    if request.method != "POST":
        form = RegisterForm(initial=_initial(request, scene), arrived=scene is not None)
        return _page(request, actor, at, form, scene, [])
    form = RegisterForm(request.POST, request.FILES, arrived=scene is not None)
    found: list[dict[str, Any]] = []
    if form.is_valid():
        following = scene.queue.following if scene and request.POST.get("tiep") else ""
        with refusals(form) as attempt:
            letter = _register(actor, at, form, scene)
        if attempt.ok:
            _remember(request, letter)
            messages.success(request, f"Đã vào sổ số đến {letter.number}: {letter}.")
            if request.POST.get("tiep") and not following:
                following = reverse("documents:register_new")
            return redirect(following or reverse("documents:letter", args=[letter.pk]))
        if isinstance(attempt.refusal, Duplicate):
            found = attempt.refusal.data["found"]
        if scene is not None:
            scene = Scene.load(actor, scene.letter.pk, at)
    return _page(request, actor, at, form, scene, found, status=status_of(form))


def _register(actor: Actor, at: datetime, form: RegisterForm, scene: Scene | None) -> Incoming:
    asked = form.cleaned_data
    uploads = [Upload(file, file.name or "", Use.MAIN) for file in asked["main"]]
    uploads += [Upload(file, file.name or "", Use.ATTACHMENT) for file in asked["attachments"]]
    papers = actions.take_in(actor=actor, at=at, uploads=uploads, secrecy=asked["secrecy"] or 0)
    return actions.register(
        actor=actor, at=at, fields=form.fields_given(), papers=papers,
        incoming_id=scene.letter.pk if scene else None, version=asked["version"] if scene else None,
        accept_duplicate=asked["accept_duplicate"], held_id=asked["held_id"],
    )  # fmt: skip


def _initial(request: HttpRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is not None:
        return _of_letter(scene.letter)
    last = request.session.get(LAST_ISSUER) or {}
    return {"issuer_name": last.get("name", ""), "issuer_id": last.get("id")}


def _of_letter(letter: Incoming) -> dict[str, Any]:
    return asdict(actions.fields_of(letter))


def _remember(request: HttpRequest, letter: Incoming) -> None:
    request.session[LAST_ISSUER] = {"name": letter.issuer_name, "id": letter.issuer_id}


def _page(
    request: HttpRequest,
    actor: Actor,
    at: datetime,
    form: RegisterForm,
    scene: Scene | None,
    found: list[dict[str, Any]],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "scene": scene,
        "letter": scene.letter if scene else None,
        "found": found,
        "next_number": _next_number(actor, at),
        "next_secret": _next_number(actor, at, CLASSIFIED),
        "held": registers.held(actor, direction=Direction.IN, series=GENERAL)[:20],
        "crumbs": [("Trang chủ", "/"), ("Văn bản đến", reverse("documents:incoming")), ("Vào sổ", "")],
    }  # fmt: skip
    return page(request, "documents/incoming/register.html", context, status=status)


def _next_number(actor: Actor, at: datetime, series: str = GENERAL) -> int:
    """The number that will most likely be given; only registering decides."""
    year = in_vietnam(at).year
    row = registers.visible_to(actor).filter(year=year, direction=Direction.IN, series=series)
    last = row.values_list("last_number", flat=True).first()
    return (last or 0) + 1


@for_staff
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-den/<id>/sua/``."""
    actor, at = actor_of(request), now()
    scene = Scene.load(actor, pk, at)
    demand(actor, f"{ROOM}.correct")
    if not scene.abilities["correct"]:
        raise NotAllowed("Chỉ sửa được thông tin của văn bản đã vào sổ. Hãy vào sổ trước.")
    form = CorrectForm(request.POST or None, initial=_of_letter(scene.letter))
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.correct(
                actor=actor, at=at, incoming_id=pk, version=form.cleaned_data["version"] or 0,
                fields=form.fields_given(), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã sửa thông tin đăng ký.")
            return redirect(scene.href)
        scene = Scene.load(actor, pk, at)
    context = {
        "form": form,
        "scene": scene,
        "letter": scene.letter,
        "correcting": True,
        "today": local_date(at),
        "crumbs": [
            ("Trang chủ", "/"),
            ("Văn bản đến", reverse("documents:incoming")),
            (f"Số đến {scene.letter.number}", scene.href),
            ("Sửa thông tin", ""),
        ],
    }
    return page(request, "documents/incoming/register.html", context, status=status_of(form))

"""The page of one incoming letter and the forms of its verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import demand, permissions
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.models import Answer
from congvu.office.documents.policies.incoming import ROOM
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.scenes.incoming import Scene
from congvu.office.documents.views.incoming_verbs import VERBS, Verb, at_once, buttons
from congvu.office.work import actions as work
from congvu.office.work.pages.targets import order_help
from congvu.office.work.queries import watches


@for_staff
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-den/<id>/``: reading it marks the reader's parts as seen."""
    scene = Scene.load(actor_of(request), pk, now(), opening=True)
    verb = at_once(scene)
    form = verb.form(scene=scene) if verb else None
    return _page(request, scene, verb, form)


@for_staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """``/van-ban-den/<id>/<việc>/``: the form of one verb, inside the letter's page."""
    actor, verb = actor_of(request), VERBS.get(slug)
    if verb is None:
        raise NotFound
    scene = Scene.load(actor, pk, now())
    if request.method != "POST":
        _demand(scene, verb)
        return _page(request, scene, verb, verb.form(scene=scene))
    form = verb.form(request.POST, request.FILES, scene=scene)
    if form.is_valid():
        following = scene.queue.following if request.POST.get("tiep") else ""
        with refusals(form) as attempt:
            verb.run(scene, form.cleaned_data, form)
        if attempt.ok:
            messages.success(request, _done(scene, verb))
            return redirect(following or scene.href)
        scene = Scene.load(actor, pk, now())
    return _page(request, scene, verb, form, status=status_of(form))


def _demand(scene: Scene, verb: Verb) -> None:
    """:raises NotAllowed: not for this person, or not now"""
    if scene.abilities.get(verb.ability):
        return
    name = f"{ROOM}.{verb.ability}"
    if name in permissions:
        demand(scene.actor, name)
    raise NotAllowed(
        f"Văn bản đang ở trạng thái “{scene.look['label']}” hoặc do người khác giữ nên ông/bà "
        f"không thực hiện được việc “{verb.label}”. Hãy quay lại văn bản để xem các việc có thể làm."
    )


def _done(scene: Scene, verb: Verb) -> str:
    shown = f"{verb.done} Văn bản số đến {scene.letter.number or '–'}"
    left = scene.queue.left
    return f"{shown}. Còn {left} văn bản chờ xử lý." if left else f"{shown}."


def _page(
    request: HttpRequest,
    scene: Scene,
    verb: Verb | None,
    form: forms.Form | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "scene": scene,
        "letter": scene.letter,
        "today": scene.today,
        "verb": verb,
        "form": form,
        "buttons": buttons(scene, without=verb.slug if verb else ""),
        "stale": status == 409,
        **(
            order_help(scene.actor, scene.at)
            if verb and verb.template.endswith("_order.html")
            else {}
        ),
    }
    if form is not None and verb is not None and request.headers.get("HX-Request") == "true":
        return page(request, verb.template, context, status=status)
    context["crumbs"] = [
        ("Trang chủ", "/"),
        ("Văn bản đến", reverse("documents:incoming")),
        (f"Số đến {scene.letter.number}" if scene.letter.number else "Chờ vào sổ", ""),
    ]
    context["answers"] = _answers(scene)
    context["watching"] = watches(scene.actor, scene.subject)
    return page(request, "documents/incoming/letter.html", context, status=status)


def _answers(scene: Scene) -> list[Answer]:
    return queries.answers_of(scene.letter.pk)


@for_staff
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands beside the list; it does not count as having opened the letter."""
    scene = Scene.load(actor_of(request), pk, now())
    context = {"scene": scene, "letter": scene.letter, "today": scene.today}
    return page(request, "documents/incoming/preview.html", context)


@for_staff
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Phiếu giải quyết văn bản đến (NĐ 30/2020, Phụ lục IV), to print."""
    scene = Scene.load(actor_of(request), pk, now())
    context = {"scene": scene, "letter": scene.letter, "today": local_date(now())}
    return page(request, "documents/incoming/slip.html", context)


@for_staff
@require_POST
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Theo dõi, thôi theo dõi."""
    actor, at = actor_of(request), now()
    scene = Scene.load(actor, pk, at)
    if watches(actor, scene.subject):
        work.unwatch(actor=actor, at=at, subject=scene.subject)
    else:
        work.watch(actor=actor, at=at, subject=scene.subject)
    return redirect(scene.href)

"""The page of one dossier, the forms of its verbs, its printed forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import prints
from congvu.counter.dossiers.choices import DOSSIER_KIND
from congvu.counter.dossiers.policies import ROOM
from congvu.counter.dossiers.scene import Scene
from congvu.counter.dossiers.views.verbs import VERBS, Verb, buttons
from congvu.counter.fees.queries import charges_of


@for_staff
@require_GET
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """``/mot-cua/ho-so/<id>/``."""
    return _page(request, Scene.load(actor_of(request), pk, now()), None, None)


@sensitive_post_parameters("pin_code")
@for_staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """``/mot-cua/ho-so/<id>/<việc>/``: the form of one verb, inside the dossier's page."""
    actor, verb = actor_of(request), VERBS.get(slug)
    if verb is None:
        raise NotFound
    scene = Scene.load(actor, pk, now())
    if request.method != "POST":
        _demand(scene, verb)
        return _page(request, scene, verb, verb.form(scene=scene))
    form = verb.form(request.POST, request.FILES, scene=scene)
    if form.is_valid():
        with refusals(form) as attempt:
            verb.run(scene, form)
        if attempt.ok:
            messages.success(request, f"{verb.done} Hồ sơ {scene.dossier.code}.")
            return redirect(scene.href)
        scene = Scene.load(actor, pk, now())
    return _page(request, scene, verb, form, status=status_of(form))


@for_staff
@require_GET
def printed(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """``/mot-cua/ho-so/<id>/mau/<số>.pdf``: one of the forms of D.3, numbered as in 2025."""
    scene = Scene.load(actor_of(request), pk, now())
    content = prints.form_pdf(scene.dossier, number, at=scene.at)
    response = HttpResponse(content, content_type="application/pdf")
    name = prints.file_name(scene.dossier, number)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _demand(scene: Scene, verb: Verb) -> None:
    """:raises NotAllowed: not for this person, or not now"""
    if scene.abilities.get(verb.ability):
        return
    demand(scene.actor, f"{ROOM}.{verb.ability}")
    raise NotAllowed(
        f"Hồ sơ đang ở trạng thái “{scene.dossier.get_state_display()}” hoặc do người khác thụ lý "
        f"nên không thực hiện được việc “{verb.label}”. Hãy quay lại hồ sơ để xem các việc có thể làm."
    )


def _page(
    request: HttpRequest, scene: Scene, verb: Verb | None, form: forms.Form | None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "scene": scene,
        "dossier": scene.dossier,
        "verb": verb,
        "form": form,
        "buttons": buttons(scene, without=verb.slug if verb else ""),
        "stale": status == 409,
        "papers": prints.available(scene.dossier),
        "charges": charges_of(Subject(DOSSIER_KIND, scene.dossier.pk)),
        "crumbs": [
            ("Trang chủ", "/"),
            ("Hồ sơ một cửa", reverse("dossiers:dossiers")),
            (scene.dossier.code, ""),
        ],
    }
    if form is not None and request.headers.get("HX-Request") == "true":
        return page(request, "dossiers/_verb.html", context, status=status)
    return page(request, "dossiers/dossier.html", context, status=status)

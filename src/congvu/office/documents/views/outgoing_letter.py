"""The page of one outgoing letter, its verbs, and its pages as pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import demand, permissions
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, is_htmx, page
from congvu.office.documents.queries import outgoing as queries
from congvu.office.documents.scenes.outgoing import OutScene
from congvu.office.documents.views.outgoing_verbs import VERBS, OutVerb, at_once, buttons

RELATIONS = (
    ("corrects", "Đính chính"), ("replaces", "Thay thế"), ("amends", "Sửa đổi, bổ sung"),
    ("recalls", "Thu hồi bằng văn bản"),
)  # fmt: skip


@for_staff
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-di/<id>/``."""
    scene = OutScene.load(actor_of(request), pk, now())
    verb = at_once(scene)
    return _page(request, scene, verb, verb.form(scene=scene) if verb else None)


@for_staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """``/van-ban-di/<id>/<việc>/``."""
    actor, verb = actor_of(request), VERBS.get(slug)
    if verb is None:
        raise NotFound
    scene = OutScene.load(actor, pk, now())
    if request.method != "POST":
        _demand(scene, verb)
        return _page(request, scene, verb, verb.form(scene=scene))
    form = verb.form(request.POST, request.FILES, scene=scene)
    if form.is_valid():
        following = scene.queue.following if request.POST.get("tiep") else ""
        with refusals(form) as attempt:
            verb.run(scene, form.cleaned_data)
        if attempt.ok:
            _tell(request, verb, actor_of(request), pk)
            return redirect(following or scene.href)
        for finding in attempt.refusal.data.get("findings", []) if attempt.refusal else []:
            form.add_error(None, finding["message"])
        scene = OutScene.load(actor, pk, now())
    return _page(request, scene, verb, form, status=status_of(form))


def _tell(request: HttpRequest, verb: OutVerb, actor: Any, pk: int) -> None:
    after = queries.visible_to(actor).filter(pk=pk).first()
    if after is not None and after.numbering_error:
        messages.warning(
            request,
            f"Đã giữ số {after.code}, nhưng chưa hoàn tất: {after.numbering_error} "
            "Hệ thống sẽ tự thử lại.",
        )
        return
    code = f" {after.code}." if after is not None and after.code else ""
    messages.success(request, f"{verb.done}{code}")


def _demand(scene: OutScene, verb: OutVerb) -> None:
    """:raises NotAllowed: not for this person, or not now"""
    if scene.abilities.get(verb.ability):
        return
    name = f"documents.outgoing.{verb.ability}"
    if name in permissions:
        demand(scene.actor, name)
    raise NotAllowed(
        f"Văn bản đang ở trạng thái “{scene.look['label']}” nên ông/bà không thực hiện được việc "
        f"“{verb.label}”. Hãy quay lại văn bản để xem các việc có thể làm."
    )


def _page(
    request: HttpRequest,
    scene: OutScene,
    verb: OutVerb | None,
    form: forms.Form | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "scene": scene,
        "letter": scene.letter,
        "today": scene.today,
        "verb": verb,
        "form": form,
        "buttons": buttons(scene, without=verb.slug if verb else ""),
        "relations": RELATIONS if scene.abilities["relate"] else (),
        "stale": status == 409,
    }
    if form is not None and is_htmx(request):
        return page(request, "documents/outgoing/_verb.html", context, status=status)
    context["crumbs"] = [
        ("Trang chủ", "/"),
        ("Văn bản đi", reverse("documents:outgoing")),
        (scene.letter.code or "Dự thảo", ""),
    ]
    return page(request, "documents/outgoing/letter.html", context, status=status)


@for_staff
@require_GET
def ways(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-di/<id>/noi-nhan/``: the story of every recipient; htmx asks for its own part."""
    scene = OutScene.load(actor_of(request), pk, now())
    on_letter = request.headers.get("HX-Target") == "noi-nhan"
    context = {
        "scene": scene,
        "letter": scene.letter,
        "crumbs": [
            ("Trang chủ", "/"), ("Văn bản đi", reverse("documents:outgoing")),
            (scene.letter.code or "Dự thảo", scene.href), ("Diễn biến từng nơi nhận", ""),
        ],
    }  # fmt: skip
    fragment = "_recipients" if on_letter else "_ways"
    return page(
        request, "documents/outgoing/ways.html", context,
        fragment=f"documents/outgoing/{fragment}.html",
    )  # fmt: skip


@for_staff
@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a letter written here, as it would print now."""
    found = queries.for_actor(actor_of(request), pk)
    pages = queries.pictures(found)
    if not 1 <= number <= len(pages):
        raise Http404
    response = HttpResponse(pages[number - 1], content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


@for_staff
@require_GET
def print_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a draft as it would print now."""
    actor = actor_of(request)
    found = queries.for_actor(actor, pk)
    response = HttpResponse(queries.preview(actor, pk), content_type="application/pdf")
    name = (found.code or f"du-thao-{pk}").replace("/", "-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response

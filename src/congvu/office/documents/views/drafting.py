"""Soạn thảo: the draft form with the page beside it."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.choices import Relation
from congvu.office.documents.forms.drafting import DraftForm, initial_of
from congvu.office.documents.models import Incoming, Outgoing, Recipient
from congvu.office.documents.queries import incoming, outgoing
from congvu.office.documents.scenes.outgoing import OutScene


class StartForm(forms.Form):
    """What another page asks the draft to begin with."""

    tra_loi = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    quan_he = forms.ChoiceField(choices=Relation.choices, required=False)
    cua = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@for_staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """``/van-ban-di/du-thao/moi/``; ``?tra-loi=`` answers an incoming letter."""
    actor, at = actor_of(request), now()
    demand(actor, "documents.outgoing.draft")
    answered, related, initial = _start(request, actor)
    if request.method != "POST":
        form = DraftForm(initial=initial, actor=actor, at=at)
        return _page(request, form, None, answered, related)
    form = DraftForm(request.POST, request.FILES, actor=actor, at=at)
    if form.is_valid():
        with refusals(form) as attempt:
            file, attachments = _files(actor, at, form)
            reply = form.cleaned_data["reply_to"]
            letter = actions.draft(
                actor=actor, at=at, fields=form.fields_given(), file=file,
                attachments=attachments, reply_to=[reply] if reply else [],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã lưu dự thảo.")
            return redirect("documents:outgoing_letter", letter.pk)
    return _page(request, form, None, answered, related, status=status_of(form))


@for_staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-di/<id>/sua/``."""
    actor, at = actor_of(request), now()
    scene = OutScene.load(actor, pk, at)
    if not scene.abilities["edit"]:
        demand(actor, "documents.outgoing.edit")
        raise NotAllowed("Dự thảo đã trình hoặc do người khác soạn nên ông/bà không sửa được.")
    if request.method != "POST":
        form = DraftForm(initial=initial_of(scene.letter), actor=actor, at=at)
        return _page(request, form, scene)
    form = DraftForm(request.POST, request.FILES, actor=actor, at=at)
    if form.is_valid():
        with refusals(form) as attempt:
            file, attachments = _files(actor, at, form)
            actions.edit(
                actor=actor, at=at, outgoing_id=pk, version=form.cleaned_data["version"] or 0,
                fields=form.fields_given(), file=file, attachments=attachments,
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(scene.href)
        scene = OutScene.load(actor, pk, at)
    return _page(request, form, scene, status=status_of(form))


def _start(
    request: HttpRequest, actor: Actor
) -> tuple[Incoming | None, Outgoing | None, dict[str, Any]]:
    given = request.GET or {"tra-loi": request.POST.get("reply_to", "")}
    asked = StartForm({name.replace("-", "_"): value for name, value in given.items()})
    if not asked.is_valid():
        return None, None, {}
    reply, relation, of = (asked.cleaned_data[name] for name in ("tra_loi", "quan_he", "cua"))
    initial: dict[str, Any] = {}
    answered = incoming.for_actor(actor, reply) if reply else None
    if answered is not None:
        initial = {
            "reply_to": answered.pk,
            "subject": f"trả lời {answered.code} của {answered.issuer_name}".strip(),
            "addressees": answered.issuer_name,
            "agencies": [str(answered.issuer_id)] if answered.issuer_id else [],
            "urgency": answered.urgency,
        }
    related = outgoing.for_actor(actor, of) if of and relation else None
    if related is not None:
        words = Relation(relation).label.lower()
        initial = initial_of(related) | {
            "relation": relation,
            "related_to_id": related.pk,
            "subject": f"{words} {related.code} {related.subject}"[:500],
            "body": related.body if relation in ("replaces", "corrects") else "",
        }
    return answered, related, initial


def _files(actor: Actor, at: datetime, form: DraftForm) -> tuple[Stored | None, list[Stored]]:
    """Take the uploads in, before any transaction."""
    asked = form.cleaned_data
    uploads = [(asked["draft_file"], Use.DRAFT)] if asked["draft_file"] else []
    uploads += [(upload, Use.ATTACHMENT) for upload in asked["attachments"]]
    stored = [
        actions.store_draft(actor=actor, at=at, stream=upload, name=upload.name, secrecy=0, use=use)
        for upload, use in uploads
    ]
    return (stored[0], stored[1:]) if asked["draft_file"] else (None, stored)


def _page(
    request: HttpRequest,
    form: DraftForm,
    scene: OutScene | None,
    answered: Incoming | None = None,
    related: Outgoing | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "scene": scene,
        "letter": scene.letter if scene else None,
        "answered": answered,
        "related": related,
        "crumbs": [
            ("Trang chủ", "/"),
            ("Văn bản đi", reverse("documents:outgoing")),
            ("Sửa dự thảo" if scene else "Soạn văn bản", ""),
        ],
    }
    return page(request, "documents/outgoing/draft.html", context, status=status)


@for_staff
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """The pages of what is typed so far, as pictures; nothing is stored."""
    actor, at = actor_of(request), now()
    demand(actor, "documents.outgoing.draft")
    form = DraftForm(request.POST, actor=actor, at=at)
    form.is_valid()
    asked = form.cleaned_data
    pages: list[str] = []
    why = "Chưa có nội dung để xem trước. Hãy chọn loại văn bản, ghi trích yếu và nội dung."
    if asked.get("kind") and asked.get("body"):
        try:
            drawn = outgoing.pictures_of_typed(
                actor, {name: asked.get(name) or "" for name in TYPED}, _typed_places(actor, at, form),
                at=at,
            )  # fmt: skip
            pages = [base64.b64encode(one).decode() for one in drawn]
        except DomainError as refusal:
            why = refusal.message
    return page(request, "documents/outgoing/_live.html", {"pages": pages, "why": why})


def _typed_places(actor: Actor, at: datetime, form: DraftForm) -> list[Recipient]:
    if form.errors:
        return []
    return actions.recipients(form.places(), agency_id=actor.agency_id or 0, day=local_date(at))


TYPED = (
    "kind", "subject", "addressees", "bases", "body", "time", "place", "agenda", "kept_at",
    "signer_post_id",
)  # fmt: skip

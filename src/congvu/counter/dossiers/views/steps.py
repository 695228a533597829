"""Việc một cửa của tôi, questions of other agencies, joint work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.errors import NoConsultation
from congvu.counter.dossiers.forms.stepping import AnswerForm, BatchForm
from congvu.counter.dossiers.models import DossierStep
from congvu.counter.dossiers.policies import READ, ROOM
from congvu.counter.dossiers.queries.joints import may_retry, parts_of
from congvu.counter.dossiers.queries.steps import asked_of, joints_of, my_steps, ways_on
from congvu.counter.procedures.queries import shapes_of

MOST = 100


@for_staff
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/viec-cua-toi/``: open steps by their dates; one move for those that are ticked."""
    actor, at = actor_of(request), now()
    demand(actor, READ)
    rows = list(my_steps(actor).select_related("dossier")[: MOST + 1])
    shapes = shapes_of(list({row.dossier.process_id or 0 for row in rows}))
    moves: dict[str, str] = {}
    shown = []
    for row in rows[:MOST]:
        shape = shapes.get(row.dossier.process_id or 0)
        ways = ways_on(actor, [row], shape) if shape else []
        for one in ways:
            moves.setdefault(one.key.partition(":")[2], one.label.partition(": ")[2])
        shown.append({"row": row, "late": _late(row, at), "ways": ways})
    form = BatchForm(
        request.POST if request.method == "POST" else None,
        steps=[(row.pk, row.dossier.code) for row in rows[:MOST]], moves=list(moves.items()),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        _many(request, form, {row.pk: row for row in rows}, at)
        return redirect("dossiers:my_steps")
    context = {
        "rows": shown, "more": len(rows) > MOST, "form": form, "asked": asked_of(actor)[:MOST],
        "joints": joints_of(actor)[:MOST], "answer": AnswerForm(), "now": at,
        "crumbs": [*_crumbs(), ("Việc của tôi", "")],
    }  # fmt: skip
    return page(request, "dossiers/steps/mine.html", context, status=status_of(form))


def _many(
    request: HttpRequest, form: BatchForm, rows: dict[int, DossierStep], at: datetime
) -> None:
    asked = form.cleaned_data
    items = [(rows[pk].dossier_id, rows[pk].code) for pk in asked["steps"]]
    codes = {rows[pk].dossier_id: rows[pk].dossier.code for pk in asked["steps"]}
    done = actions.take_steps(
        actor=actor_of(request), at=at, items=items, move=asked["move"], remark=asked["remark"]
    )
    refused = [one for one in done if one.refusal]
    if len(done) > len(refused):
        messages.success(request, f"Đã chuyển {len(done) - len(refused)} hồ sơ.")
    for one in refused:
        messages.error(request, f"{codes[one.dossier_id]}: {one.refusal}")


@for_staff
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """``/mot-cua/y-kien/<id>/``: the desk or a leader of the asked agency answers."""
    actor, at = actor_of(request), now()
    demand(actor, f"{ROOM}.answer")
    row = asked_of(actor).filter(pk=consultation_id).first()
    if row is None:
        raise NoConsultation
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.answer(
                actor=actor, at=at, consultation_id=row.pk, text=form.cleaned_data["text"]
            )
        if attempt.ok:
            messages.success(request, f"Đã gửi ý kiến về hồ sơ {row.dossier.code}.")
            return redirect("dossiers:my_steps")
    context = {
        "one": row, "form": form, "now": at,
        "crumbs": [*_crumbs(), ("Việc của tôi", reverse("dossiers:my_steps")), ("Ý kiến", "")],
    }  # fmt: skip
    return page(request, "dossiers/steps/answer.html", context, status=status_of(form))


@for_staff
@require_POST
def retry(request: HttpRequest, joint_id: int) -> HttpResponse:
    """``/mot-cua/lien-thong/<id>/chuyen-lai/``."""
    actions.retry_joint(actor=actor_of(request), at=now(), joint_id=joint_id)
    messages.success(request, "Đã đưa vào hàng chờ gửi lại.")
    return redirect("dossiers:transit")


@for_staff
@require_POST
def retry_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """``/mot-cua/lien-thong/nhan/<id>/gui-lai/``: how our dossier stands, said once more."""
    actions.retry_link(actor=actor_of(request), at=now(), link_id=link_id)
    messages.success(request, "Đã đưa vào hàng chờ gửi lại.")
    return redirect("dossiers:transit")


@for_staff
@require_GET
def transit(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/lien-thong/``: joint work under way, with its owner, age and last error."""
    actor, at = actor_of(request), now()
    demand(actor, READ)
    context = {
        "parts": parts_of(actor, at), "may_retry": may_retry(actor),
        "crumbs": [*_crumbs(), ("Liên thông", "")],
    }  # fmt: skip
    return page(request, "dossiers/steps/transit.html", context)


def _late(row: DossierStep, at: datetime) -> bool:
    return row.due_at is not None and at > row.due_at


def _crumbs() -> list[tuple[str, Any]]:
    return [("Trang chủ", "/"), ("Hồ sơ một cửa", reverse("dossiers:dossiers"))]

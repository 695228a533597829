"""What staff see of the citizen's side: answers, words, links, ratings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.schema_form import draw_paper
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers.choices import DOSSIER_KIND, State
from congvu.counter.dossiers.queries import for_actor
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.after import path_of
from congvu.counter.filing.choices import Purpose
from congvu.counter.filing.forms import LinkForm, MessageForm, RemedyForm
from congvu.counter.filing.policies import closes_remedies
from congvu.counter.filing.sources import FormSources
from congvu.counter.procedures.queries import schema_of


@for_staff
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """``/mot-cua/trao-doi/<số>/``: what was filled in, words with the citizen, links."""
    actor = actor_of(request)
    dossier = for_actor(actor, pk)
    submission = queries.submission_of(pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.write_message(
                actor=actor, at=now(), dossier_id=pk, text=form.cleaned_data["text"]
            )
        if attempt.ok:
            messages.success(request, "Đã gửi cho người nộp.")
            return redirect("filing:talk", pk)
    filled = submission.form if submission else None
    sheet = (
        draw_paper(
            schema_of(filled), dossier.answers, on=local_date(dossier.filed_at),
            sources=FormSources(),
        )
        if filled
        else ""
    )  # fmt: skip
    subject = Subject(DOSSIER_KIND, pk)
    issues = permits(actor, "filing.link.issue")
    context = {
        "dossier": dossier, "submission": submission, "sheet": sheet, "form": form,
        "messages_": queries.messages_of(pk), "files": files_of([subject])[subject],
        "links": [(row, request.build_absolute_uri(path_of(row)) if issues else "")
                  for row in queries.links_of(pk)],
        "may_link": issues, "may_supply": dossier.state == State.SUPPLEMENT,
        "link_form": LinkForm(), "at": now(),
        "crumbs": [("Trang chủ", "/"), (dossier.code, f"/mot-cua/ho-so/{pk}/"), ("Người nộp", "")],
    }  # fmt: skip
    return page(request, "filing/talk.html", context, status=status_of(form))


@for_staff
@require_http_methods(["POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    form = LinkForm(request.POST)
    try:
        actions.issue_link(
            actor=actor_of(request), at=now(), dossier_id=pk, purpose=Purpose.SUPPLEMENT,
            days=form.cleaned_data["days"] if form.is_valid() else 0,
        )  # fmt: skip
        messages.success(request, "Đã cấp đường dẫn tải bổ sung; đường dẫn cũ đã hết hiệu lực.")
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.message)
    return redirect("filing:talk", pk)


@for_staff
@require_http_methods(["POST"])
def revoke(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    actions.revoke_link(actor=actor_of(request), at=now(), link_id=link_id)
    messages.success(request, "Đã thu hồi đường dẫn.")
    return redirect("filing:talk", pk)


@for_staff
@require_http_methods(["GET", "POST"])
def ratings(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/danh-gia/``: ratings of the agency, and what bad ones ask for."""
    actor = actor_of(request)
    rows = list(queries.ratings_for(actor)[:100])
    form = RemedyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.close_remedy(
                actor=actor, at=now(), remedy_id=form.cleaned_data["remedy"],
                text=form.cleaned_data["text"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã ghi việc đã làm.")
            return redirect("filing:ratings")
    context = {
        "rows": rows, "remedies": list(queries.remedies_for(actor)[:100]), "form": form,
        "may_close": closes_remedies(actor),
        "crumbs": [("Trang chủ", "/"), ("Đánh giá của người dân", "")],
    }  # fmt: skip
    return page(request, "filing/ratings.html", context, status=status_of(form))

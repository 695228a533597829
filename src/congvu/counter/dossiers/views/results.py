"""The register of results with what waits for signature or seal, templates, and the page that
verifies a result for anybody who holds it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions.drafting import FACTS
from congvu.counter.dossiers.forms.results import LayForm, ResultSpan, SealManyForm, TemplateForm
from congvu.counter.dossiers.models import ResultTemplate
from congvu.counter.dossiers.policies import READ, ROOM
from congvu.counter.procedures.queries import procedure as procedure_of
from congvu.office.signing.queries import seal_keys

MOST = 100
HOME = ("Trang chủ", "/")


@never_cache
@sensitive_post_parameters("pin_code")
@for_staff
@require_http_methods(["GET", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/so-ket-qua/``: this year's numbers; leaders sign, the desk seals what waits."""
    actor, today = actor_of(request), local_date(now())
    demand(actor, READ)
    batch = _batch(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and batch is not None and batch.is_valid():
        with refusals(batch) as attempt:
            answer = (
                _sealed(request, actor, batch)
                if isinstance(batch, SealManyForm)
                else _laid(actor, batch)
            )
        if attempt.ok:
            return answer
    span = ResultSpan(request.GET)
    first, last = _span(span, today)
    seals = isinstance(batch, SealManyForm)
    context = {
        "form": span, "batch": batch, "waiting": batch is not None,
        "waiting_title": "Chờ cấp số, đóng dấu số" if seals else "Chờ lãnh đạo ký số",
        "waiting_button": "Cấp số, đóng dấu số" if seals else "Đưa vào lô ký số",
        "rows": queries.register_entries(actor, first, last)[:1000] if span.is_valid() else [],
        "may_template": permits(actor, f"{ROOM}.keep_template"),
        "crumbs": [HOME, ("Hồ sơ một cửa", reverse("dossiers:dossiers")), ("Sổ kết quả", "")],
    }  # fmt: skip
    status = status_of(batch) if batch is not None else 200
    return page(request, "dossiers/results/register.html", context, status=status)


def _batch(actor: Actor, data: Any) -> LayForm | None:
    """What waits for this person: the leader's signature, or the seal that the desk keeps."""
    if permits(actor, f"{ROOM}.lay_results"):
        found = list(queries.results_to_sign(actor)[:MOST])
        return LayForm(data, results=found) if found else None
    keys = seal_keys(actor) if permits(actor, f"{ROOM}.seal_result") else []
    found = list(queries.results_to_seal(actor)[:MOST]) if keys else []
    return SealManyForm(data, results=found, keys=keys) if found else None


def _laid(actor: Actor, form: LayForm) -> HttpResponse:
    made = actions.lay_results(actor=actor, at=now(), dossier_ids=form.cleaned_data["dossiers"])
    return redirect("signing:request", made.pk)


def _sealed(request: HttpRequest, actor: Actor, form: SealManyForm) -> HttpResponse:
    asked = form.cleaned_data
    done = actions.seal_results(
        actor=actor, at=now(), dossier_ids=asked["dossiers"], key_id=asked["key_id"],
        pin=asked["pin_code"],
    )  # fmt: skip
    good = [one.code for one in done if not one.refusal]
    if good:
        messages.success(request, f"Đã đóng dấu số {len(good)} kết quả: {', '.join(good)}.")
    for refusal in dict.fromkeys(one.refusal for one in done if one.refusal):
        messages.error(request, refusal)
    return redirect("dossiers:results")


def _span(form: ResultSpan, today: date) -> tuple[date, date]:
    asked = form.cleaned_data if form.is_valid() else {}
    last = asked.get("den") or today
    first = asked.get("tu") or date(last.year, 1, 1)
    return first, min(last, first + timedelta(days=366))


@for_staff
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/mau-ket-qua/``; ``?thu-tuc=<mã>`` opens the one of a procedure."""
    actor = actor_of(request)
    demand(actor, f"{ROOM}.keep_template")
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=_kept(request))
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.keep_template(actor=actor, at=now(), **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã lưu mẫu kết quả.")
            return redirect("dossiers:result_template")
    rows = ResultTemplate.objects.filter(agency=actor.agency_id).select_related("procedure")
    context = {
        "form": form, "rows": rows.order_by("procedure__code")[:500],
        "words": [f"{{{name}}}" for name in FACTS],
        "crumbs": [HOME, ("Sổ kết quả", reverse("dossiers:results")), ("Mẫu kết quả", "")],
    }  # fmt: skip
    return page(request, "dossiers/results/template.html", context, status=status_of(form))


def _kept(request: HttpRequest) -> dict[str, str]:
    """The template to begin with: the one asked for, else the general one."""
    code = request.GET.get("thu-tuc", "")[:60]
    rows = ResultTemplate.objects.filter(agency=actor_of(request).agency_id)
    row = None
    if code and "\x00" not in code:
        row = rows.filter(procedure=procedure_of(code)).first()
    elif not code:
        row = rows.filter(procedure__isnull=True).first()
    found = row or actions.GENERAL
    return {
        "procedure_code": code, "heading": found.heading, "notation": found.notation,
        "body": found.body,
    }  # fmt: skip


@never_cache
@require_GET
def verified(request: HttpRequest, key: str) -> HttpResponse:
    """``/ket-qua/<khóa>/``: where the QR of a result leads, for anybody."""
    try:
        found, refusal, status = queries.verified(key), "", 200
    except NotFound as absent:
        found, refusal, status = None, absent.message, 404
    context = {"found": found, "refusal": refusal}
    return page(request, "dossiers/results/verified.html", context, status=status)

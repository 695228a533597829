"""Pages “Xác minh văn bản”: upload and read the report, a record, its print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.files.queries import get as file_for
from congvu.core.files.queries import open_content
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.signing import actions, queries
from congvu.office.signing.choices import EvidenceKind, Finding
from congvu.office.signing.models import ValidationRecord
from congvu.office.signing.pages.forms import VerifyForm, upload_bytes
from congvu.office.signing.pages.verification import TONES, cards_of

SHOWN = 20
"""Earlier uploads listed on the page."""
FORMS = {
    EvidenceKind.CRL: ("application/pkix-crl", "crl"),
    EvidenceKind.OCSP: ("application/ocsp-response", "ors"),
}
"""Media type and ending of a file (RFC 2585, RFC 6960)."""


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """``/xac-minh/``: any officer uploads a PDF file and reads the report."""
    actor = actor_of(request)
    demand(actor, "signing.validation.keep")
    posted = request.method == "POST"
    form = VerifyForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        with refusals(form) as attempt:
            name, pdf = upload_bytes(form, "document")
            record = actions.check(actor=actor, at=now(), name=name, pdf=pdf)
        if attempt.ok:
            return redirect("signing:validation", record.pk)
    rows = queries.validation.made_by(actor)[:SHOWN]
    context = {"form": form, "rows": rows, "tones": TONES, "crumbs": _crumbs("")}
    return page(request, "signing/verify.html", context, status=status_of(form))


@for_staff
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """``/xac-minh/<pk>/``: the facts of every signature."""
    row = queries.validation.record_for(actor_of(request), pk)
    return page(request, "signing/validation.html", _shown(row) | {"crumbs": _crumbs(row.name)})


@for_staff
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """``/xac-minh/<pk>/in/``: the same on paper."""
    row = queries.validation.record_for(actor_of(request), pk)
    return page(request, "signing/validation_print.html", _shown(row))


@for_staff
@require_GET
def evidence(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """``/xac-minh/<pk>/bang-chung/<position>/``: a list or an answer, as it was fetched."""
    found = queries.validation.evidence_for(actor_of(request), pk, position)
    content_type, ending = FORMS[EvidenceKind(found.kind)]
    with open_content(found.blob) as stream:
        response = HttpResponse(stream.read(), content_type=content_type)
    name = f"bang-chung-{pk}-{position}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_staff
@require_POST
def of_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """``/xac-minh/tep/<file_id>/``: verify a kept file now."""
    actor = actor_of(request)
    file = file_for(actor=actor, file_id=file_id)
    row = actions.validate(actor=actor, at=now(), file=file)
    return redirect("signing:validation", row.pk)


def _shown(row: ValidationRecord) -> dict[str, Any]:
    return {
        "record": row,
        "tone": TONES[Finding(row.verdict)],
        "cards": cards_of(row),
        "evidence": queries.validation.evidence_of(row),
        "facts": [
            ("Tệp", row.name),
            ("SHA-256", row.sha256),
            ("Số chữ ký", str(row.signatures)),
            ("Người xác minh", "" if row.user is None else row.user.get_full_name()),
            ("Cơ quan", "" if row.agency is None else row.agency.name),
        ],
    }


def _crumbs(last: str) -> list[tuple[str, str]]:
    crumbs = [("Trang chủ", "/"), ("Xác minh văn bản", reverse("signing:verify") if last else "")]
    return [*crumbs, (last, "")] if last else crumbs

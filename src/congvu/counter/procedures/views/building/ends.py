"""What becomes of a version: published, continued, copied, withdrawn, discarded, exported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import now
from congvu.core.organisation.policies import demand
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.builderforms import CopyForm, PublishFormForm, ReasonForm
from congvu.counter.procedures.models import FormVersion
from congvu.counter.procedures.views.building.web import draft_of, form_page, sent, version_of
from congvu.counter.procedures.views.web import actor_of, staff
from congvu.office.signing.errors import SignatureRefused


@staff("GET", "POST")
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    demand(actor_of(request), "procedures.form.publish")
    row = draft_of(request, version_id)

    def act(given: dict[str, Any]) -> FormVersion:
        return actions.publish_form(actor=actor_of(request), at=now(), version_id=row.pk, **given)

    return form_page(
        request, PublishFormForm(sent(request)), act, title="Công bố biểu mẫu", button="Công bố",
        done="Đã công bố biểu mẫu.", row=row,
    )  # fmt: skip


@staff("GET", "POST")
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    demand(actor_of(request), "procedures.form.withdraw")
    row = version_of(request, version_id)

    def act(given: dict[str, Any]) -> FormVersion:
        return actions.withdraw_form(actor=actor_of(request), at=now(), version_id=row.pk, **given)

    return form_page(
        request, ReasonForm(sent(request)), act, title="Rút biểu mẫu", button="Rút biểu mẫu",
        done="Đã rút biểu mẫu; hồ sơ đã nộp giữ nguyên.", row=row,
    )  # fmt: skip


@staff("GET", "POST")
def copy(request: HttpRequest, version_id: int) -> HttpResponse:
    demand(actor_of(request), "procedures.form.copy")
    row = version_of(request, version_id)

    def act(given: dict[str, Any]) -> FormVersion:
        return actions.copy_form(actor=actor_of(request), at=now(), version_id=row.pk, **given)

    return form_page(
        request, CopyForm(sent(request)), act, title="Chép thành biểu mẫu khác", button="Chép",
        done="Đã chép thành biểu mẫu mới.", row=row,
    )  # fmt: skip


@staff("POST")
def continue_(request: HttpRequest, form_key: str) -> HttpResponse:
    """The draft of the next version, begun from the newest when there is none."""
    row = queries.form_definition(actor_of(request), form_key)
    made = actions.draft_form(actor=actor_of(request), at=now(), form_id=row.pk)
    return redirect("procedures:build", version_id=made.pk)


@staff("POST")
def discard(request: HttpRequest, version_id: int) -> HttpResponse:
    row = version_of(request, version_id)
    actions.discard_form(actor=actor_of(request), at=now(), version_id=row.pk)
    messages.success(request, "Đã bỏ dự thảo biểu mẫu.")
    return redirect("procedures:form", form_key=row.form.key)


@staff("GET")
def export(request: HttpRequest, version_id: int) -> HttpResponse:
    """The package, signed with the key of the caller's agency where it has one."""
    actor = actor_of(request)
    row = version_of(request, version_id)
    signer = actor.agency_id
    try:
        package = queries.export_form(actor, row, agency_id=signer)
    except SignatureRefused:
        signer = None
        package = queries.export_form(actor, row, agency_id=None)
    name = f"{row.form.key}-{row.number}{'' if signer else '-chua-ky'}.zip"
    response = HttpResponse(package, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Writing versions by hand, publishing them, ending procedures: for the keepers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.policies import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.choices import VersionState
from congvu.counter.procedures.forms import (
    NewRecordForm,
    PublishForm,
    RecordForm,
    WithdrawForm,
)
from congvu.counter.procedures.imports.texts import edited, texts_of
from congvu.counter.procedures.models import ProcedureVersion
from congvu.counter.procedures.records import Record
from congvu.counter.procedures.views.staff import LIST
from congvu.counter.procedures.views.web import HOME, actor_of, staff


@staff("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    demand(actor_of(request), "procedures.version.draft")
    form = NewRecordForm(_sent(request))

    def act(given: dict[str, Any]) -> str:
        return _draft(request, given["code"], Record("", ""), given)

    return _form_page(request, form, act, title="Thêm thủ tục", done="Đã lưu dự thảo.")


@staff("GET", "POST")
def edit(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """The draft, or the next version begun from the newest."""
    demand(actor_of(request), "procedures.version.draft")
    draft = _draft_of(procedure_code)
    base = draft or _newest(procedure_code)
    record = queries.record_of(base)
    initial = texts_of(record) | {
        "field": base.field_id, "version": draft.version if draft else None,
    }  # fmt: skip
    form = RecordForm(_sent(request), initial=initial)

    def act(given: dict[str, Any]) -> str:
        return _draft(request, procedure_code, record, given)

    return _form_page(
        request, form, act, title="Soạn phiên bản mới", done="Đã lưu dự thảo.", code=procedure_code
    )


@staff("GET", "POST")
def publish(request: HttpRequest, procedure_code: str) -> HttpResponse:
    demand(actor_of(request), "procedures.version.publish")
    draft = _demand_draft(procedure_code)

    def act(given: dict[str, Any]) -> str:
        actions.publish_version(
            actor=actor_of(request), version_id=draft.pk, at=now(), version=draft.version, **given
        )
        return draft.procedure.code

    return _form_page(
        request, PublishForm(_sent(request)), act, title="Công bố phiên bản", button="Công bố",
        done="Đã công bố phiên bản mới.", code=procedure_code,
    )  # fmt: skip


@staff("GET", "POST")
def withdraw(request: HttpRequest, procedure_code: str) -> HttpResponse:
    demand(actor_of(request), "procedures.procedure.withdraw")
    row = queries.procedure(procedure_code)

    def act(given: dict[str, Any]) -> str:
        actions.withdraw_procedure(actor=actor_of(request), code=row.code, at=now(), **given)
        return row.code

    return _form_page(
        request, WithdrawForm(_sent(request)), act, title="Bãi bỏ thủ tục", button="Bãi bỏ",
        done="Đã bãi bỏ thủ tục; các dịch vụ công của thủ tục kết thúc cùng ngày.",
        code=row.code,
    )  # fmt: skip


@staff("POST")
def discard(request: HttpRequest, procedure_code: str) -> HttpResponse:
    demand(actor_of(request), "procedures.version.discard")
    draft = _demand_draft(procedure_code)
    actions.discard_draft(actor=actor_of(request), version_id=draft.pk, at=now())
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect(LIST[1])


def _draft(request: HttpRequest, code: str, record: Record, given: dict[str, Any]) -> str:
    made = actions.draft_version(
        actor=actor_of(request), code=code, record=edited(record, given, given["field"].code),
        version=given["version"], at=now(),
    )  # fmt: skip
    return made.procedure.code


def _draft_of(code: str) -> ProcedureVersion | None:
    rows = queries.versions_of(queries.procedure(code).pk).filter(state=VersionState.DRAFT)
    return rows.select_related("procedure", "field").first()


def _demand_draft(code: str) -> ProcedureVersion:
    found = _draft_of(code)
    if found is None:
        raise NotFound("Thủ tục này không có dự thảo. Hãy soạn phiên bản mới trước.")
    return found


def _newest(code: str) -> ProcedureVersion:
    rows = queries.versions_of(queries.procedure(code).pk).filter(state=VersionState.PUBLISHED)
    found = rows.select_related("procedure", "field").first()
    if found is None:
        raise NotFound("Thủ tục này chưa có phiên bản nào để soạn tiếp.")
    return found


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], str], *, title: str,
    done: str, button: str = "Lưu dự thảo", code: str = "",
) -> HttpResponse:  # fmt: skip
    back = reverse("procedures:staff", args=[code]) if code else LIST[1]
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            code = act(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect("procedures:staff", procedure_code=code)
    crumbs = [HOME, LIST, *([(code, back)] if code else []), (title, "")]
    context = {"form": form, "title": title, "button": button, "back": back, "crumbs": crumbs}
    return page(request, "procedures/form.html", context, status=status_of(form))

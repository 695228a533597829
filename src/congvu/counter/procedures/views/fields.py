"""``/danh-muc-thu-tuc/linh-vuc/``: fields, their names by date, and their end."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, policies, queries
from congvu.counter.procedures.forms import CloseFieldForm, FieldForm, RenameFieldForm
from congvu.counter.procedures.models import Field
from congvu.counter.procedures.views.staff import LIST
from congvu.counter.procedures.views.web import HOME, actor_of, staff

FIELDS = ("Lĩnh vực", "/danh-muc-thu-tuc/linh-vuc/")


@staff("GET", "POST")
def fields(request: HttpRequest) -> HttpResponse:
    """The list, and the form that adds one."""
    actor, day = actor_of(request), queries.today()
    sent = request.POST if request.method == "POST" else None
    form = FieldForm(sent)
    if sent is not None:
        demand(actor, "procedures.field.save")
    if sent is not None and form.is_valid():
        with refusals(form) as attempt:
            actions.save_field(actor=actor, at=now(), new=True, **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã thêm lĩnh vực.")
            return redirect(FIELDS[1])
    context = {
        "form": form, "rows": queries.fields_with_counts(day), "day": day,
        "may_keep": policies.is_keeper(actor), "crumbs": [HOME, LIST, (FIELDS[0], "")],
    }  # fmt: skip
    return page(request, "procedures/fields.html", context, status=status_of(form))


@staff("GET")
def field(request: HttpRequest, field_id: int) -> HttpResponse:
    found = queries.field_by_id(field_id)
    return _shown(request, found, RenameFieldForm(initial={"version": found.version}),
                  CloseFieldForm(initial={"version": found.version}))  # fmt: skip


@staff("POST")
def rename(request: HttpRequest, field_id: int) -> HttpResponse:
    demand(actor_of(request), "procedures.field.rename")
    found, form = queries.field_by_id(field_id), RenameFieldForm(request.POST)
    if form.is_valid():
        with refusals(form) as attempt:
            actions.rename_field(
                actor=actor_of(request), field_id=field_id, at=now(), **form.cleaned_data
            )
        if attempt.ok:
            messages.success(request, "Đã ghi tên mới của lĩnh vực.")
            return redirect("procedures:field", field_id=field_id)
    return _shown(request, found, form, CloseFieldForm(initial={"version": found.version}))


@staff("POST")
def close(request: HttpRequest, field_id: int) -> HttpResponse:
    demand(actor_of(request), "procedures.field.close")
    found, form = queries.field_by_id(field_id), CloseFieldForm(request.POST)
    if form.is_valid():
        with refusals(form) as attempt:
            actions.close_field(
                actor=actor_of(request), field_id=field_id, at=now(), **form.cleaned_data
            )
        if attempt.ok:
            messages.success(request, "Đã ghi ngày cuối của lĩnh vực.")
            return redirect("procedures:field", field_id=field_id)
    return _shown(request, found, RenameFieldForm(initial={"version": found.version}), form)


def _shown(
    request: HttpRequest, found: Field, renaming: django_forms.Form, closing: django_forms.Form
) -> HttpResponse:
    context = {
        "field": found, "renaming": renaming, "closing": closing,
        "renames": queries.renames_of(found), "may_keep": policies.is_keeper(actor_of(request)),
        "facts": [
            ("Mã lĩnh vực", found.code),
            ("Dùng từ ngày", f"{found.valid_from:%d/%m/%Y}" if found.valid_from else ""),
            ("Đến hết ngày", f"{found.valid_to:%d/%m/%Y}" if found.valid_to else "còn dùng"),
        ],
        "crumbs": [HOME, LIST, FIELDS, (found.code, "")],
    }  # fmt: skip
    status = max(status_of(renaming), status_of(closing))
    return page(request, "procedures/field.html", context, status=status)

"""``/bieu-mau/ban/<id>/``: one version, and building it by clicking while it is a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.schema.form import Field, Section, read_form
from congvu.core.organisation.policies import demand
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.builder import changes
from congvu.counter.procedures.builder.outline import outline
from congvu.counter.procedures.builderforms import FieldForm, HeadForm, SectionForm
from congvu.counter.procedures.choices import FormState
from congvu.counter.procedures.models import FormVersion
from congvu.counter.procedures.partforms import PartForm
from congvu.counter.procedures.views.building.web import (
    TONES,
    crumbs,
    draft_of,
    sent,
    version_of,
)
from congvu.counter.procedures.views.web import HOME, actor_of, staff

VERSION = "ban"
"""Hidden box: the version of the row that the page was drawn from."""


@staff("GET")
def build(request: HttpRequest, version_id: int) -> HttpResponse:
    return _built(request, version_of(request, version_id))


def _built(
    request: HttpRequest, row: FormVersion, section: SectionForm | None = None,
    field: FieldForm | None = None,
) -> HttpResponse:  # fmt: skip
    form = queries.schema_of(row)
    is_draft = row.state == FormState.DRAFT
    section = section or SectionForm(None)
    field = field or FieldForm(None, form=form, into=request.GET.get("vao", "")[:90])
    context = {
        "row": row, "form": form, "outline": outline(form), "is_draft": is_draft,
        "tone": TONES[row.state],
        "faults": actions.publication_flaws(row) if is_draft else [],
        "section_form": section, "field_form": field,
        "crumbs": [HOME, *crumbs(row, "")[1:-2], (f"Phiên bản {row.number}", "")],
    }  # fmt: skip
    return page(request, "procedures/build.html", context, status=status_of(section, field))


@staff("POST")
def add_section(request: HttpRequest, version_id: int) -> HttpResponse:
    row = draft_of(request, version_id)
    form = SectionForm(request.POST)
    if form.is_valid():
        with refusals(form) as attempt:
            document = changes.add_section(row.document, form.cleaned_data["title"])
            _keep(request, row, document)
        if attempt.ok:
            messages.success(request, "Đã thêm phần.")
            return _back(row, ":" + document["sections"][-1]["key"])
    return _built(request, row, section=form)


@staff("POST")
def add_field(request: HttpRequest, version_id: int) -> HttpResponse:
    """A field into a section or a column into a table; its own page comes next."""
    row = draft_of(request, version_id)
    form = FieldForm(request.POST, form=queries.schema_of(row))
    if form.is_valid():
        given = form.cleaned_data
        with refusals(form) as attempt:
            document, path = changes.add_field(
                row.document, given["into"], given["kind"], given["text"]
            )
            _keep(request, row, document)
        if attempt.ok:
            messages.success(request, f"Đã thêm trường “{given['text']}”.")
            return redirect(f"{reverse('procedures:part', args=[row.pk])}?o={path}")
    return _built(request, row, field=form)


@staff("POST")
def step(request: HttpRequest, version_id: int) -> HttpResponse:
    """Up, down, away: the buttons beside each part."""
    row = draft_of(request, version_id)
    verb, _, path = request.POST.get("viec", "").partition(" ")
    if verb not in changes.STEPS:
        raise NotFound()
    _keep(request, row, changes.STEPS[verb](row.document, path))
    return _back(row, path if verb != "xoa" else "")


@staff("GET", "POST")
def head(request: HttpRequest, version_id: int) -> HttpResponse:
    row = draft_of(request, version_id)
    form = HeadForm(sent(request), initial={name: row.document.get(name, "") for name in ("title", "intro")})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            given = form.cleaned_data
            document = {**row.document, "title": given["title"], "intro": given["intro"]}
            _keep(request, row, {name: one for name, one in document.items() if one != ""})
        if attempt.ok:
            messages.success(request, "Đã lưu.")
            return _back(row, "")
    title = "Tên và lời dẫn"
    context = {"form": form, "row": row, "title": title, "crumbs": crumbs(row, title)}
    return page(request, "procedures/build_head.html", context, status=status_of(form))


@staff("GET", "POST")
def part(request: HttpRequest, version_id: int) -> HttpResponse:
    """A section, a field or a column with everything that can be set on it."""
    row = draft_of(request, version_id)
    form = queries.schema_of(row)
    path = request.GET.get("o", "")[:90]
    found, table = _part(row, path)
    box = PartForm(sent(request), form=form, part=found, table=table)
    if request.method == "POST" and box.is_valid():
        with refusals(box) as attempt:
            _keep(request, row, changes.replace(row.document, path, box.values))
        if attempt.ok:
            messages.success(request, "Đã lưu.")
            return _back(row, path)
    title = box["label"].initial or "Trường"
    context = {
        "row": row, "form": box, "groups": list(box.groups()), "title": title,
        "kind": found.type.title if isinstance(found, Field) else "Phần",
        "stands": request.POST.get(VERSION, row.version), "crumbs": crumbs(row, title),
    }  # fmt: skip
    return page(request, "procedures/build_part.html", context, status=status_of(box))


def _part(row: FormVersion, path: str) -> tuple[Field | Section, str]:
    """What stands at a path, and the table it is a column of.

    :raises NotFound: nothing does
    """
    changes.find(row.document, path)
    form = read_form(row.document)
    if path.startswith(":"):
        return next(one for one in form.sections if one.key == path[1:]), ""
    table, _, column = path.partition(".")
    if not column:
        return form.fields[table], ""
    return next(one for one in form.fields[table].columns if one.key == column), table


def _keep(request: HttpRequest, row: FormVersion, document: dict[str, Any]) -> None:
    demand(actor_of(request), "procedures.form.edit")
    seen = request.POST.get(VERSION, "")
    if not seen.isdecimal() or len(seen) > 9:
        raise Stale(version=row.version)
    actions.edit_form(
        actor=actor_of(request), at=now(), version_id=row.pk, version=int(seen), document=document
    )


def _back(row: FormVersion, path: str) -> HttpResponse:
    anchor = "#o-" + path.replace(":", "phan-").replace(".", "-") if path else ""
    return redirect(reverse("procedures:build", args=[row.pk]) + anchor)

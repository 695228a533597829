"""``/bieu-mau/``: the forms, one form with its versions, new ones and packages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.organisation.policies import demand
from congvu.core.ui.forms import SafeCharField
from congvu.core.ui.listing import Column, FilterForm, Listing
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.builder.differences import differences
from congvu.counter.procedures.builderforms import NewForm, PackageForm
from congvu.counter.procedures.models import FormDefinition, FormVersion
from congvu.counter.procedures.views.building.web import LIST, TONES, form_page, sent
from congvu.counter.procedures.views.web import HOME, actor_of, staff


class FormsFilter(FilterForm):
    q = SafeCharField(label="Tên, mã biểu mẫu hoặc mã thủ tục")


def _apply(rows: QuerySet[FormDefinition], cleaned: dict[str, Any]) -> QuerySet[FormDefinition]:
    q = cleaned["q"]
    if not q:
        return rows
    return rows.filter(Q(title__icontains=q) | Q(key__icontains=q) | Q(procedure__code=q))


LISTING: Listing[FormDefinition] = Listing(
    name="procedures.forms", label="Biểu mẫu điện tử", noun="biểu mẫu", default="ma",
    filter_form=FormsFilter, apply=_apply,
    columns=(
        Column("ten", "Tên biểu mẫu", "title", css="main"),
        Column("ma", "Mã", "key", css="nowrap"),
        Column("thu-tuc", "Thủ tục", css="nowrap"),
        Column("phien-ban", "Phiên bản", css="wide"),
    ),
)  # fmt: skip


@staff("GET")
def listing(request: HttpRequest) -> HttpResponse:
    rows = queries.form_definitions(actor_of(request))
    context = {"page": LISTING.page(request, rows), "crumbs": [HOME, (LIST[0], "")]}
    return page(request, "procedures/forms.html", context)


@staff("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    demand(actor_of(request), "procedures.form.create")

    def act(given: dict[str, Any]) -> FormVersion:
        return actions.create_form(
            actor=actor_of(request), at=now(), key=given["key"], title=given["title"],
            procedure_id=given["procedure"],
        )  # fmt: skip

    return form_page(
        request, NewForm(sent(request)), act, title="Lập biểu mẫu", button="Lập biểu mẫu",
        done="Đã lập biểu mẫu. Hãy thêm các phần và trường.",
    )  # fmt: skip


@staff("GET", "POST")
def bring_in(request: HttpRequest) -> HttpResponse:
    demand(actor_of(request), "procedures.form.import")
    files = request.FILES if request.method == "POST" else None

    def act(given: dict[str, Any]) -> FormVersion:
        return actions.import_form(
            actor=actor_of(request), at=now(), package=given["package"].read(),
            untrusted=given["untrusted"],
        )  # fmt: skip

    return form_page(
        request, PackageForm(sent(request), files), act, title="Nhập gói biểu mẫu",
        button="Nhập gói", done="Đã nhập gói thành dự thảo; hồ sơ mẫu trong gói đều đúng.",
    )  # fmt: skip


@staff("GET")
def form(request: HttpRequest, form_key: str) -> HttpResponse:
    """All versions of a form, each with what it changed."""
    row = queries.form_definition(actor_of(request), form_key)
    versions = list(row.versions.all())
    context = {
        "form": row,
        "versions": [(one, TONES[one.state], _changes(one, versions)) for one in versions],
        "has_draft": any(one.state == "draft" for one in versions),
        "latest": versions[0] if versions else None,
        "crumbs": [HOME, LIST, (row.title, "")],
    }
    return page(request, "procedures/form_versions.html", context)


def _changes(one: FormVersion, versions: list[FormVersion]) -> list[Any]:
    before = next((v for v in versions if v.number < one.number and v.state != "discarded"), None)
    if before is None:
        return []
    return differences(queries.schema_of(before), queries.schema_of(one))

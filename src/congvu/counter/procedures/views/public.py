"""``/thu-tuc/``: the catalogue for everybody, without signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page
from congvu.counter.procedures import queries
from congvu.counter.procedures.forms import PublicFilter
from congvu.counter.procedures.models.version import VersionQuerySet
from congvu.counter.procedures.views.shown import shown


def _apply(rows: Any, cleaned: dict[str, Any]) -> VersionQuerySet:
    field = cleaned["lv"]
    return queries.matching(
        rows, day=queries.today(), q=cleaned["q"] or "", field_id=field.pk if field else None,
        level=cleaned["cap"] or "",
    )  # fmt: skip


LISTING: Listing[Any] = Listing(
    name="procedures.public",
    label="Thủ tục hành chính",
    noun="thủ tục",
    default="ten",
    filter_form=PublicFilter,
    apply=_apply,
    columns=(
        Column("ten", "Tên thủ tục", "sort_key", css="main"),
        Column("ma", "Mã", css="nowrap"),
        Column("linh-vuc", "Lĩnh vực"),
        Column("thoi-han", "Thời hạn", css="nowrap"),
    ),
)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    rows = queries.catalogue(queries.today()).select_related("procedure", "field")
    context = {
        "page": LISTING.page(request, rows),
        "crumbs": [("Thủ tục hành chính", "")],
    }
    return page(request, "procedures/public_list.html", context)


@require_GET
def procedure(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """What holds today; a procedure that ended or has not begun is not found, with its reason."""
    day = queries.today()
    version = queries.version_on(procedure_code, day)
    crumbs = [("Thủ tục hành chính", "/thu-tuc/"), (version.procedure.code, "")]
    return page(
        request, "procedures/public_procedure.html", shown(version, day) | {"crumbs": crumbs}
    )

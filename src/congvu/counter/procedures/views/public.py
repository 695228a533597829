"""``/thu-tuc/``: the catalogue for everybody, without signing in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.collation import sort_key
from congvu.core.organisation.queries import names_and_levels
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page
from congvu.counter.procedures import queries
from congvu.counter.procedures.choices import CLASSES, NUMBERED, ServiceLevel
from congvu.counter.procedures.forms import DayForm, PublicFilter
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


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """``/muc-do-dich-vu/``: how many services every agency offers, by level, today or on a day."""
    form = DayForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    day = form.cleaned_data["ngay"] or queries.today()
    counts = queries.service_counts(day=day)
    levels = [one for one in ServiceLevel if counts.total[one]]
    names = names_and_levels(list(counts.by_agency))
    rows = [
        (names[pk][0], [found[one] for one in levels], sum(found.values()))
        for pk, found in counts.by_agency.items()
        if pk in names
    ]
    context = {
        "form": form, "day": day, "levels": [one.label for one in levels],
        "rows": sorted(rows, key=lambda row: sort_key(row[0])),
        "sums": [counts.total[one] for one in levels], "total": sum(counts.total.values()),
        "information": counts.of(ServiceLevel.LEVEL_1, ServiceLevel.LEVEL_2),
        "level_3": counts.of(ServiceLevel.LEVEL_3), "numbered": any(counts.total[o] for o in NUMBERED),
        "classes": [(one.label, counts.classes[one]) for one in CLASSES],
        "crumbs": [("Thủ tục hành chính", "/thu-tuc/"), ("Mức độ dịch vụ", "")],
    }  # fmt: skip
    return page(request, "procedures/services.html", context)

"""``/danh-muc-thu-tuc/``: the catalogue for those who work with it and those who keep it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from congvu.core.kernel.errors import NotFound
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page
from congvu.counter.procedures import policies, queries
from congvu.counter.procedures.choices import Authority, Channel, VersionState
from congvu.counter.procedures.errors import NotInForce
from congvu.counter.procedures.forms import CatalogueFilter
from congvu.counter.procedures.limits import Reading
from congvu.counter.procedures.models import ProcedureVersion
from congvu.counter.procedures.models.version import VersionQuerySet
from congvu.counter.procedures.records import Basis, LevelSetting, PaperItem, ResultItem, Way
from congvu.counter.procedures.views.shown import limit_words, shown
from congvu.counter.procedures.views.web import HOME, actor_of, staff

LIST = ("Danh mục thủ tục", "/danh-muc-thu-tuc/")
CHANGES = {"added": ("Thêm", "ok"), "removed": ("Bỏ", "bad"), "changed": ("Sửa", "warn")}


def _apply(rows: Any, cleaned: dict[str, Any]) -> VersionQuerySet:
    day = cleaned["ngay"] or queries.today()
    field, agency = cleaned["lv"], cleaned["cq"]
    held = queries.catalogue(day).select_related("procedure", "field")
    return queries.matching(
        held, day=day, q=cleaned["q"] or "", field_id=field.pk if field else None,
        level=cleaned["cap"] or "", agency_id=agency.pk if agency else None,
        service_level=cleaned["md"] or "",
    )  # fmt: skip


LISTING: Listing[Any] = Listing(
    name="procedures.catalogue",
    label="Danh mục thủ tục hành chính",
    noun="thủ tục",
    default="ten",
    filter_form=CatalogueFilter,
    apply=_apply,
    columns=(
        Column("ten", "Tên thủ tục", "sort_key", css="main"),
        Column("ma", "Mã", css="nowrap"),
        Column("linh-vuc", "Lĩnh vực", css="wide"),
        Column("thoi-han", "Thời hạn", css="nowrap"),
        Column("phien-ban", "Phiên bản", css="num opt"),
    ),
)


@staff("GET")
def catalogue(request: HttpRequest) -> HttpResponse:
    rows = queries.catalogue(queries.today()).select_related("procedure", "field")
    context = {
        "page": LISTING.page(request, rows),
        "may_keep": policies.is_keeper(actor_of(request)),
        "may_offer": policies.keeps_offerings(actor_of(request), actor_of(request).agency_id),
        "crumbs": [HOME, ("Danh mục thủ tục", "")],
    }
    return page(request, "procedures/list.html", context)


@staff("GET")
def procedure(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """Today's version; before it begins or after it ends, the newest that people may see."""
    day = queries.today()
    row = queries.procedure(procedure_code)
    versions = list(_visible(request, row.pk))
    if not versions:
        raise NotInForce()
    held = next((v for v in versions if _holds(v, day)), versions[0])
    context = shown(queries.version(held.pk), day) | {
        "versions": versions,
        "in_force": _holds(held, day),
        "may_keep": policies.is_keeper(actor_of(request)),
        "draft": any(v.state == VersionState.DRAFT for v in versions),
        "crumbs": [HOME, LIST, (row.code, "")],
        "compare": _neighbours(versions),
        "compare_url": reverse("procedures:compare", args=[row.code]),
    }
    return page(request, "procedures/procedure.html", context)


@staff("GET")
def compare(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """Two versions by their numbers, the two newest when none are named."""
    row = queries.procedure(procedure_code)
    versions = {version.number: version for version in _visible(request, row.pk)}
    numbers = sorted(versions)
    if len(numbers) < 2:
        raise NotFound("Thủ tục này mới có một phiên bản, chưa có gì để so sánh.")
    before = versions.get(_number(request, "cu", numbers[-2]))
    after = versions.get(_number(request, "moi", numbers[-1]))
    if before is None or after is None:
        raise NotFound("Không có phiên bản này. Hãy chọn lại số phiên bản.")
    before, after = queries.version(before.pk), queries.version(after.pk)
    lines = [
        {
            "label": one.label, "change": CHANGES[one.change], "before": words(one.before),
            "after": words(one.after),
        }
        for one in queries.differences(before, after)
    ]  # fmt: skip
    context = {
        "before": before, "after": after, "lines": lines, "numbers": numbers,
        "crumbs": [HOME, LIST, (row.code, reverse("procedures:staff", args=[row.code])),
                   ("So sánh", "")],
    }  # fmt: skip
    return page(request, "procedures/compare.html", context)


def words(value: Any) -> str:
    """A part of a record in words, for the comparison."""
    match value:
        case None:
            return ""
        case Reading():
            return limit_words(value) or value.words
        case Way():
            parts = [Channel(value.channel).label, limit_words(value.limit), value.fee_text]
            return "; ".join(part for part in [*parts, value.description] if part)
        case PaperItem():
            counts = ((value.originals, "bản chính"), (value.copies, "bản sao"))
            number = ", ".join(f"{count} {label}" for count, label in counts if count)
            return "; ".join(
                part for part in [value.case, value.name, value.form_name, number] if part
            )
        case LevelSetting():
            return f"{Authority(value.level).label} {limit_words(value.limit)}".strip()
        case ResultItem():
            return f"{value.name} {value.code}".strip()
        case Basis():
            return f"{value.number} {value.title}".strip()
        case tuple():
            return "\n".join(map(words, value))
    return str(value)


def _visible(request: HttpRequest, procedure_id: int) -> Any:
    rows = queries.versions_of(procedure_id).exclude(state=VersionState.DISCARDED)
    if not policies.is_keeper(actor_of(request)):
        rows = rows.filter(state=VersionState.PUBLISHED)
    return rows


def _holds(version: ProcedureVersion, day: Any) -> bool:
    return (
        version.state == VersionState.PUBLISHED
        and version.valid_from is not None
        and version.valid_from <= day
        and (version.valid_to is None or version.valid_to >= day)
    )


def _neighbours(versions: list[ProcedureVersion]) -> dict[int, int]:
    """Each version's number with the one before it."""
    numbers = sorted(version.number for version in versions)
    return dict(zip(numbers[1:], numbers, strict=False))


def _number(request: HttpRequest, name: str, usual: int) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else usual

"""Agencies: the directory, one agency with its units and people, and the verbs on it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation import actions, forms, queries
from congvu.core.organisation.actions import AgencyDetails
from congvu.core.organisation.choices import Level
from congvu.core.organisation.models import Agency, AgencyCode, Unit
from congvu.core.organisation.policies import can_manage, demand, demand_manage
from congvu.core.organisation.views.web import (
    HOME,
    actor_of,
    demand_manager,
    demand_member,
    form_page,
    number,
    sent,
    shown,
)
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page

LIST = ("Cơ quan", "/to-chuc/co-quan")


def _apply(rows: QuerySet[Agency], cleaned: dict[str, Any]) -> QuerySet[Agency]:
    day = cleaned["ngay"] or local_date(now())
    rows = rows & queries.search_agencies(cleaned["q"] or "", on=day)
    return rows.filter(level=cleaned["cap"]) if cleaned["cap"] else rows


LISTING = Listing(
    name="organisation.agencies",
    label="Cơ quan",
    noun="cơ quan",
    default="ten",
    filter_form=forms.AgencyFilter,
    apply=_apply,
    columns=(
        Column("ten", "Cơ quan", "sort_key", css="main"),
        Column("ky-hieu", "Ký hiệu", "notation", css="nowrap"),
        Column("cap", "Cấp", css="nowrap"),
        Column("chu-quan", "Cơ quan chủ quản", css="opt"),
        Column("dung", "Dùng hệ thống", css="nowrap"),
    ),
)


@shown("GET")
def agencies(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_member(actor)
    context = {
        "page": LISTING.page(request, Agency.objects.select_related("parent")),
        "may_add": can_manage(actor, "organisation.agency.create", None),
        "crumbs": [HOME, ("Cơ quan", "")],
    }
    return page(request, "organisation/agencies.html", context)


@shown("GET")
def agency(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor = actor_of(request)
    demand_member(actor)
    row = queries.agency(number(str(agency_id)))
    at = now()
    own = actor.is_admin or actor.agency_id == row.pk
    context = {
        "agency": row,
        "facts": _facts(row),
        "codes": queries.codes_of(row.pk),
        "units": _outline(row.pk) if own else [],
        "people": list(queries.people_of(at=at, agency_id=row.pk)) if own else [],
        "may_edit": can_manage(actor, "organisation.agency.update", row.pk),
        "may_units": can_manage(actor, "organisation.unit.create", row.pk),
        "is_admin": actor.is_admin,
        "crumbs": [HOME, LIST, (row.name, "")],
    }
    return page(request, "organisation/agency.html", context)


def _facts(row: Agency) -> list[tuple[str, object]]:
    until = f"đến {row.valid_to:%d/%m/%Y}" if row.valid_to else ""
    since = f"từ {row.valid_from:%d/%m/%Y}" if row.valid_from else ""
    return [
        ("Cấp", row.get_level_display()),
        ("Ký hiệu", row.notation),
        ("Cơ quan chủ quản", row.parent),
        ("Địa danh", row.place),
        ("Địa chỉ", row.address),
        ("Thư điện tử", row.email),
        ("Điện thoại", row.phone),
        ("Trang thông tin", row.website),
        ("Hiệu lực", " ".join(filter(None, (since, until)))),
        ("Cơ quan kế thừa", row.successor),
    ]


def _outline(agency_id: int) -> list[tuple[Unit, list[Any]]]:
    """Units with their posts, in the agency's order: two queries."""
    day = local_date(now())
    posts: dict[int, list[Any]] = {}
    for post in queries.posts_of(agency_id, on=day):
        posts.setdefault(post.unit_id, []).append(post)
    return [(unit, posts.get(unit.pk, [])) for unit in queries.units_of(agency_id, on=day)]


def _details(data: dict[str, Any]) -> AgencyDetails:
    parent = data["parent"]
    fields = {k: v for k, v in data.items() if k not in {"version", "parent", "level"}}
    return AgencyDetails(
        **fields, level=Level(data["level"]), parent_id=parent.pk if parent else None
    )


@shown("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    demand(actor, "organisation.agency.create")
    return form_page(
        request, forms.AgencyForm(sent(request)),
        lambda data: actions.create_agency(actor=actor, details=_details(data), at=now()),
        title="Thêm cơ quan", crumbs=[LIST], done="Đã thêm cơ quan.",
        back=reverse("organisation:agencies"),
    )  # fmt: skip


@shown("GET", "POST")
def update(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor, row = actor_of(request), queries.agency(agency_id)
    demand_manager(actor)
    demand_manage(actor, "organisation.agency.update", row.pk)
    names = [*AgencyDetails.__dataclass_fields__, "version", "parent"]
    initial = {name: getattr(row, name) for name in names}
    return form_page(
        request, forms.AgencyForm(sent(request), initial=initial),
        lambda data: actions.update_agency(
            actor=actor, agency=row, details=_kept(row, data), version=data["version"], at=now()
        ),
        title="Sửa cơ quan", crumbs=[LIST, _here(row)], done="Đã lưu cơ quan.", back=_url(row),
    )  # fmt: skip


def _kept(row: Agency, data: dict[str, Any]) -> AgencyDetails:
    """The territory is not on the form and stays."""
    details = _details(data)
    return AgencyDetails(
        **{name: getattr(details, name) for name in AgencyDetails.__dataclass_fields__}
        | {"territory_id": row.territory_id}
    )


@shown("GET", "POST")
def close(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor, row = actor_of(request), queries.agency(agency_id)
    demand_manager(actor)
    demand(actor, "organisation.agency.close")
    return form_page(
        request, forms.LastDayForm(sent(request)),
        lambda data: actions.close_agency(actor=actor, agency=row, at=now(), **data),
        title="Kết thúc hoạt động", crumbs=[LIST, _here(row)], button="Kết thúc",
        done=f"Đã kết thúc hoạt động {row.name}.", back=_url(row),
        lead="Mã định danh đóng cùng ngày; văn bản cũ vẫn tra được.",
    )  # fmt: skip


@shown("GET", "POST")
def merge(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor, row = actor_of(request), queries.agency(agency_id)
    demand_manager(actor)
    demand(actor, "organisation.agency.merge")
    return form_page(
        request, forms.MergeForm(sent(request), agency=row),
        lambda data: actions.merge_agency(actor=actor, agency=row, at=now(), **data),
        title="Sáp nhập", crumbs=[LIST, _here(row)], button="Sáp nhập",
        done=f"Đã sáp nhập {row.name}.", back=_url(row),
        lead="Đơn vị, vị trí, phân công và mã của cơ quan này kết thúc cùng ngày; cơ quan trực "
        "thuộc chuyển sang cơ quan kế thừa.",
    )  # fmt: skip


@shown("GET", "POST")
def add_code(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor, row = actor_of(request), queries.agency(agency_id)
    demand_manager(actor)
    demand(actor, "organisation.code.assign")
    return form_page(
        request, forms.CodeForm(sent(request)),
        lambda data: actions.assign_code(actor=actor, agency=row, at=now(), **data),
        title="Cấp mã định danh", crumbs=[LIST, _here(row)], done="Đã cấp mã.", back=_url(row),
    )  # fmt: skip


@shown("GET", "POST")
def close_code(request: HttpRequest, code_id: int) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    demand(actor, "organisation.code.close")
    code = AgencyCode.objects.select_related("agency").filter(pk=number(str(code_id))).first()
    if code is None:
        raise NotFound
    return form_page(
        request, forms.LastDayForm(sent(request)),
        lambda data: actions.close_code(actor=actor, code=code, at=now(), **data),
        title=f"Đóng mã {code.code}", crumbs=[LIST, _here(code.agency)], button="Đóng mã",
        done="Đã đóng mã.", back=_url(code.agency),
    )  # fmt: skip


def _here(row: Agency) -> tuple[str, str]:
    return row.name, _url(row)


def _url(row: Agency) -> str:
    return reverse("organisation:agency", args=[row.pk])

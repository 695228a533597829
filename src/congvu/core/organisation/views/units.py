"""Units, posts and appointments of an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congvu.core.accounts.queries import active_user_named
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation import actions, forms, queries
from congvu.core.organisation.choices import Role, UnitKind
from congvu.core.organisation.models import Agency, Appointment, Post
from congvu.core.organisation.policies import demand_manage
from congvu.core.organisation.views.web import (
    Crumbs,
    actor_of,
    demand_manager,
    form_page,
    sent,
    shown,
)

LIST = ("Cơ quan", "/to-chuc/co-quan")


def _way(agency: Agency) -> Crumbs:
    return [LIST, (agency.name, _url(agency))]


def _url(agency: Agency) -> str:
    return reverse("organisation:agency", args=[agency.pk])


def _manager(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    demand_manager(actor)
    return actor


def _unit(data: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k != "version"} | {"kind": UnitKind(data["kind"])}


@shown("GET", "POST")
def create(request: HttpRequest, agency_id: int) -> HttpResponse:
    actor, agency = _manager(request), queries.agency(agency_id)
    demand_manage(actor, "organisation.unit.create", agency.pk)
    return form_page(
        request, forms.UnitForm(sent(request), agency_id=agency.pk),
        lambda data: actions.create_unit(actor=actor, agency=agency, at=now(), **_unit(data)),
        title="Thêm đơn vị", crumbs=_way(agency), done="Đã thêm đơn vị.", back=_url(agency),
    )  # fmt: skip


@shown("GET", "POST")
def update(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor, unit = _manager(request), queries.unit(unit_id)
    demand_manage(actor, "organisation.unit.update", unit.agency_id)
    names = ("name", "notation", "kind", "parent", "position", "version")
    initial = {name: getattr(unit, name) for name in names}
    form = forms.UnitForm(sent(request), initial=initial, agency_id=unit.agency_id)
    return form_page(
        request, form,
        lambda data: actions.update_unit(
            actor=actor, unit=unit, version=data["version"], at=now(), **_unit(data)
        ),
        title="Sửa đơn vị", crumbs=_way(unit.agency), done="Đã lưu đơn vị.",
        back=_url(unit.agency),
    )  # fmt: skip


@shown("GET", "POST")
def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor, unit = _manager(request), queries.unit(unit_id)
    demand_manage(actor, "organisation.unit.close", unit.agency_id)
    return form_page(
        request, forms.LastDayForm(sent(request)),
        lambda data: actions.close_unit(actor=actor, unit=unit, at=now(), **data),
        title=f"Kết thúc {unit.name}", crumbs=_way(unit.agency), button="Kết thúc",
        done="Đã kết thúc hoạt động đơn vị.", back=_url(unit.agency),
    )  # fmt: skip


@shown("GET", "POST")
def create_post(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor, unit = _manager(request), queries.unit(unit_id)
    demand_manage(actor, "organisation.post.create", unit.agency_id)
    return form_page(
        request, forms.PostForm(sent(request)),
        lambda data: actions.create_post(
            actor=actor, unit=unit, title=data["title"], role=Role(data["role"]),
            position=data["position"], at=now(),
        ),
        title=f"Thêm vị trí ở {unit.name}", crumbs=_way(unit.agency), done="Đã thêm vị trí.",
        back=_url(unit.agency),
    )  # fmt: skip


@shown("GET", "POST")
def update_post(request: HttpRequest, post_id: int) -> HttpResponse:
    actor, post = _manager(request), _post(post_id)
    agency = post.unit.agency
    demand_manage(actor, "organisation.post.update", agency.pk)
    initial = {name: getattr(post, name) for name in ("title", "role", "position", "version")}
    return form_page(
        request, forms.PostForm(sent(request), initial=initial),
        lambda data: actions.update_post(
            actor=actor, post=post, title=data["title"], role=Role(data["role"]),
            position=data["position"], version=data["version"], at=now(),
        ),
        title="Sửa vị trí", crumbs=_way(agency), done="Đã lưu vị trí.", back=_url(agency),
    )  # fmt: skip


@shown("GET", "POST")
def close_post(request: HttpRequest, post_id: int) -> HttpResponse:
    actor, post = _manager(request), _post(post_id)
    agency = post.unit.agency
    demand_manage(actor, "organisation.post.close", agency.pk)
    return form_page(
        request, forms.LastDayForm(sent(request)),
        lambda data: actions.close_post(actor=actor, post=post, at=now(), **data),
        title=f"Kết thúc vị trí {post.title}", crumbs=_way(agency), button="Kết thúc",
        done="Đã kết thúc vị trí.", back=_url(agency),
    )  # fmt: skip


@shown("GET", "POST")
def appoint(request: HttpRequest, post_id: int) -> HttpResponse:
    actor, post = _manager(request), _post(post_id)
    agency = post.unit.agency
    demand_manage(actor, "organisation.appointment.create", agency.pk)

    def act(data: dict[str, Any]) -> Appointment:
        user = active_user_named(data["username"])
        if user is None:
            raise Invalid(fields={"username": ["Không có tài khoản đang hoạt động với tên này."]})
        return actions.appoint(
            actor=actor, user=user, post=post, valid_from=data["valid_from"],
            is_primary=data["is_primary"] or None,
            extra_roles=[Role(role) for role in data["extra_roles"]], at=now(),
        )  # fmt: skip

    return form_page(
        request, forms.AppointForm(sent(request)), act,
        title=f"Phân công vị trí {post.title}, {post.unit.name}", crumbs=_way(agency),
        button="Phân công", done="Đã phân công.", back=_url(agency),
    )  # fmt: skip


@shown("GET", "POST")
def end_appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    actor, row = _manager(request), queries.appointment(appointment_id)
    demand_manage(actor, "organisation.appointment.end", row.agency_id)
    form = forms.LastDayForm(sent(request))
    form.fields["last_day"].required = False
    form.fields["last_day"].help_text = "Bỏ trống là có hiệu lực ngay."
    return form_page(
        request, form,
        lambda data: actions.end_appointment(actor=actor, appointment=row, at=now(), **data),
        title=f"Kết thúc phân công {row.user.full_name}", crumbs=_way(row.agency),
        button="Kết thúc", done="Đã kết thúc phân công.", back=_url(row.agency),
        lead=f"{row.post.title}, {row.unit.name}",
    )  # fmt: skip


def _post(post_id: int) -> Post:
    post: Post = get_object_or_404(Post.objects.select_related("unit__agency"), pk=post_id)
    return post

"""Delegations of one's own posts, and of the agency for its administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.accounts.queries import scope_label
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import actions, forms, queries
from congvu.core.organisation.choices import Authority
from congvu.core.organisation.models import Delegation
from congvu.core.organisation.views.web import (
    HOME,
    actor_of,
    demand_member,
    form_page,
    is_manager,
    number,
    sent,
    shown,
)
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page

LISTING: Listing[Delegation] = Listing(
    name="organisation.delegations",
    label="Ủy quyền",
    noun="ủy quyền",
    default="-tu",
    columns=(
        Column("nguoi", "Người ủy quyền"),
        Column("nhan", "Người được ủy quyền"),
        Column("pham-vi", "Phạm vi", css="main"),
        Column("tu", "Từ", "starts_at", css="nowrap", first_descending=True),
        Column("den", "Đến trước", "ends_at", css="nowrap"),
        Column("trang-thai", "Trạng thái", css="nowrap"),
        Column("viec", "Việc", css="acts", hidden_label=True),
    ),
)


def visible(actor: Actor) -> QuerySet[Delegation]:
    """All for the system administrator, the agency's for its own, else given by or to oneself."""
    rows = Delegation.objects.select_related(
        "giver__user", "giver__post", "receiver__user", "receiver__post"
    )
    if actor.is_admin:
        return rows
    if is_manager(actor):
        return rows.filter(giver__agency_id=actor.agency_id or 0)
    return rows.filter(Q(giver__user_id=actor.user_id) | Q(receiver__user_id=actor.user_id))


@shown("GET")
def delegations(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_member(actor)
    found = LISTING.page(request, visible(actor))
    context = {
        "page": found,
        "rows": [
            (
                row,
                [scope_label(scope) for scope in row.scopes],
                *_state(row),
                _may_revoke(actor, row),
            )
            for row in found
        ],
        "may_add": actor.delegated is None and actor.agency_id is not None,
        "crumbs": [HOME, ("Ủy quyền", "")],
    }
    return page(request, "organisation/delegations.html", context)


def _state(row: Delegation) -> tuple[str, str]:
    at = now()
    if row.revoked_at is not None:
        return "Đã thu hồi", "bad"
    if row.ends_at <= at:
        return "Đã hết hạn", ""
    return ("Đang hiệu lực", "ok") if row.starts_at <= at else ("Chưa đến ngày", "info")


def _may_revoke(actor: Actor, row: Delegation) -> bool:
    over = row.revoked_at is not None or row.ends_at <= now()
    own = row.giver_id == actor.appointment_id or is_manager(actor)
    return own and not over and actor.delegated is None


@shown("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_member(actor)
    people = queries.people_of(at=now(), agency_id=actor.agency_id or 0)
    givers = people if is_manager(actor) else people.filter(pk=actor.appointment_id or 0)
    form = forms.DelegationForm(
        sent(request), givers=givers, receivers=people,
        initial={"giver": actor.appointment_id, "authority": Authority.TUQ},
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Delegation:
        authority = Authority(data.pop("authority"))
        return actions.delegate(actor=actor, authority=authority, at=now(), **data)

    return form_page(
        request, form, act, title="Ủy quyền", crumbs=[("Ủy quyền", _list())], button="Ủy quyền",
        done="Đã ủy quyền. Người được ủy quyền chọn làm thay ở nút đổi vai trò.", back=_list(),
    )  # fmt: skip


@shown("POST")
def revoke(request: HttpRequest, delegation_id: int) -> HttpResponse:
    actor = actor_of(request)
    row = queries.delegation_for(actor, number(str(delegation_id)))
    actions.revoke_delegation(actor=actor, delegation=row, at=now())
    messages.success(request, "Đã thu hồi ủy quyền, có hiệu lực ngay.")
    return redirect(_list())


def _list() -> str:
    return reverse("organisation:delegations")

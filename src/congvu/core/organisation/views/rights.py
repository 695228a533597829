"""The permission table, as the program itself reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.accounts.queries import room_label
from congvu.core.kernel.permissions import Permission, permissions
from congvu.core.organisation.choices import Role
from congvu.core.organisation.views.web import HOME, actor_of, demand_member, shown
from congvu.core.ui.speech import said
from congvu.core.ui.web import page


@shown("GET")
def rights(request: HttpRequest) -> HttpResponse:
    demand_member(actor_of(request))
    rooms: dict[str, list[tuple[Permission, str]]] = {}
    for row in permissions:
        rooms.setdefault(row.room, []).append((row, who(row)))
    context = {
        "rooms": [(room_label(room), rows) for room, rows in rooms.items()],
        "crumbs": [HOME, ("Bảng phân quyền", "")],
    }
    return page(request, "organisation/rights.html", context)


def who(row: Permission) -> str:
    """Who may, in words."""
    if row.anyone:
        return str(said("Mọi người đã đăng nhập"))
    names = [said("Quản trị hệ thống")] if row.admin else []
    if row.roles >= set(Role):
        return ", ".join([*names, said("mọi vị trí")])
    return ", ".join([*names, *(said(role.label) for role in Role if role in row.roles)])

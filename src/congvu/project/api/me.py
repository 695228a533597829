"""``/me``: who calls, in which post, and in which others they may act."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from congvu.core.kernel.api import actor_of
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import appointments_of, delegations_to

router = Router()


class PostOut(Schema):
    appointment_id: int
    title: str
    unit: str
    agency_id: int
    agency: str
    role: str
    is_primary: bool


class OwnDelegationOut(Schema):
    delegation_id: int
    giver: str
    scopes: list[str]
    ends_at: datetime


class MeOut(Schema):
    user_id: int
    username: str
    name: str
    label: str
    agency_id: int | None
    unit_id: int | None
    roles: list[str]
    is_admin: bool
    acting_for: str
    scopes: list[str] | None
    posts: list[PostOut]
    delegations: list[OwnDelegationOut]


@router.get("", response=MeOut, summary="Người gọi, vị trí và ủy quyền", url_name="me")
def me(request: HttpRequest) -> dict[str, object]:
    """Tài khoản đang gọi, vị trí đang dùng, các vị trí và ủy quyền có thể chọn."""
    actor, at = actor_of(request), now()
    held = appointments_of(actor.user_id or 0, at=at)
    given = delegations_to([row.pk for row in held], at=at)
    return {
        "user_id": actor.user_id,
        "username": actor.username,
        "name": actor.name,
        "label": actor.label,
        "agency_id": actor.agency_id,
        "unit_id": actor.unit_id,
        "roles": sorted(actor.roles),
        "is_admin": actor.is_admin,
        "acting_for": actor.delegated.name if actor.delegated else "",
        "scopes": None if actor.scopes is None else sorted(actor.scopes),
        "posts": [
            {
                "appointment_id": row.pk,
                "title": row.post.title,
                "unit": row.unit.name,
                "agency_id": row.agency_id,
                "agency": row.agency.name,
                "role": row.post.role,
                "is_primary": row.is_primary,
            }
            for row in held
        ],
        "delegations": [
            {
                "delegation_id": row.pk,
                "giver": row.giver.user.full_name,
                "scopes": row.scopes,
                "ends_at": row.ends_at,
            }
            for row in given
        ],
    }

"""The organisation for tests: agencies, units, posts, people, and actors in one line."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from congvu.core.accounts.factories import user
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation.choices import CodeScheme, Level, Role, UnitKind
from congvu.core.organisation.keys import fill_agency, fill_territory, path_of
from congvu.core.organisation.models import (
    Agency,
    AgencyCode,
    Appointment,
    Delegation,
    Post,
    Territory,
    Unit,
)
from congvu.core.organisation.queries import actor_for

__all__ = [
    "admin", "agency", "agency_code", "appointment", "delegation", "post", "seat", "territory",
    "unit", "user",
]  # fmt: skip

FIRST_DAY = date(2016, 1, 1)
MOMENT = datetime(2016, 7, 29, 9, 0, tzinfo=VIETNAM)
"""A Friday morning: the default moment at which actors are made."""

_serial = count(1)
_UNIT_OF = {
    Role.LEADER: ("Lãnh đạo", UnitKind.LEADERSHIP),
    Role.DEPUTY_LEADER: ("Lãnh đạo", UnitKind.LEADERSHIP),
    Role.CLERK: ("Văn phòng", UnitKind.OFFICE),
    Role.OFFICE_HEAD: ("Văn phòng", UnitKind.OFFICE),
    Role.AGENCY_ADMIN: ("Văn phòng", UnitKind.OFFICE),
}


def agency(
    name: str = "", *, parent: Agency | None = None, code: str = "", **fields: Any
) -> Agency:
    """A department that works here; ``code`` gives it a code of QĐ 20 (``H02.15``)."""
    n = next(_serial)
    fields = {"slug": f"co-quan-{n}", "level": Level.DEPARTMENT, "notation": f"CQ{n}"} | fields
    row = fill_agency(Agency(name=name or f"Sở Thử nghiệm số {n}", parent=parent, **fields))
    row.save(force_insert=True)
    row.path = path_of(row, parent)
    row.save(update_fields=["path"])
    if code:
        agency_code(row, code)
    return row


def agency_code(
    agency: Agency, code: str, *, scheme: CodeScheme = CodeScheme.QD20, **fields: Any
) -> AgencyCode:
    return AgencyCode.objects.create(agency=agency, code=code, scheme=scheme, **fields)


def unit(
    agency: Agency, name: str = "", *, kind: UnitKind = UnitKind.DIVISION,
    parent: Unit | None = None, **fields: Any,
) -> Unit:  # fmt: skip
    row = Unit.objects.create(
        agency=agency, name=name or f"Phòng số {next(_serial)}", kind=kind, parent=parent, **fields
    )
    row.path = path_of(row, parent)
    row.save(update_fields=["path"])
    return row


def post(unit: Unit, role: Role = Role.OFFICER, *, title: str = "", **fields: Any) -> Post:
    return Post.objects.create(unit=unit, role=role, title=title or role.label, **fields)


def appointment(
    user: User, post: Post, *, valid_from: date = FIRST_DAY, **fields: Any
) -> Appointment:
    return Appointment.objects.create(
        user=user, post=post, unit=post.unit, agency=post.unit.agency, valid_from=valid_from,
        **fields,
    )  # fmt: skip


def delegation(
    giver: Appointment, receiver: Appointment, *, scopes: list[str], starts_at: datetime,
    ends_at: datetime, **fields: Any,
) -> Delegation:  # fmt: skip
    return Delegation.objects.create(
        giver=giver, receiver=receiver, scopes=scopes, starts_at=starts_at, ends_at=ends_at,
        **fields,
    )  # fmt: skip


def territory(code: str, name: str, kind: str, **fields: Any) -> Territory:
    row = fill_territory(Territory(code=code, name=name, kind=kind, **fields))
    row.save(force_insert=True)
    return row


def seat(
    role: Role = Role.OFFICER, *, agency: Agency | None = None, unit: Unit | None = None,
    name: str = "", username: str = "", title: str = "", person: User | None = None,
    extra_roles: tuple[Role, ...] = (), at: datetime = MOMENT, **actor_fields: Any,
) -> Actor:  # fmt: skip
    """Somebody on a new post, as an actor: ``clerk = seat(Role.CLERK, agency=department)``.

    Without ``unit`` the post stands in the agency's unit that suits the role (made when
    missing: Lãnh đạo, Văn phòng, Phòng chuyên môn). ``person`` seats an existing user.
    """
    place = unit or _unit_for(role, agency or _agency())
    holder = person or user(username, name)
    held = appointment(
        holder, post(place, role, title=title),
        is_primary=not Appointment.objects.filter(user=holder).exists(),
        extra_roles=[str(r) for r in extra_roles],
    )  # fmt: skip
    return actor_for(user=holder, at=at, appointment_id=held.pk, **actor_fields)


def admin(name: str = "Quản trị hệ thống", **actor_fields: Any) -> Actor:
    """The system administrator, without a post."""
    return actor_for(user=user(full_name=name, is_superuser=True), at=MOMENT, **actor_fields)


def _agency() -> Agency:
    return agency()


def _unit_for(role: Role, place: Agency) -> Unit:
    name, kind = _UNIT_OF.get(role, ("Phòng chuyên môn", UnitKind.DIVISION))
    found = Unit.objects.filter(agency=place, name=name).first()
    return found or unit(place, name, kind=kind)

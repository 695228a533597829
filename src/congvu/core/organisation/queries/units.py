"""Units, posts and the people on them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment, Post, Unit

HEAD_RANK = {
    Role.LEADER: 0,
    Role.OFFICE_HEAD: 1,
    Role.UNIT_HEAD: 1,
    Role.DEPUTY_LEADER: 2,
    Role.UNIT_DEPUTY: 3,
}


def unit(unit_id: int) -> Unit:
    """:raises NotFound: no such unit"""
    found: Unit | None = Unit.objects.select_related("agency", "parent").filter(pk=unit_id).first()
    if found is None:
        raise NotFound("Không tìm thấy đơn vị này. Hãy chọn lại trong danh sách đơn vị.")
    return found


def units_of(agency_id: int, *, on: date | None = None) -> QuerySet[Unit]:
    """Units of an agency in their order; all of them, or those that exist on a day."""
    units = Unit.objects.filter(agency_id=agency_id)
    return units if on is None else units.on(on)


def unit_names(agency_id: int, *, on: date) -> list[tuple[int, str]]:
    """Id and name of the units that exist on a day, in their order."""
    return _NAMES(agency_id=agency_id, day=on)


_NAMES = Prepared(
    lambda agency_id, day: units_of(agency_id, on=day).values_list("pk", "name"),
    agency_id=int,
    day=date,
)
"""Asked by every list of letters."""


def posts_of(agency_id: int, *, on: date | None = None) -> QuerySet[Post]:
    """Posts of an agency, unit by unit."""
    posts = Post.objects.filter(unit__agency_id=agency_id).select_related("unit")
    posts = posts if on is None else posts.on(on)
    return posts.order_by("unit__position", "unit_id", "position", "id")


def people_of(
    *,
    at: datetime,
    agency_id: int | None = None,
    unit_id: int | None = None,
    roles: frozenset[str] = frozenset(),
) -> QuerySet[Appointment]:
    """Who sits where at a moment, with user, post and unit loaded, in the agency's order.

    Give an agency, a unit, or both; ``roles`` narrows to posts with these roles.
    """
    return people_on(local_date(at), agency_id=agency_id, unit_id=unit_id, roles=roles)


def people_on(
    day: date,
    *,
    agency_id: int | None = None,
    unit_id: int | None = None,
    roles: frozenset[str] = frozenset(),
) -> QuerySet[Appointment]:
    """:func:`people_of` by the day alone, for questions that are prepared."""
    held = Appointment.objects.on(day).filter(user__is_active=True)
    if agency_id is not None:
        held = held.filter(agency_id=agency_id)
    if unit_id is not None:
        held = held.filter(unit_id=unit_id)
    if roles:
        held = held.filter(post__role__in=roles)
    return held.select_related("user", "post", "unit").order_by(
        "unit__position", "unit_id", "post__position", "user__sort_key", "id"
    )


def people_of_many(
    *, at: datetime, agency_ids: Collection[int], roles: frozenset[str]
) -> QuerySet[Appointment]:
    """Who sits on posts of these roles in any of the agencies at a moment; for one query over many."""
    held = Appointment.objects.on(local_date(at)).filter(user__is_active=True)
    return held.filter(agency_id__in=agency_ids, post__role__in=roles)


def heads_of(unit_id: int, *, at: datetime) -> QuerySet[Appointment]:
    """The heads of a unit at a moment, the head before the deputies; empty when vacant."""
    rank = Case(
        *[When(post__role=role, then=Value(place)) for role, place in HEAD_RANK.items()],
        default=Value(9),
        output_field=IntegerField(),
    )
    people = people_of(at=at, unit_id=unit_id, roles=frozenset(HEAD_RANK))
    return people.alias(rank=rank).order_by("rank", "post__position", "id")


def appointment(appointment_id: int) -> Appointment:
    """:raises NotFound: no such appointment"""
    found: Appointment | None = (
        Appointment.objects.select_related("user", "post", "unit", "agency")
        .filter(pk=appointment_id)
        .first()
    )
    if found is None:
        raise NotFound("Không tìm thấy vị trí công tác này. Hãy chọn lại trong danh sách.")
    return found


def manages_person(actor: Actor, user_id: int) -> bool:
    """Whether every post of a person stands in the agency that the actor administers.

    Somebody who also works elsewhere, or who administers the system, is left to the system
    administrator.
    """
    if actor.agency_id is None or not actor.has(Role.AGENCY_ADMIN):
        return False
    agencies = set(
        Appointment.objects.filter(user_id=user_id, user__is_superuser=False)
        .filter(Q(valid_to=None) | Q(valid_to__gte=local_date(now())))
        .values_list("agency_id", flat=True)
    )
    return agencies == {actor.agency_id}

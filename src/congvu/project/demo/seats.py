"""Who sits where in the demo: actors by agency, unit and role, for the letters' story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency, Appointment, Unit
from congvu.core.organisation.queries import actor_for


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with the person on it as an actor."""

    post_id: int
    unit_id: int
    name: str
    title: str
    role: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class House:
    """One agency with its seats."""

    agency: Agency
    seats: tuple[Seat, ...]
    units: dict[str, Unit]

    def one(self, role: Role, unit: str = "") -> Seat:
        """The first seat of a role, in a unit when its mark is given."""
        return next(iter(self.all(role, unit=unit)))

    def all(self, *roles: Role, unit: str = "") -> list[Seat]:
        wanted = self.units[unit].pk if unit else None
        return [s for s in self.seats if s.role in roles and wanted in (None, s.unit_id)]

    def head_of(self, unit: str) -> Seat:
        return self.all(Role.UNIT_HEAD, Role.OFFICE_HEAD, unit=unit)[0]

    def officers_of(self, unit: str) -> list[Seat]:
        return self.all(Role.OFFICER, unit=unit)


def house(slug: str, *, at: datetime) -> House:
    """An agency of the demo with every seat of it."""
    agency = Agency.objects.get(slug=slug)
    appointments = (
        Appointment.objects.filter(agency=agency)
        .select_related("user", "post", "unit", "agency")
        .order_by("unit__position", "post__position", "id")
    )
    return House(
        agency,
        tuple(
            Seat(
                post_id=a.post_id,
                unit_id=a.unit_id,
                name=a.user.full_name,
                title=a.post.title,
                role=a.post.role,
                actor=actor_for(user=a.user, at=at, appointment_id=a.pk, channel="demo"),
            )
            for a in appointments
        ),
        {unit.notation: unit for unit in Unit.objects.filter(agency=agency)},
    )

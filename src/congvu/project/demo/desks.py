"""The seats of each agency that works here, as the grown letters and dossiers pass them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency, Appointment


@dataclass
class Desk:
    """One agency: its clerk, its leader, then the heads with their officers."""

    agency: Agency
    clerk: Appointment
    leader: Appointment
    heads: list[tuple[Appointment, list[Appointment]]] = field(default_factory=list)


def desks() -> Iterator[Desk]:
    """Agencies with clerk, leader and at least one head; the demo department first."""
    seats = Appointment.objects.filter(valid_to=None, agency__is_member=True).select_related(
        "agency", "unit", "post", "user"
    )
    by_agency: dict[int, list[Appointment]] = {}
    for seat in seats.order_by("agency__level", "agency_id", "id"):
        by_agency.setdefault(seat.agency_id, []).append(seat)
    ordered = sorted(by_agency.values(), key=lambda group: group[0].agency.slug != "stttt")
    for group in ordered:
        clerk = next((s for s in group if s.post.role == Role.CLERK), None)
        leader = next((s for s in group if s.post.role == Role.LEADER), None)
        heads = [s for s in group if s.post.role in (Role.UNIT_HEAD, Role.OFFICE_HEAD)]
        if clerk and leader and heads:
            yield Desk(
                group[0].agency, clerk, leader,
                [(h, [s for s in group if s.unit_id == h.unit_id and s != h]) for h in heads],
            )  # fmt: skip

"""Many rows at once: the province's list of agencies, units, posts, people and territories.

Everything is filled here as the single verbs fill it (order, search words, paths), in a few
statements whatever the number of rows. One note tells how many came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.organisation.actions.codes import checked_code
from congvu.core.organisation.keys import fill_agency, fill_paths, fill_territory
from congvu.core.organisation.models import (
    Agency,
    AgencyCode,
    Appointment,
    Post,
    Territory,
    TerritorySuccession,
    Unit,
)
from congvu.core.organisation.policies import demand

BATCH = 500


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An unsaved agency, the short word of the agency above, and its codes with their last days.

    ``parent_slug`` names a row of the same list (in any order) or an agency that exists.
    """

    agency: Agency
    parent_slug: str = ""
    codes: tuple[tuple[str, date | None, date | None], ...] = ()
    """``(code, valid_from, valid_to)``"""


@action("organisation.agency.import")
def import_agencies(*, actor: Actor, rows: Sequence[AgencyRow], at: datetime) -> dict[str, Agency]:
    """Nạp danh mục cơ quan; returns them by short word.

    :raises BadCode: a code is in neither scheme
    :raises KeyError: a ``parent_slug`` is not known
    """
    demand(actor, "organisation.agency.import")
    agencies = [fill_agency(row.agency) for row in rows]
    Agency.objects.bulk_create(agencies, batch_size=BATCH)
    by_slug = {agency.slug: agency for agency in agencies}
    outside = {row.parent_slug for row in rows if row.parent_slug} - set(by_slug)
    known = by_slug | {a.slug: a for a in Agency.objects.filter(slug__in=outside)}
    for row in rows:
        if row.parent_slug:
            row.agency.parent = known[row.parent_slug]
    Agency.objects.bulk_update(fill_paths(agencies), ["parent", "path"], batch_size=BATCH)
    AgencyCode.objects.bulk_create([code for row in rows for code in _codes(row)], batch_size=BATCH)
    note(None, label="Danh mục cơ quan", changes={"added": len(agencies)})
    return by_slug


def _codes(row: AgencyRow) -> Iterable[AgencyCode]:
    for text, first, last in row.codes:
        code = checked_code(text, None)
        code.agency, code.valid_from, code.valid_to = row.agency, first, last
        yield code


@action("organisation.unit.import")
def import_units(*, actor: Actor, units: Sequence[Unit], at: datetime) -> list[Unit]:
    """Nạp đơn vị; a parent is an unsaved unit of the same list or one that exists."""
    demand(actor, "organisation.unit.import")
    parents = [unit.parent for unit in units]
    for unit in units:
        unit.parent = None
    Unit.objects.bulk_create(units, batch_size=BATCH)
    for unit, parent in zip(units, parents, strict=True):
        unit.parent = parent
    Unit.objects.bulk_update(fill_paths(units), ["parent", "path"], batch_size=BATCH)
    note(None, label="Danh sách đơn vị", changes={"added": len(units)})
    return list(units)


@action("organisation.post.import")
def import_posts(*, actor: Actor, posts: Sequence[Post], at: datetime) -> list[Post]:
    """Nạp vị trí công tác của nhiều đơn vị."""
    demand(actor, "organisation.post.import")
    created = Post.objects.bulk_create(posts, batch_size=BATCH)
    note(None, label="Danh sách vị trí", changes={"added": len(created)})
    return created


@action("organisation.appointment.import")
def import_appointments(
    *, actor: Actor, appointments: Sequence[Appointment], at: datetime
) -> list[Appointment]:
    """Nạp phân công; unit and agency follow from the post, whose ``unit`` must be loaded."""
    demand(actor, "organisation.appointment.import")
    for row in appointments:
        row.unit_id, row.agency_id = row.post.unit_id, row.post.unit.agency_id
    created = Appointment.objects.bulk_create(appointments, batch_size=BATCH)
    note(None, label="Danh sách phân công", changes={"added": len(created)})
    return created


@action("organisation.territory.import")
def import_territories(
    *, actor: Actor, territories: Sequence[Territory],
    successions: Sequence[TerritorySuccession] = (), at: datetime,
) -> list[Territory]:  # fmt: skip
    """Nạp đơn vị hành chính, the tiers above first; successions may name rows of the same list."""
    demand(actor, "organisation.territory.import")
    for tier in ("province", "district", "commune"):
        rows = [fill_territory(t) for t in territories if t.kind == tier]
        for row in rows:
            row.parent = row.parent  # takes the id of a parent saved just now
        Territory.objects.bulk_create(rows, batch_size=BATCH)
    for step in successions:
        step.old, step.new = step.old, step.new
    TerritorySuccession.objects.bulk_create(successions, batch_size=BATCH)
    note(
        None, label="Danh mục đơn vị hành chính",
        changes={"added": len(territories), "successions": len(successions)},
    )  # fmt: skip
    return list(territories)

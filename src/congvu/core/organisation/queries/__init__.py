"""Reading doors of the organisation."""

from congvu.core.organisation.queries.actors import (
    actor_for,
    appointments_of,
    delegation_for,
    delegations_by,
    delegations_to,
    seats_of,
)
from congvu.core.organisation.queries.agencies import (
    agencies_below,
    agencies_on,
    agency,
    agency_by_code,
    agency_names,
    code_of,
    codes_of,
    members,
    names_and_levels,
    search_agencies,
    successor_of,
)
from congvu.core.organisation.queries.calendar import calendar_for, hours_of, special_days_of
from congvu.core.organisation.queries.cards import (
    agency_cards,
    known_agencies,
    palette_agencies,
    palette_people,
)
from congvu.core.organisation.queries.codes import code_rows, codes_on
from congvu.core.organisation.queries.territories import (
    heirs_of,
    territories_on,
    territory_by_code,
)
from congvu.core.organisation.queries.units import (
    appointment,
    heads_of,
    manages_person,
    people_of,
    people_of_many,
    posts_of,
    unit,
    unit_names,
    units_of,
)

__all__ = [
    "actor_for",
    "agencies_below",
    "agencies_on",
    "agency",
    "agency_by_code",
    "agency_cards",
    "agency_names",
    "appointment",
    "appointments_of",
    "calendar_for",
    "code_of",
    "code_rows",
    "codes_of",
    "codes_on",
    "delegation_for",
    "delegations_by",
    "delegations_to",
    "heads_of",
    "heirs_of",
    "hours_of",
    "known_agencies",
    "manages_person",
    "members",
    "names_and_levels",
    "palette_agencies",
    "palette_people",
    "people_of",
    "people_of_many",
    "posts_of",
    "search_agencies",
    "seats_of",
    "special_days_of",
    "successor_of",
    "territories_on",
    "territory_by_code",
    "unit",
    "unit_names",
    "units_of",
]

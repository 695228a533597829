"""Writing doors of the organisation: one function per verb."""

from congvu.core.organisation.actions.agencies import (
    AgencyDetails,
    close_agency,
    create_agency,
    merge_agency,
    update_agency,
)
from congvu.core.organisation.actions.appointments import appoint, end_appointment
from congvu.core.organisation.actions.calendar import (
    remove_day,
    remove_hours,
    seed_calendar,
    set_day,
    set_hours,
)
from congvu.core.organisation.actions.codes import assign_code, close_code
from congvu.core.organisation.actions.delegations import delegate, revoke_delegation
from congvu.core.organisation.actions.imports import (
    AgencyRow,
    import_agencies,
    import_appointments,
    import_posts,
    import_territories,
    import_units,
)
from congvu.core.organisation.actions.people import create_person
from congvu.core.organisation.actions.units import (
    close_post,
    close_unit,
    create_post,
    create_unit,
    update_post,
    update_unit,
)

__all__ = [
    "AgencyDetails",
    "AgencyRow",
    "appoint",
    "assign_code",
    "close_agency",
    "close_code",
    "close_post",
    "close_unit",
    "create_agency",
    "create_person",
    "create_post",
    "create_unit",
    "delegate",
    "end_appointment",
    "import_agencies",
    "import_appointments",
    "import_posts",
    "import_territories",
    "import_units",
    "merge_agency",
    "remove_day",
    "remove_hours",
    "revoke_delegation",
    "seed_calendar",
    "set_day",
    "set_hours",
    "update_agency",
    "update_post",
    "update_unit",
]

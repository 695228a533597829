"""Agencies that other systems put on the axis become correspondents that clerks can choose."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.agencycode import parse_agency_code
from congvu.core.kernel.clock import local_date
from congvu.core.organisation.actions import AgencyDetails, assign_code, create_agency
from congvu.core.organisation.choices import Level
from congvu.core.organisation.queries import agency_by_code

LEVELS = {1: Level.PROVINCE, 2: Level.DEPARTMENT, 3: Level.COMMUNE}
"""What the depth of a code says of a new correspondent; the administrator corrects it."""


def make_known(actor: Actor, *, code: str, name: str, phone: str, at: datetime) -> None:
    """A row in the list of agencies for a code that is new to it; a known one is left as it is."""
    day = local_date(at)
    if agency_by_code(code, on=day) is not None:
        return
    details = AgencyDetails(
        name=name, slug=code.lower().replace(".", "-"), is_member=False, phone=phone[:20],
        level=LEVELS.get(parse_agency_code(code).level, Level.OTHER),
    )  # fmt: skip
    agency = create_agency(actor=actor, details=details, valid_from=day, at=at)
    assign_code(actor=actor, agency=agency, code=code, valid_from=day, at=at)

"""Codes of dossiers (mã hồ sơ): a serial for each agency and day, without gaps and never twice.

``allocate`` is a step of the verbs that file a dossier, not a verb. **Lock:** it locks one row
(``select_for_update`` on PostgreSQL; SQLite's IMMEDIATE transaction locks the whole database)
until the filing's transaction ends, which touches nothing outside the database. So a filing that
fails takes its serial back with it, and the next one gets the same.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dossiercode import DossierCode, make_dossier_code
from congvu.core.kernel.prepared import Prepared, PreparedUpdate
from congvu.counter.dossiers.codes import agency_code_on
from congvu.counter.dossiers.models import DaySerial

_OWNER = re.compile(r"[A-Z]{2}")
_LOCKED = Prepared(
    lambda agency_id, day, owner: DaySerial.objects.select_for_update().filter(
        agency_id=agency_id, day=day, owner=owner
    ),
    agency_id=int, day=date, owner=str,
)  # fmt: skip

_GIVE = PreparedUpdate(
    lambda pk, last: (DaySerial.objects.filter(pk=pk), {"last_number": last}), pk=int, last=int
)


def allocate(*, at: datetime, agency_id: int, owner: str = "") -> DossierCode:
    """The next code of an agency on the Vietnam day of ``at``. Call it last before the insert.

    :param owner: two letters of the owner of a centrally built system
    :raises NoAgencyCode: the agency has no official code
    :raises ValueError: the owner is not two capital letters
    """
    if owner and not _OWNER.fullmatch(owner):
        raise ValueError("the owner of a system is two capital letters")
    day = local_date(at)
    agency = agency_code_on(agency_id, day)
    with transaction.atomic():
        row = _lock(agency_id, day, owner)
        number = row.last_number + 1
        _GIVE(pk=row.pk, last=number)
    return make_dossier_code(agency, day, number, owner=owner)


def _lock(agency_id: int, day: date, owner: str) -> DaySerial:
    """The row, locked; made by the first of the morning."""
    asked: dict[str, Any] = {"agency_id": agency_id, "day": day, "owner": owner}
    rows = _LOCKED(**asked)
    if not rows:
        DaySerial.objects.get_or_create(**asked)
        rows = _LOCKED(**asked)
    (row,) = rows
    return row

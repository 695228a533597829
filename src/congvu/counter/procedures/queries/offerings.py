"""Who serves what, on a day."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet

from congvu.core.kernel.prepared import Prepared
from congvu.counter.procedures.errors import NotOffered
from congvu.counter.procedures.models import Offering


def offerings_on(day: date) -> QuerySet[Offering]:
    """Every service on a day, with agency and procedure."""
    rows = Offering.objects.on(day).select_related("agency", "procedure")
    return cast(QuerySet[Offering], rows)


def offering_on(*, agency_id: int, procedure_id: int, day: date) -> Offering:
    """The terms under which an agency serves a procedure on a day.

    :raises NotOffered: it does not
    """
    found = _SERVED(agency_id=agency_id, procedure_id=procedure_id, day=day)
    if not found:
        raise NotOffered()
    return found[0]


_SERVED: Prepared[Offering] = Prepared(
    lambda agency_id, procedure_id, day: (
        offerings_on(day).filter(agency=agency_id, procedure=procedure_id).order_by("pk")
    ),
    agency_id=int, procedure_id=int, day=date,
)  # fmt: skip


def offerings_of_agency(agency_id: int, day: date) -> QuerySet[Offering]:
    """An agency's services on a day, by the procedure's code."""
    return offerings_on(day).filter(agency=agency_id).order_by("procedure__code")


def providers_of(procedure_id: int, day: date) -> list[Offering]:
    """The agencies that serve a procedure on a day, in Vietnamese order."""
    return _PROVIDERS(procedure_id=procedure_id, day=day)


_PROVIDERS: Prepared[Offering] = Prepared(
    lambda procedure_id, day: (
        offerings_on(day).filter(procedure=procedure_id).order_by("agency__sort_key", "id")
    ),
    procedure_id=int, day=date,
)  # fmt: skip


def stopped_of(procedure_id: int, day: date) -> list[Offering]:
    """Services that ended, or are told to end, with a published reason, and go on nowhere."""
    later = Offering.objects.filter(
        agency=OuterRef("agency"), procedure=procedure_id, valid_from__gt=OuterRef("valid_to")
    )
    rows = Offering.objects.filter(procedure=procedure_id).exclude(stop_reason="")
    found = rows.filter(~Exists(later)).select_related("agency")
    return list(found.order_by("agency__sort_key", "id")[:200])

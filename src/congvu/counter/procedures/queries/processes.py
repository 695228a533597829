"""Questions about internal processes. Published ones are read by all staff, drafts by keepers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F, Q

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.procedures.choices import PROCESS_KIND, ProcessState
from congvu.counter.procedures.errors import NoProcess
from congvu.counter.procedures.models import InternalProcess
from congvu.counter.procedures.policies import demand_staff, keeps_processes
from congvu.counter.procedures.processrows import shape_of, shapes_of

__all__ = [
    "process_cards",
    "process_for",
    "process_on",
    "processes_of",
    "readable_processes",
    "shape_of",
    "shapes_of",
]


def process_on(procedure_id: int, agency_id: int, day: date) -> InternalProcess | None:
    """The process that a dossier of the agency begins with on a day: its own, else the common
    one, else None. One query."""
    rows = InternalProcess.objects.in_force(day).filter(procedure=procedure_id)
    found: InternalProcess | None = (
        rows.filter(Q(agency=agency_id) | Q(agency__isnull=True))
        .order_by(F("agency").asc(nulls_last=True))
        .first()
    )
    return found


def processes_of(actor: Actor, procedure_id: int) -> list[InternalProcess]:
    """All versions that the actor may read, the common one first."""
    demand_staff(actor)
    rows = (
        InternalProcess.objects.filter(procedure=procedure_id)
        .exclude(state=ProcessState.DISCARDED)
        .select_related("agency", "procedure")
        .order_by(F("agency__sort_key").asc(nulls_first=True), "-number")
    )
    return [row for row in rows if _readable(actor, row)]


def process_for(actor: Actor, process_id: int) -> InternalProcess:
    """
    :raises NoProcess: absent, or a draft of somebody else
    """
    demand_staff(actor)
    rows = InternalProcess.objects.select_related("agency", "procedure")
    found: InternalProcess | None = rows.filter(pk=process_id).first()
    if found is None or not _readable(actor, found):
        raise NoProcess
    return found


def process_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = InternalProcess.objects.filter(pk__in=ids).select_related("procedure")
    return {
        row.pk: Card(
            Subject(PROCESS_KIND, row.pk), f"Quy trình {row.procedure.code}",
            f"/danh-muc-thu-tuc/quy-trinh/{row.pk}/", row.procedure.code,
        )
        for row in rows
    }  # fmt: skip


def readable_processes(actor: Actor, ids: Collection[int]) -> set[int]:
    if not (actor.is_system or actor.is_admin or actor.agency_id is not None):
        return set()
    rows = InternalProcess.objects.filter(pk__in=ids)
    return {row.pk for row in rows if _readable(actor, row)}


def _readable(actor: Actor, row: InternalProcess) -> bool:
    public = row.state in (ProcessState.PUBLISHED, ProcessState.WITHDRAWN)
    return public or keeps_processes(actor, row.agency_id)

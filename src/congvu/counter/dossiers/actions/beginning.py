"""A received dossier begins its internal process, where the agency has one on that day."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.counter.dossiers.actions.opening import begun_with, open_step
from congvu.counter.dossiers.models import Dossier
from congvu.counter.procedures.queries import process_on, shape_of


def begin_process(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Open the first step; without a process the dossier is handed on as people decide."""
    found = process_on(dossier.procedure.procedure_id, dossier.agency_id, local_date(at))
    if found is None:
        return
    dossier.process = found
    dossier.save(update_fields=["process"])
    for step in begun_with(shape_of(found)):
        open_step(dossier, step, actor=actor, at=at)

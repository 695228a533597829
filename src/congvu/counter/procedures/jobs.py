"""What the catalogue does by the clock, and imports that no page waits for."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import DomainError, NotFound
from congvu.core.organisation.queries import actor_for
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.choices import ImportState


@periodic("procedures.field_names", every=timedelta(days=1), offset=timedelta(minutes=5))
def field_names(*, at: datetime) -> None:
    """Runs twice without harm: what is renamed waits no more."""
    actions.apply_names(actor=system_actor(), at=at)


@job("procedures.bring_in")
def bring_in(*, at: datetime, run_id: int) -> None:
    """Runs twice without harm: a run that ended is left alone. What is refused waits again."""
    run = queries.import_run(run_id)
    if run.state != ImportState.RUNNING:
        return
    person = run.created_by
    actor = system_actor() if person is None else actor_for(user=person, at=at, channel="job")
    try:
        found = actions.read_run(run)
        actions.confirm_import(actor=actor, run_id=run_id, found=found, at=at)
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        actions.fail_import(actor=system_actor(), run_id=run_id, error=str(error), at=at)

"""Reminders by rule, every morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.actions import enqueue_many
from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound, WrongState
from congvu.office.work.actions.reminders import remind
from congvu.office.work.errors import RemindedToday
from congvu.office.work.queries.reminders import to_remind


@periodic("work.remind", every=timedelta(days=1), offset=timedelta(hours=7, minutes=15))
def remind_all(*, at: datetime) -> None:
    """One job for each part to remind, so that one failure holds up nobody."""
    day = local_date(at).isoformat()
    enqueue_many(
        "work.remind_one", [(f"{pk}:{day}", {"assignment_id": pk}) for pk in to_remind(at)]
    )


@job("work.remind_one")
def remind_one(*, at: datetime, assignment_id: int) -> None:
    """Runs twice without harm: the second time it has been reminded today."""
    try:
        remind(actor=system_actor(), at=at, assignment_id=assignment_id)
    except (RemindedToday, WrongState, NotFound):
        return

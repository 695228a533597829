"""The end of the day, every night."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.actions import enqueue_many
from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound, WrongState
from congvu.counter.queue import actions, queries


@periodic("queue.close_day", every=timedelta(days=1), offset=timedelta(minutes=20))
def close_day(*, at: datetime) -> None:
    """One job for each ticket left open, and one for each hall's appointments."""
    day = local_date(at).isoformat()
    tickets = actions.left_open(at)
    enqueue_many("queue.expire", [(f"{pk}:{day}", {"ticket_id": pk}) for pk in tickets])
    halls = queries.halls_with_missed_appointments(at)
    enqueue_many("queue.absent", [(f"{pk}:{day}", {"hall_id": pk}) for pk in halls])


@job("queue.expire")
def expire(*, at: datetime, ticket_id: int) -> None:
    """Runs twice without harm: the second time it has ended."""
    try:
        actions.expire(actor=system_actor(), at=at, ticket_id=ticket_id)
    except (WrongState, NotFound):
        return


@job("queue.absent")
def absent(*, at: datetime, hall_id: int) -> None:
    actions.expire_appointments(actor=system_actor(), at=at, hall_id=hall_id)

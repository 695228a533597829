"""Every night the figures of our own desks: this month so far, and last month while it settles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core.jobs.actions import enqueue_many
from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.counter.hub import actions
from congvu.counter.hub.actions.receiving import month_before


@periodic("hub.nightly", every=timedelta(days=1), offset=timedelta(hours=1))
def nightly(*, at: datetime) -> None:
    """One job a month, so that one that fails holds up no other."""
    this = local_date(at).replace(day=1)
    months = (month_before(this), this)
    enqueue_many(
        "hub.compute",
        [(f"{one:%Y-%m}:{local_date(at)}", {"month": one.isoformat()}) for one in months],
    )


@job("hub.compute")
def compute(*, at: datetime, month: str) -> None:
    """Runs twice without harm: the second time nothing differs."""
    actions.compute(actor=system_actor(), month=date.fromisoformat(month), at=at)

"""Jobs of the way to the national portal."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from congvu.core.jobs.actions import absorb
from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import DomainError
from congvu.counter.national import actions
from congvu.counter.national.actions.listening import SEND
from congvu.counter.national.actions.reckoning import days_to_look_at
from congvu.counter.national.models import Portal

logger = logging.getLogger("congvu.national")
MOST_DAYS = 500
"""Days and agencies looked at in one night; the newest first."""


@job(SEND)
def send(*, at: datetime) -> None:
    """Everything that waits; jobs asked for meanwhile have nothing left to do."""
    absorb(SEND)
    actions.send_waiting(at=at)


@periodic("national.knock", every=timedelta(minutes=1))
def knock(*, at: datetime) -> None:
    """A portal that was silent is asked again, and what was put off leaves."""
    actions.send_waiting(at=at)


@periodic("national.fetch", every=timedelta(minutes=5), offset=timedelta(minutes=2))
def fetch(*, at: datetime) -> None:
    """What citizens filed at the portal."""
    actions.fetch_filings(at=at)


@periodic("national.reckon", every=timedelta(days=1), offset=timedelta(hours=1, minutes=40))
def reckon(*, at: datetime) -> None:
    """Yesterday's changes beside the portal's books; ends at the first silence."""
    if not Portal.objects.filter(paused=False).exists():
        return
    wanted = sorted(days_to_look_at(at), key=lambda pair: (pair[1], pair[0]), reverse=True)
    for agency_id, day in wanted[:MOST_DAYS]:
        if not _reckon_one(agency_id, day, at):
            return


@job("national.reckon_one")
def reckon_one(*, at: datetime, agency_id: int, day: str) -> None:
    """A comparison that somebody asked for on the page."""
    actions.reckon(actor=system_actor(), at=at, agency_id=agency_id, day=date.fromisoformat(day))


@job("national.catalogue")
def catalogue(*, at: datetime) -> None:
    """The national catalogue, for the page of imports."""
    actions.fetch_catalogue(actor=system_actor(), at=at)


def _reckon_one(agency_id: int, day: date, at: datetime) -> bool:
    """False where the portal does not answer."""
    try:
        actions.reckon(actor=system_actor(), at=at, agency_id=agency_id, day=day)
    except DomainError as refusal:
        facts = {"agency_id": agency_id, "day": f"{day}", "refusal": refusal.code}
        logger.warning("national_reckoning", extra=facts)
        return refusal.code not in {"portal_away", "no_portal"}
    return True

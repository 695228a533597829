"""Lists of what goes to and comes from the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.national.choices import FilingState, MessageState
from congvu.counter.national.models import Difference, Message, Portal, PortalFiling, Reckoning
from congvu.counter.national.policies import demand_reader, own, sees_all


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the outbox: how many in which state, the oldest that waits, filings held."""

    states: dict[str, int]
    oldest_at: datetime | None
    held: int
    differing: int

    def age(self, at: datetime) -> timedelta:
        return at - self.oldest_at if self.oldest_at is not None else timedelta(0)


def portal() -> Portal | None:
    return Portal.objects.first()


def messages(actor: Actor) -> QuerySet[Message]:
    """The outbox, newest first."""
    demand_reader(actor)
    rows = Message.objects.filter(own(actor)).select_related("dossier", "event")
    return rows.order_by("-event_id", "-service")


def message_for(actor: Actor, message_id: int) -> Message:
    """:raises NotFound: another agency's"""
    row = messages(actor).filter(pk=message_id).first()
    if row is None:
        raise NotFound
    return row


def counts(actor: Actor) -> Counts:
    demand_reader(actor)
    rows = Message.objects.filter(own(actor))
    by_state = rows.order_by().values_list("state").annotate(number=Count("pk"))
    oldest = rows.filter(state=MessageState.WAITING).aggregate(at=Min("queued_at"))["at"]
    held = PortalFiling.objects.filter(own(actor), state=FilingState.HELD).count()
    open_ones = differences(actor).filter(resent_at=None, waiting=False)
    return Counts(dict(by_state), oldest, held, open_ones.count())


def filings(actor: Actor) -> QuerySet[PortalFiling]:
    """What was filed at the portal, newest first."""
    demand_reader(actor)
    return PortalFiling.objects.filter(own(actor)).select_related("dossier")


def reckonings(actor: Actor) -> QuerySet[Reckoning]:
    """Comparisons, the newest day first, with the number of differences."""
    demand_reader(actor)
    rows = Reckoning.objects.select_related("agency")
    if not sees_all(actor):
        rows = rows.filter(agency=actor.agency_id)
    return rows.annotate(differing=Count("differences")).order_by("-day", "agency_id")


def differences(actor: Actor) -> QuerySet[Difference]:
    """What differs, by day, agency and code."""
    demand_reader(actor)
    rows = Difference.objects.select_related("reckoning__agency", "dossier")
    if not sees_all(actor):
        rows = rows.filter(reckoning__agency=actor.agency_id)
    return rows.order_by("-reckoning__day", "reckoning__agency_id", "code", "pk")

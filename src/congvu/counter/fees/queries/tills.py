"""Sessions of cashiers, and the day's sheet of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.fees.choices import RefundState
from congvu.counter.fees.models import Payment, Refund, Till
from congvu.counter.fees.policies import reads


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a session holds: cash in, cash out, and what must be in the drawer; đồng."""

    till: Till
    payments: list[Payment]
    refunds: list[Refund]

    @property
    def came(self) -> int:
        return sum(row.amount for row in self.payments)

    @property
    def went(self) -> int:
        return sum(row.amount for row in self.refunds)

    @property
    def expected(self) -> int:
        return self.till.opening + self.came - self.went

    @property
    def difference(self) -> int | None:
        """What was counted minus what the books say; None while the session is open."""
        till = self.till
        return None if till.counted is None else till.counted - (till.expected or 0)


def tills_for(actor: Actor) -> QuerySet[Till]:
    """Every session of the actor's agency, newest first."""
    if actor.agency_id is None or not reads(actor, actor.agency_id):
        return Till.objects.none()
    return Till.objects.filter(agency_id=actor.agency_id).order_by("-id")


def till_for(actor: Actor, till_id: int) -> Till:
    """:raises NotFound: not of the actor's agency"""
    till = tills_for(actor).select_related("agency").filter(pk=till_id).first()
    if till is None:
        raise NotFound
    return till


def open_till_of(actor: Actor) -> Till | None:
    """The session that the actor has open in the agency acted in."""
    return tills_for(actor).filter(cashier_id=actor.user_id, closed_at__isnull=True).first()


def sheet(till: Till) -> Sheet:
    """Every movement of a session, in order of time."""
    payments = Payment.objects.filter(till=till).select_related("charge", "receipt__book")
    refunds = Refund.objects.filter(till=till, state=RefundState.DONE)
    return Sheet(
        till,
        list(payments.order_by("confirmed_at", "id")),
        list(refunds.select_related("payment__charge").order_by("decided_at", "id")),
    )


def in_drawer(till: Till) -> int:
    """Opening money, plus cash taken, minus cash given back."""
    # Cash that went back in this session was taken into some drawer before, so it is not left out.
    came = Payment.objects.filter(till=till).aggregate(total=Sum("amount"))["total"] or 0
    went = Refund.objects.filter(till=till, state=RefundState.DONE).aggregate(
        total=Sum("amount")
    )["total"] or 0  # fmt: skip
    return till.opening + came - went

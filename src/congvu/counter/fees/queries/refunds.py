"""Money that is asked back, and money that nothing wants."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.fees.choices import PaymentState, RefundState
from congvu.counter.fees.models import Payment, Receipt, Refund
from congvu.counter.fees.policies import reads


def payments_for(actor: Actor) -> QuerySet[Payment]:
    """Every attempt to pay a charge of the actor's agency, newest first."""
    if actor.agency_id is None or not reads(actor, actor.agency_id):
        return Payment.objects.none()
    return Payment.objects.filter(charge__agency_id=actor.agency_id).order_by("-id")


def payment_for(actor: Actor, payment_id: int) -> Payment:
    """:raises NotFound: not of the actor's agency"""
    row = payments_for(actor).select_related("charge").filter(pk=payment_id).first()
    if row is None:
        raise NotFound
    return row


def surplus_for(actor: Actor) -> QuerySet[Payment]:
    """Money that came and that no charge wants, nobody having asked yet to give it back."""
    rows = payments_for(actor).filter(state=PaymentState.SURPLUS)
    asked = Refund.objects.exclude(state=RefundState.REFUSED).values("payment_id")
    return rows.exclude(pk__in=asked).select_related("charge", "gateway")


def refunds_for(actor: Actor) -> QuerySet[Refund]:
    """Every request of the actor's agency to give money back, newest first."""
    if actor.agency_id is None or not reads(actor, actor.agency_id):
        return Refund.objects.none()
    rows = Refund.objects.filter(payment__charge__agency_id=actor.agency_id)
    return rows.select_related("payment__charge", "payment__gateway").order_by("-id")


def refund_for(actor: Actor, refund_id: int) -> Refund:
    """:raises NotFound: not of the actor's agency"""
    row = refunds_for(actor).filter(pk=refund_id).first()
    if row is None:
        raise NotFound
    return row


def receipt_for(actor: Actor, receipt_id: int) -> Receipt:
    """:raises NotFound: not of the actor's agency"""
    rows = Receipt.objects.filter(payment__in=payments_for(actor).order_by().values("pk"))
    receipt = _whole(rows).filter(pk=receipt_id).first()
    if receipt is None:
        raise NotFound
    return receipt


def receipt_of(charge_id: int) -> Receipt | None:
    """The newest receipt of a charge; whoever calls has checked that it is read."""
    return _whole(Receipt.objects.filter(payment__charge_id=charge_id)).order_by("-id").first()


def _whole(rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
    return rows.select_related("book", "payment__charge__agency__parent")

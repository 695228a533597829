"""Money goes back: asked by one, agreed by another."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, NotAllowed, NotFound
from congvu.core.kernel.subject import Subject
from congvu.counter.fees.actions import charges, receipts
from congvu.counter.fees.actions.payments import demand_payment
from congvu.counter.fees.actions.tills import open_till
from congvu.counter.fees.choices import (
    CHARGE_KIND,
    PAYMENT,
    REFUND,
    Method,
    PaymentState,
)
from congvu.counter.fees.models import Refund
from congvu.counter.fees.policies import demand_charge


@action("fees.refund.ask")
def ask(*, actor: Actor, at: datetime, payment_id: int, reason: str) -> Refund:
    """Đề nghị hoàn tiền: the whole payment, with the reason.

    :raises WrongState: the agency does not have this money
    :raises Conflict: it is asked for already
    """
    charge, payment = demand_payment(payment_id)
    demand_charge(actor, "fees.refund.ask", charge)
    PAYMENT.target("refund", payment.state)
    said = charges.demand_reason(reason)
    try:
        with transaction.atomic():
            refund = Refund.objects.create(
                payment=payment, amount=payment.amount, reason=said, asked_at=at,
                asked_by=actor.name[:200], asked_by_user=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("Đã có đề nghị hoàn khoản này. Hãy mở đề nghị đó.") from None
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=charge.agency_id,
        changes={"refund": refund.amount, "reason": said},
    )  # fmt: skip
    return refund


@action("fees.refund.decide")
def decide(*, actor: Actor, at: datetime, refund_id: int, agreed: bool) -> Refund:
    """Duyệt hoặc không duyệt hoàn tiền; nobody decides what they asked for themselves.

    Cash is given out of the decider's open session. A refunded charge is owed no more; surplus
    money goes back without touching the charge.

    :raises TillClosed: cash goes back and no session is open
    """
    payment_id = Refund.objects.filter(pk=refund_id).values_list("payment_id", flat=True).first()
    if payment_id is None:
        raise NotFound
    charge, payment = demand_payment(payment_id)
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    demand_charge(actor, "fees.refund.decide", charge)
    if actor.user_id is not None and actor.user_id == refund.asked_by_user:
        raise NotAllowed(
            "Ông/bà không duyệt đề nghị của chính mình. Hãy để lãnh đạo khác duyệt.",
            verb="fees.refund.decide",
        )
    before = refund.state
    refund.state = REFUND.target("approve" if agreed else "refuse", refund.state)
    refund.decided_at, refund.decided_by = at, actor.name[:200]
    if agreed:
        if payment.method == Method.CASH:
            refund.till = open_till(actor, charge.agency_id)
        settled = payment.state == PaymentState.CONFIRMED
        payment.state = PAYMENT.target("refund", payment.state)
        payment.save(update_fields=["state"])
        if settled:
            receipts.cancel(payment=payment, at=at, reason=refund.reason)
            charges.move(charge, "refund", at=at)
            charges.told(charge)
    refund.save()
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=charge.agency_id,
        changes={"refund": [before, refund.state], "amount": refund.amount},
    )  # fmt: skip
    return refund

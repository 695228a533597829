"""What a dossier is charged, and what becomes of it when the dossier ends.

A dossier is charged once, by the rules of its procedure on the day it is received or asked to
pay. A charge that was cancelled or given back no longer counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import abridged
from congvu.counter.dossiers.actions.steps import subject_of
from congvu.counter.dossiers.choices import Channel
from congvu.counter.dossiers.errors import StillOwed
from congvu.counter.dossiers.models import Dossier
from congvu.counter.fees import actions as fees
from congvu.counter.fees.choices import HOLDING, ChargeState
from congvu.counter.fees.queries import charges_of, nothing_due, prices_on

if TYPE_CHECKING:
    from congvu.counter.fees.models import Charge

GONE = (ChargeState.CANCELLED, ChargeState.REFUNDED)


def raise_for(dossier: Dossier, *, actor: Actor, at: datetime) -> Charge | None:
    """The charge of a dossier; None when nothing says what it costs, or it was charged before.

    The verb that leads here has checked the actor, who may charge nobody otherwise.
    """
    code = dossier.procedure.procedure.code
    try:
        rules = prices_on(code, agency_id=dossier.agency_id, day=local_date(at))
    except Invalid:  # a code by which no rule knows a procedure
        return None
    if not rules:
        return None
    if any(charge.state not in GONE for charge in charges_of(subject_of(dossier))):
        return None
    who = dossier.applicant
    return fees.raise_charge(
        actor=system_actor(actor.channel), at=at, agency_id=dossier.agency_id,
        procedure_code=code, reason=abridged(f"Hồ sơ {dossier.code}: {dossier.title}", 300),
        payer_name=who.name, payer_address=who.address, subject=subject_of(dossier),
        online=dossier.channel == Channel.ONLINE,
    )  # fmt: skip


def demand_settled(dossier: Dossier) -> None:
    """:raises StillOwed: a charge of the dossier waits for money"""
    if not nothing_due(subject_of(dossier)):
        raise StillOwed


def release(dossier: Dossier, *, at: datetime, reason: str, give_back: bool = False) -> None:
    """A dossier that ends without a result: what is due is owed no more.

    :param give_back: what was paid is asked back too, for somebody of the agency to decide
    """
    system = system_actor()
    for charge in charges_of(subject_of(dossier)):
        if charge.state == ChargeState.DUE:
            fees.cancel(actor=system, at=at, charge_id=charge.pk, reason=abridged(reason, 300))
        held = charge.payments.filter(state__in=HOLDING, refunds__isnull=True)
        for payment in held if give_back else ():
            fees.ask_refund(
                actor=system, at=at, payment_id=payment.pk, reason=abridged(reason, 300)
            )

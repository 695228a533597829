"""Money comes: cash at a till, or through a gateway that calls back, once or ten times."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.counter.fees.actions import charges, receipts
from congvu.counter.fees.actions.tills import open_till
from congvu.counter.fees.choices import (
    CHARGE,
    CHARGE_KIND,
    PAYMENT,
    ChargeState,
    Heard,
    Method,
    PaymentState,
)
from congvu.counter.fees.errors import Forged, NoGateway, WrongSum
from congvu.counter.fees.gateways import Notice, Started, gateways
from congvu.counter.fees.models import Callback, Charge, GatewayAccount, Payment
from congvu.counter.fees.policies import demand_charge, may_use

_OVER = (PaymentState.CONFIRMED, PaymentState.SURPLUS, PaymentState.REFUNDED)


@action("fees.payment.take_cash")
def take_cash(
    *, actor: Actor, at: datetime, charge_id: int, amount: int, version: int | None = None
) -> Payment:
    """Thu tiền mặt: the whole sum, into the cashier's open session; the receipt comes with it.

    :raises WrongSum: another sum than the charge's
    :raises TillClosed: the cashier has no session open
    """
    charge = charges.lock_charge(charge_id)
    demand_charge(actor, "fees.payment.take_cash", charge)
    charges.demand_fresh(charge, version)
    CHARGE.target("pay", charge.state)
    till = open_till(actor, charge.agency_id)
    if amount != charge.amount:
        raise WrongSum
    payment = Payment.objects.create(
        charge=charge, method=Method.CASH, till=till, reference=_reference(), amount=amount,
        state=PaymentState.CONFIRMED, started_at=at, confirmed_at=at, taken_by=actor.name[:200],
    )  # fmt: skip
    _settle(charge, payment, actor, at)
    return payment


def _settle(charge: Charge, payment: Payment, actor: Actor, at: datetime) -> None:
    charges.move(charge, "pay", at=at)
    receipt = receipts.issue(payment=payment, agency_id=charge.agency_id, at=at, by=actor.name)
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=charge.agency_id,
        changes={"state": [ChargeState.DUE, charge.state], "amount": payment.amount,
                 "method": payment.method, "receipt": str(receipt)},
    )  # fmt: skip
    charges.told(charge)


@action("fees.payment.start")
def start(
    *, actor: Actor, at: datetime, charge_id: int, gateway: str, back: str, key: str = ""
) -> tuple[Payment, Started]:
    """Bắt đầu nộp tiền: where the payer goes on. Nothing is paid yet.

    :param key: the charge's own key, which stands for the payer, who needs no account
    :raises NoGateway: not an account of the agency that is in use
    :raises WrongState: nothing is due
    """
    charge = charges.lock_charge(charge_id)
    if not (key and secrets.compare_digest(key, charge.key)):
        demand_charge(actor, "fees.payment.start", charge)
    CHARGE.target("pay", charge.state)
    account = GatewayAccount.objects.filter(code=gateway).first()
    spoken = gateways.get(account.speech) if account else None
    if account is None or spoken is None or not may_use(account, charge):
        raise NoGateway
    asked = {"charge": charge, "gateway": account, "state": PaymentState.STARTED}
    payment = Payment.objects.filter(**asked).first() or Payment.objects.create(
        **asked, method=account.method, reference=_reference(), amount=charge.amount, started_at=at
    )
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=charge.agency_id,
        changes={"gateway": account.code, "reference": payment.reference},
    )  # fmt: skip
    return payment, spoken.start(account, payment, back=back)


@action("fees.payment.hear")
def hear(
    *, actor: Actor, at: datetime, gateway: str, headers: Mapping[str, str], body: bytes
) -> Callback:
    """Ghi nhận báo của cổng thanh toán: the same message any number of times counts once.

    Money for a charge that wants none (paid, cancelled, another sum) is kept as surplus until it
    goes back. A forged message is kept as such and changes nothing.

    :raises NoGateway: no such account
    """
    account = GatewayAccount.objects.select_for_update().filter(code=gateway).first()
    spoken = gateways.get(account.speech) if account else None
    if account is None or spoken is None:
        raise NoGateway
    notice: Notice | None = None
    try:
        notice = spoken.heard(account, headers, body, at=at)
        outcome = _take(account, notice, actor, at)
    except Forged:
        outcome = Heard.FORGED
    row = _kept(account, body, notice, outcome, at)
    note(
        None, label=account.name, agency_id=account.agency_id,
        changes={"reference": row.reference, "amount": row.amount, "outcome": outcome},
    )  # fmt: skip
    return row


def _take(account: GatewayAccount, notice: Notice, actor: Actor, at: datetime) -> Heard:
    found = Payment.objects.filter(gateway=account, reference=notice.reference)
    charge_id = found.values_list("charge_id", flat=True).first()
    if charge_id is None:
        return Heard.UNKNOWN
    charge = charges.lock_charge(charge_id)
    payment = Payment.objects.select_for_update().get(reference=notice.reference)
    if payment.state in _OVER:
        return Heard.REPEATED
    if not notice.succeeded:
        if payment.state == PaymentState.STARTED:
            payment.state = PAYMENT.target("fail", payment.state)
            payment.save(update_fields=["state"])
        return Heard.FAILED
    if Payment.objects.filter(gateway=account, transaction=notice.transaction).exists():
        return Heard.REPEATED
    wanted = charge.state == ChargeState.DUE and notice.amount == charge.amount
    payment.state = PAYMENT.target("confirm" if wanted else "overpay", payment.state)
    payment.transaction, payment.confirmed_at = notice.transaction, at
    payment.amount = notice.amount
    payment.save(update_fields=["state", "transaction", "confirmed_at", "amount"])
    if wanted:
        _settle(charge, payment, actor, at)
    return Heard.CONFIRMED if wanted else Heard.SURPLUS


def _kept(
    account: GatewayAccount, body: bytes, notice: Notice | None, outcome: Heard, at: datetime
) -> Callback:
    digest = hashlib.sha256(body).hexdigest()
    again = Callback.objects.filter(gateway=account, digest=digest)
    if again.update(times=F("times") + 1, last_at=at):
        row = again.get()
        if row.outcome == Heard.FORGED and outcome != Heard.FORGED:
            row.outcome = outcome
            row.reference = notice.reference if notice else ""
            row.amount = notice.amount if notice else None
            row.save(update_fields=["outcome", "reference", "amount"])
        return row
    return Callback.objects.create(
        gateway=account, digest=digest, outcome=outcome, first_at=at, last_at=at,
        reference=notice.reference if notice else "", amount=notice.amount if notice else None,
    )  # fmt: skip


def _reference() -> str:
    """Ours, for the gateway: plain, short enough for a bank's purpose line."""
    return "CV" + secrets.token_hex(8).upper()


def demand_payment(payment_id: int) -> tuple[Charge, Payment]:
    """Both locked, the charge first, as everywhere.

    :raises NotFound: no such payment
    """
    charge_id = Payment.objects.filter(pk=payment_id).values_list("charge_id", flat=True).first()
    if charge_id is None:
        raise NotFound
    charge = charges.lock_charge(charge_id)
    return charge, Payment.objects.select_for_update().get(pk=payment_id)

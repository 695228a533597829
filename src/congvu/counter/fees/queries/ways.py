"""How a charge can be paid without cash, and how far an attempt has come."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.counter.fees.choices import ChargeState, PaymentState
from congvu.counter.fees.gateways import gateways
from congvu.counter.fees.models import Charge, GatewayAccount, Payment


@dataclass(frozen=True, slots=True)
class Underway:
    """An attempt that waits for the bank's word: an address to open, or a code to scan."""

    payment: Payment
    account: GatewayAccount
    url: str
    qr: str


def accounts_of(charge: Charge) -> list[GatewayAccount]:
    """Accounts that take money for the charge now; none when nothing is due."""
    if charge.state != ChargeState.DUE:
        return []
    rows = GatewayAccount.objects.filter(agency_id=charge.agency_id, active=True)
    return [row for row in rows.order_by("name", "id") if row.speech in gateways]


def underway(charge: Charge, *, back: str) -> list[Underway]:
    """Attempts of a due charge that wait, newest first, with where the payer goes on."""
    if charge.state != ChargeState.DUE:
        return []
    rows = Payment.objects.filter(charge=charge, state=PaymentState.STARTED)
    found = []
    for payment in rows.select_related("gateway", "charge").order_by("-id"):
        account = payment.gateway
        spoken = gateways.get(account.speech) if account else None
        if account is None or spoken is None or not account.active:
            continue
        started = spoken.start(account, payment, back=back)
        found.append(Underway(payment, account, started.url, started.qr))
    return found

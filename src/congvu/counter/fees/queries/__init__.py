"""Reading doors of fees."""

from congvu.counter.fees.queries.charges import (
    charge_by_key,
    charge_cards,
    charge_for,
    charges_for,
    charges_of,
    has_paid,
    nothing_due,
    readable_charges,
)
from congvu.counter.fees.queries.keeping import (
    agencies_kept,
    exemption_by_code,
    exemptions,
    exemptions_on,
    gateway_for,
    gateways_for,
    priced_on,
    rule_for,
    rules_for,
)
from congvu.counter.fees.queries.prices import exemption_on, prices_on
from congvu.counter.fees.queries.reconciliation import Day, Difference, reconcile
from congvu.counter.fees.queries.refunds import (
    payment_for,
    payments_for,
    receipt_for,
    receipt_of,
    refund_for,
    refunds_for,
    surplus_for,
)
from congvu.counter.fees.queries.tills import (
    Sheet,
    in_drawer,
    open_till_of,
    sheet,
    till_for,
    tills_for,
)
from congvu.counter.fees.queries.ways import Underway, accounts_of, underway

__all__ = [
    "Day",
    "Difference",
    "Sheet",
    "Underway",
    "accounts_of",
    "agencies_kept",
    "charge_by_key",
    "charge_cards",
    "charge_for",
    "charges_for",
    "charges_of",
    "exemption_by_code",
    "exemption_on",
    "exemptions",
    "exemptions_on",
    "gateway_for",
    "gateways_for",
    "has_paid",
    "in_drawer",
    "nothing_due",
    "open_till_of",
    "payment_for",
    "payments_for",
    "priced_on",
    "prices_on",
    "readable_charges",
    "receipt_for",
    "receipt_of",
    "reconcile",
    "refund_for",
    "refunds_for",
    "rule_for",
    "rules_for",
    "sheet",
    "surplus_for",
    "till_for",
    "tills_for",
    "underway",
]

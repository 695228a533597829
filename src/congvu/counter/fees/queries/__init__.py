"""Reading doors of fees."""

from congvu.counter.fees.queries.charges import (
    charge_by_key,
    charge_cards,
    charge_for,
    charges_for,
    charges_of,
    nothing_due,
    readable_charges,
)
from congvu.counter.fees.queries.prices import exemption_on, prices_on
from congvu.counter.fees.queries.reconciliation import Day, Difference, reconcile

__all__ = [
    "Day",
    "Difference",
    "charge_by_key",
    "charge_cards",
    "charge_for",
    "charges_for",
    "charges_of",
    "exemption_on",
    "nothing_due",
    "prices_on",
    "readable_charges",
    "reconcile",
]

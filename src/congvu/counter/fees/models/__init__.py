"""Tables of fees."""

from congvu.counter.fees.models.charge import Charge, ChargeLine
from congvu.counter.fees.models.gateway import GatewayAccount, StatementLine
from congvu.counter.fees.models.payment import Callback, Payment, Refund
from congvu.counter.fees.models.receipt import Receipt, ReceiptBook
from congvu.counter.fees.models.rule import Exemption, FeeRule
from congvu.counter.fees.models.till import Till

__all__ = [
    "Callback",
    "Charge",
    "ChargeLine",
    "Exemption",
    "FeeRule",
    "GatewayAccount",
    "Payment",
    "Receipt",
    "ReceiptBook",
    "Refund",
    "StatementLine",
    "Till",
]

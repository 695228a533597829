"""Payment gateways behind one interface."""

from congvu.counter.fees.gateways.base import Gateway, Notice, Started, gateways
from congvu.counter.fees.gateways.signed import BankTransfer, Redirect

gateways.add("vietqr", BankTransfer())
gateways.add("redirect", Redirect())

__all__ = ["Gateway", "Notice", "Started", "gateways"]

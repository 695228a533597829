"""Writing doors of fees."""

from congvu.counter.fees.actions.charges import cancel, raise_charge, waive
from congvu.counter.fees.actions.payments import hear, start, take_cash
from congvu.counter.fees.actions.reconciling import Said, import_statement
from congvu.counter.fees.actions.refunds import ask as ask_refund
from congvu.counter.fees.actions.refunds import decide as decide_refund
from congvu.counter.fees.actions.rules import end_rule, set_exemption, set_gateway, set_rule
from congvu.counter.fees.actions.tills import close_session, open_session

__all__ = [
    "Said",
    "ask_refund",
    "cancel",
    "close_session",
    "decide_refund",
    "end_rule",
    "hear",
    "import_statement",
    "open_session",
    "raise_charge",
    "set_exemption",
    "set_gateway",
    "set_rule",
    "start",
    "take_cash",
    "waive",
]

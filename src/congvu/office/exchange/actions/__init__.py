"""Writing doors of the post office."""

from congvu.office.exchange.actions.arriving import deliver_here
from congvu.office.exchange.actions.recalling import ask_back
from congvu.office.exchange.actions.retrying import resend
from congvu.office.exchange.actions.sending import send
from congvu.office.exchange.actions.statuses import answer_recall, report

__all__ = ["answer_recall", "ask_back", "deliver_here", "report", "resend", "send"]

"""Writing doors of the post office."""

from congvu.office.exchange.actions.accepting import Accepted, accept, peer_actor
from congvu.office.exchange.actions.arriving import deliver_here
from congvu.office.exchange.actions.fetching import Opened, mark_fetched, open_mail
from congvu.office.exchange.actions.hearing import Heard, Outcome, hear
from congvu.office.exchange.actions.holding import discard, hold
from congvu.office.exchange.actions.peers import (
    close_route,
    new_secret,
    pause_peer,
    register_agency,
    remove_agency,
    save_peer,
    save_route,
)
from congvu.office.exchange.actions.recalling import ask_back
from congvu.office.exchange.actions.reconciling import Difference, Reconciled, reconcile
from congvu.office.exchange.actions.releasing import release
from congvu.office.exchange.actions.retrying import resend
from congvu.office.exchange.actions.sending import send
from congvu.office.exchange.actions.statuses import answer_recall, report
from congvu.office.exchange.actions.together import Handed, accept_many

__all__ = [
    "Accepted",
    "Difference",
    "Handed",
    "Heard",
    "Opened",
    "Outcome",
    "Reconciled",
    "accept",
    "accept_many",
    "answer_recall",
    "ask_back",
    "close_route",
    "deliver_here",
    "discard",
    "hear",
    "hold",
    "mark_fetched",
    "new_secret",
    "open_mail",
    "pause_peer",
    "peer_actor",
    "reconcile",
    "register_agency",
    "release",
    "remove_agency",
    "report",
    "resend",
    "save_peer",
    "save_route",
    "send",
]

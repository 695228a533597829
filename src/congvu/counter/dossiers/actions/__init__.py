"""The verbs of dossiers: keyword-only, with ``actor`` and ``at``."""

from congvu.counter.dossiers.actions.applicants import Who
from congvu.counter.dossiers.actions.doubts import decide_date, decide_dates, look_at_dates
from congvu.counter.dossiers.actions.figures import count_days, differing_days, recount
from congvu.counter.dossiers.actions.filing import (
    Filing,
    Scan,
    accept,
    file_dossier,
    receive,
    refuse,
)
from congvu.counter.dossiers.actions.lookups import look_up
from congvu.counter.dossiers.actions.processing import extend, hand_over, start, stop, withdraw
from congvu.counter.dossiers.actions.results import finish, propose, return_result
from congvu.counter.dossiers.actions.sealing import keep_form, sign_form
from congvu.counter.dossiers.actions.supplements import Point, ask_supplement, supply
from congvu.counter.dossiers.actions.waiting import ask_payment, confirm_payment

__all__ = [
    "Filing",
    "Point",
    "Scan",
    "Who",
    "accept",
    "ask_payment",
    "ask_supplement",
    "confirm_payment",
    "count_days",
    "decide_date",
    "decide_dates",
    "differing_days",
    "extend",
    "file_dossier",
    "finish",
    "hand_over",
    "keep_form",
    "look_at_dates",
    "look_up",
    "propose",
    "receive",
    "recount",
    "refuse",
    "return_result",
    "sign_form",
    "start",
    "stop",
    "supply",
    "withdraw",
]

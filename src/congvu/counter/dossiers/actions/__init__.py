"""The verbs of dossiers: keyword-only, with ``actor`` and ``at``."""

from congvu.counter.dossiers.actions.applicants import Who, check_who
from congvu.counter.dossiers.actions.consulting import answer, consult, note_silence
from congvu.counter.dossiers.actions.doubts import decide_date, decide_dates, look_at_dates
from congvu.counter.dossiers.actions.drafting import GENERAL, filled, keep_template, template_for
from congvu.counter.dossiers.actions.figures import count_days, differing_days, recount
from congvu.counter.dossiers.actions.filing import (
    Filing,
    Scan,
    accept,
    file_dossier,
    receive,
    refuse,
)
from congvu.counter.dossiers.actions.hearing import take_message
from congvu.counter.dossiers.actions.issuing import (
    Paper,
    keep_sealed,
    keep_signed,
    lay_results,
    number_result,
    reissue_result,
    revoke_result,
    seal_result,
    seal_results,
    sign_result,
)
from congvu.counter.dossiers.actions.joining import (
    drop_joint,
    fail_joint,
    joint_back,
    pass_on,
    retry_joint,
    retry_link,
    send_joint,
    tell_parent,
)
from congvu.counter.dossiers.actions.lookups import look_up
from congvu.counter.dossiers.actions.opening import Seat
from congvu.counter.dossiers.actions.processing import extend, hand_over, start, stop, withdraw
from congvu.counter.dossiers.actions.results import finish, propose, return_result
from congvu.counter.dossiers.actions.sealing import keep_form, sign_form
from congvu.counter.dossiers.actions.stepping import (
    Done,
    assign_step,
    return_step,
    take_step,
    take_steps,
)
from congvu.counter.dossiers.actions.supplements import Point, ask_supplement, supply
from congvu.counter.dossiers.actions.waiting import ask_payment, confirm_payment

__all__ = [
    "GENERAL",
    "Done",
    "Filing",
    "Paper",
    "Point",
    "Scan",
    "Seat",
    "Who",
    "accept",
    "answer",
    "ask_payment",
    "ask_supplement",
    "assign_step",
    "check_who",
    "confirm_payment",
    "consult",
    "count_days",
    "decide_date",
    "decide_dates",
    "differing_days",
    "drop_joint",
    "extend",
    "fail_joint",
    "file_dossier",
    "filled",
    "finish",
    "hand_over",
    "joint_back",
    "keep_form",
    "keep_sealed",
    "keep_signed",
    "keep_template",
    "lay_results",
    "look_at_dates",
    "look_up",
    "note_silence",
    "number_result",
    "pass_on",
    "propose",
    "receive",
    "recount",
    "refuse",
    "reissue_result",
    "retry_joint",
    "retry_link",
    "return_result",
    "return_step",
    "revoke_result",
    "seal_result",
    "seal_results",
    "send_joint",
    "sign_form",
    "sign_result",
    "start",
    "stop",
    "supply",
    "take_message",
    "take_step",
    "take_steps",
    "tell_parent",
    "template_for",
    "withdraw",
]

"""Writing doors of incoming letters."""

from congvu.office.documents.actions.incoming.arrival import correct, receive, refuse, register
from congvu.office.documents.actions.incoming.arriving import arrive
from congvu.office.documents.actions.incoming.batch import Outcome, batch_direct, batch_register
from congvu.office.documents.actions.incoming.closing import answered, finish, keep, reopen
from congvu.office.documents.actions.incoming.enclosures import (
    add_file,
    delivered_with,
    remove_file,
)
from congvu.office.documents.actions.incoming.fields import Fields, fields_of
from congvu.office.documents.actions.incoming.giving import assign, direct, forward, present
from congvu.office.documents.actions.incoming.holding import (
    decide_extension,
    open_letter,
    recall,
    report,
    return_letter,
)
from congvu.office.documents.actions.incoming.papers import Paper, Upload, take_in
from congvu.office.documents.actions.incoming.sending import (
    agree_recall,
    freeze,
    refuse_recall,
)

__all__ = [
    "Fields",
    "Outcome",
    "Paper",
    "Upload",
    "add_file",
    "agree_recall",
    "answered",
    "arrive",
    "assign",
    "batch_direct",
    "batch_register",
    "correct",
    "decide_extension",
    "delivered_with",
    "direct",
    "fields_of",
    "finish",
    "forward",
    "freeze",
    "keep",
    "open_letter",
    "present",
    "recall",
    "receive",
    "refuse",
    "refuse_recall",
    "register",
    "remove_file",
    "reopen",
    "report",
    "return_letter",
    "take_in",
]

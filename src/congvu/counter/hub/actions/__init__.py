"""Writing doors of the hub."""

from congvu.counter.hub.actions.computing import compute
from congvu.counter.hub.actions.desks import DeskFields, save_desk
from congvu.counter.hub.actions.receiving import Outcome, receive_answers, receive_figures
from congvu.counter.hub.actions.staging import (
    Read,
    confirm_import,
    discard_import,
    read_batch,
    read_file,
    stage_import,
)
from congvu.counter.hub.actions.telling import FeedbackFields, record_fact, save_feedback

__all__ = [
    "DeskFields",
    "FeedbackFields",
    "Outcome",
    "Read",
    "compute",
    "confirm_import",
    "discard_import",
    "read_batch",
    "read_file",
    "receive_answers",
    "receive_figures",
    "record_fact",
    "save_desk",
    "save_feedback",
    "stage_import",
]

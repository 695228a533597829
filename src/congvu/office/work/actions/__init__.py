"""Writing doors of the work room."""

from congvu.office.work.actions.batch import Asked, TaskOutcome, batch_tasks
from congvu.office.work.actions.extensions import ask_extension, decide_extension
from congvu.office.work.actions.handing import hand_on
from congvu.office.work.actions.hooks import on_reading
from congvu.office.work.actions.matters import (
    add_note,
    close_matter,
    open_matter,
    readdress,
    reopen_matter,
)
from congvu.office.work.actions.opinions import answer_opinion, ask_opinion, withdraw_opinion
from congvu.office.work.actions.parts import (
    finish,
    open_assignment,
    open_for,
    recall,
    return_assignment,
)
from congvu.office.work.actions.pausing import pause, resume
from congvu.office.work.actions.reminders import remind
from congvu.office.work.actions.targets import Target
from congvu.office.work.actions.tasks import create_task, report_progress
from congvu.office.work.actions.watching import unwatch, watch

__all__ = [
    "Asked",
    "Target",
    "TaskOutcome",
    "add_note",
    "answer_opinion",
    "ask_extension",
    "ask_opinion",
    "batch_tasks",
    "close_matter",
    "create_task",
    "decide_extension",
    "finish",
    "hand_on",
    "on_reading",
    "open_assignment",
    "open_for",
    "open_matter",
    "pause",
    "readdress",
    "recall",
    "remind",
    "reopen_matter",
    "report_progress",
    "resume",
    "return_assignment",
    "unwatch",
    "watch",
    "withdraw_opinion",
]

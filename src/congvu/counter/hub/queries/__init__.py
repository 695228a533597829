"""Reading doors of the hub."""

from congvu.counter.hub.queries.batches import batch_for, batches_for, latest_survey
from congvu.counter.hub.queries.breaks import broken_rows
from congvu.counter.hub.queries.cards import cards, readable
from congvu.counter.hub.queries.desks import desk_by_id, desks
from congvu.counter.hub.queries.reports import (
    Line,
    Report,
    Span,
    history,
    last_month,
    months,
    report,
    standing,
    trend,
)
from congvu.counter.hub.queries.scores import Scored, agencies_of, behind, last_day, scores
from congvu.counter.hub.queries.sheets import Sheet, sheet_behind, statutory, year_quarters
from congvu.counter.hub.queries.told import facts_for, feedback, feedback_for

__all__ = [
    "Line",
    "Report",
    "Scored",
    "Sheet",
    "Span",
    "agencies_of",
    "batch_for",
    "batches_for",
    "behind",
    "broken_rows",
    "cards",
    "desk_by_id",
    "desks",
    "facts_for",
    "feedback",
    "feedback_for",
    "history",
    "last_day",
    "last_month",
    "latest_survey",
    "months",
    "readable",
    "report",
    "scores",
    "sheet_behind",
    "standing",
    "statutory",
    "trend",
    "year_quarters",
]

"""Reading doors of dossiers: everything "for actor"."""

from congvu.counter.dossiers.queries.figures import PeriodFigures, counted_through, period_figures
from congvu.counter.dossiers.queries.lists import (
    COLUMNS,
    COUNT_CAP,
    NEAR,
    Filters,
    Row,
    cards,
    counts,
    doubts_for,
    filtered,
    for_actor,
    just_handled,
    no_cards,
    readable,
    readable_papers,
    readable_results,
    row_of,
    rows_of,
    signed_form,
    visible_to,
)
from congvu.counter.dossiers.queries.masking import masked_name, masked_number
from congvu.counter.dossiers.queries.register import RegisterRow, register_rows
from congvu.counter.dossiers.queries.rows import approved_result, event, events_of, locked, row
from congvu.counter.dossiers.queries.scores import PeriodScore, period_scores
from congvu.counter.dossiers.queries.tracking import DIGITS, NOT_FOUND, Tracked, track

__all__ = [
    "COLUMNS",
    "COUNT_CAP",
    "DIGITS",
    "NEAR",
    "NOT_FOUND",
    "Filters",
    "PeriodFigures",
    "PeriodScore",
    "RegisterRow",
    "Row",
    "Tracked",
    "approved_result",
    "cards",
    "counted_through",
    "counts",
    "doubts_for",
    "event",
    "events_of",
    "filtered",
    "for_actor",
    "just_handled",
    "locked",
    "masked_name",
    "masked_number",
    "no_cards",
    "period_figures",
    "period_scores",
    "readable",
    "readable_papers",
    "readable_results",
    "register_rows",
    "row",
    "row_of",
    "rows_of",
    "signed_form",
    "track",
    "visible_to",
]

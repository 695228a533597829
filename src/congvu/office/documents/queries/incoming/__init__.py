"""Reading doors of incoming letters; each answers for one actor."""

from congvu.office.documents.queries.incoming.figures import (
    RegisterRow,
    SameDay,
    in_register,
    next_working_days,
    register_rows,
    same_day_months,
    same_day_rate,
)
from congvu.office.documents.queries.incoming.letters import (
    abilities,
    answers_of,
    cards,
    for_actor,
    parts_of,
    readable,
    visible_to,
)
from congvu.office.documents.queries.incoming.lists import (
    COUNT_CAP,
    Filters,
    duplicates,
    filtered,
    newest,
    number_of,
    overdue,
    state_counts,
    waiting_counts,
)

__all__ = [
    "COUNT_CAP",
    "Filters",
    "RegisterRow",
    "SameDay",
    "abilities",
    "answers_of",
    "cards",
    "duplicates",
    "filtered",
    "for_actor",
    "in_register",
    "newest",
    "next_working_days",
    "number_of",
    "overdue",
    "parts_of",
    "readable",
    "register_rows",
    "same_day_months",
    "same_day_rate",
    "state_counts",
    "visible_to",
    "waiting_counts",
]

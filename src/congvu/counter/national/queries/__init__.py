"""Reading doors of the way to the national portal: everything "for actor"."""

from congvu.counter.national.queries.cards import (
    admins_only,
    message_cards,
    no_cards,
    readable_messages,
)
from congvu.counter.national.queries.lists import (
    Counts,
    counts,
    differences,
    filings,
    message_for,
    messages,
    portal,
    reckonings,
)

__all__ = [
    "Counts",
    "admins_only",
    "counts",
    "differences",
    "filings",
    "message_cards",
    "message_for",
    "messages",
    "no_cards",
    "portal",
    "readable_messages",
    "reckonings",
]

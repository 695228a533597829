"""The API of letters: incoming, outgoing, registers, record files."""

from congvu.office.documents.api import (
    incoming,
    incoming_entry,
    incoming_verbs,
    outgoing,
    outgoing_numbering,
    outgoing_verbs,
    places,
    records,
    registers,
    uploads,
)
from congvu.office.documents.api.router import router

__all__ = [
    "incoming",
    "incoming_entry",
    "incoming_verbs",
    "outgoing",
    "outgoing_numbering",
    "outgoing_verbs",
    "places",
    "records",
    "registers",
    "router",
    "uploads",
]

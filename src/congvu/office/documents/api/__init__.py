"""The API of letters: incoming, outgoing, registers."""

from congvu.office.documents.api import incoming, incoming_entry, incoming_verbs, uploads
from congvu.office.documents.api.router import router

__all__ = ["incoming", "incoming_entry", "incoming_verbs", "router", "uploads"]

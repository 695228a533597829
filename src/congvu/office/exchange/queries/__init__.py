"""Reading doors of the post office."""

from congvu.office.exchange.queries.directory import (
    Directory,
    Place,
    codes_for,
    look_up,
    reachable,
    serves,
)
from congvu.office.exchange.queries.letters import Posted, Way, for_subject, received_as
from congvu.office.exchange.queries.mails import Mail, mailbox, sent_by, waiting_count

__all__ = [
    "Directory",
    "Mail",
    "Place",
    "Posted",
    "Way",
    "codes_for",
    "for_subject",
    "look_up",
    "mailbox",
    "reachable",
    "received_as",
    "sent_by",
    "serves",
    "waiting_count",
]

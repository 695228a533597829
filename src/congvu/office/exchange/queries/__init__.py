"""Reading doors of the post office."""

from congvu.office.exchange.queries.board import (
    counts,
    dead_count,
    deliveries,
    envelope_for,
    held,
    held_count,
    peer_by_code,
    peer_for,
    peers,
    routes_of,
)
from congvu.office.exchange.queries.directory import (
    Directory,
    Place,
    codes_for,
    look_up,
    reachable,
    serves,
)
from congvu.office.exchange.queries.figures import Receipts, Share, receipts, shares, totals
from congvu.office.exchange.queries.letters import (
    Posted,
    Way,
    for_subject,
    posted,
    received_as,
)
from congvu.office.exchange.queries.mails import Mail, mailbox, sent_by, waiting_count

__all__ = [
    "Directory",
    "Mail",
    "Place",
    "Posted",
    "Receipts",
    "Share",
    "Way",
    "codes_for",
    "counts",
    "dead_count",
    "deliveries",
    "envelope_for",
    "for_subject",
    "held",
    "held_count",
    "look_up",
    "mailbox",
    "peer_by_code",
    "peer_for",
    "peers",
    "posted",
    "reachable",
    "receipts",
    "received_as",
    "routes_of",
    "sent_by",
    "serves",
    "shares",
    "totals",
    "waiting_count",
]

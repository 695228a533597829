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

__all__ = [
    "Directory",
    "Place",
    "Posted",
    "Way",
    "codes_for",
    "for_subject",
    "look_up",
    "reachable",
    "received_as",
    "serves",
]

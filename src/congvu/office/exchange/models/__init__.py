"""Tables of the post office."""

from congvu.office.exchange.models.envelope import (
    Delivery,
    DeliveryQuerySet,
    Envelope,
    EnvelopeFile,
)
from congvu.office.exchange.models.peer import Peer, Route, UsedNonce
from congvu.office.exchange.models.quarantine import Quarantined
from congvu.office.exchange.models.status import StatusEntry, StatusQuerySet

__all__ = [
    "Delivery",
    "DeliveryQuerySet",
    "Envelope",
    "EnvelopeFile",
    "Peer",
    "Quarantined",
    "Route",
    "StatusEntry",
    "StatusQuerySet",
    "UsedNonce",
]

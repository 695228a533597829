from congvu.office.documents.models.incoming import Incoming
from congvu.office.documents.models.outgoing import (
    Answer,
    Copy,
    Outgoing,
    Recipient,
    RecipientGroup,
    Review,
)
from congvu.office.documents.models.record import Record, RecordItem
from congvu.office.documents.models.register import Number, Register

__all__ = [
    "Answer",
    "Copy",
    "Incoming",
    "Number",
    "Outgoing",
    "Recipient",
    "RecipientGroup",
    "Record",
    "RecordItem",
    "Register",
    "Review",
]

from congvu.office.documents.models.incoming import Incoming
from congvu.office.documents.models.outgoing import Answer, Outgoing, Recipient, Review
from congvu.office.documents.models.record import Record, RecordItem
from congvu.office.documents.models.register import Number, Register

__all__ = [
    "Answer",
    "Incoming",
    "Number",
    "Outgoing",
    "Recipient",
    "Record",
    "RecordItem",
    "Register",
    "Review",
]

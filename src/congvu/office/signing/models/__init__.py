"""Tables of the signing room."""

from congvu.office.signing.models.certificate import Certificate
from congvu.office.signing.models.key import SigningKey
from congvu.office.signing.models.likeness import Likeness
from congvu.office.signing.models.record import SignatureRecord
from congvu.office.signing.models.request import SigningItem, SigningRequest
from congvu.office.signing.models.trust import TrustAnchor
from congvu.office.signing.models.validation import RevocationEvidence, ValidationRecord

__all__ = [
    "Certificate",
    "Likeness",
    "RevocationEvidence",
    "SignatureRecord",
    "SigningItem",
    "SigningKey",
    "SigningRequest",
    "TrustAnchor",
    "ValidationRecord",
]

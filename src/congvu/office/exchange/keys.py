"""The keys of envelopes: with which one an agency signs, and whether a peer's is the right one."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.office.exchange.edxml.signature import Signer, SoftSigner
from congvu.office.exchange.errors import BadSignature, EnvelopeCertificateExpired
from congvu.office.signing.errors import SignatureRefused
from congvu.office.signing.queries import envelope_key


def signer_for(agency_id: int | None, *, at: datetime) -> Signer | None:
    """The key with which an agency's envelopes are signed; None leaves them unsigned.

    An unsigned envelope is taken from an authenticated peer only (A.6).

    :raises DomainError: there is a key whose certificate is no longer good
    """
    if agency_id is None:
        return None
    try:
        key, certificate = envelope_key(agency_id)
    except SignatureRefused:
        return None
    return SoftSigner(key, certificate) if isinstance(key, rsa.RSAPrivateKey) else None


def in_force(
    certificate: x509.Certificate, at: datetime, *, slack: timedelta = timedelta(0)
) -> bool:
    """Whether the certificate is within its days; ``slack`` is how far our clock may be off."""
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return first - slack <= at <= last + slack


def demand_key(certificate: x509.Certificate | None, pinned: str, *, at: datetime) -> None:
    """Whether an envelope's signature was made with the key pinned for the peer.

    A key that its owner has revoked is no longer pinned, so it is another key.

    :raises BadSignature: unsigned, or another key
    :raises EnvelopeCertificateExpired: its certificate is outside its days
    """
    if certificate is None:
        raise BadSignature
    expected = load_pem_public_key(pinned.encode())
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if certificate.public_key().public_bytes(*form) != expected.public_bytes(*form):
        raise BadSignature
    if not in_force(certificate, at):
        days = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
        first, last = (format_date(local_date(moment)) for moment in days)
        raise EnvelopeCertificateExpired(
            f"Chứng thư ký phong bì chỉ có hiệu lực từ {first} đến {last}. "
            "Hãy ký bằng chứng thư còn hạn và đăng ký khóa mới ở bên nhận."
        )

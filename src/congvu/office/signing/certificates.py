"""What a certificate says, and whether it may be signed with (TT 15/2025: before signing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.text import nfc
from congvu.office.signing.errors import CertificateRefused
from congvu.office.signing.models import Certificate

TEST_MARK = "THỬ NGHIỆM"
"""Stands in the names of the demo's authorities."""

LEAST_RSA = 2048
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign",
)  # fmt: skip
SIGNS = frozenset({"digital_signature", "content_commitment"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The readable content of one certificate."""

    name: str
    organisation: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    key_usage: list[str] = field(default_factory=list)
    is_test: bool = False


def facts_of(certificate: x509.Certificate) -> Facts:
    """Read a certificate."""
    issuer = nfc(certificate.issuer.rfc4514_string())
    subject = nfc(certificate.subject.rfc4514_string())
    return Facts(
        name=(_first(certificate.subject, NameOID.COMMON_NAME) or subject)[:300],
        organisation=_first(certificate.subject, NameOID.ORGANIZATION_NAME)[:300],
        subject=subject[:1000],
        issuer=issuer[:1000],
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=certificate.not_valid_before_utc.astimezone(VIETNAM),
        not_after=certificate.not_valid_after_utc.astimezone(VIETNAM),
        key_usage=_usages(certificate),
        is_test=TEST_MARK in issuer.upper(),
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return nfc(str(found[0].value)) if found else ""


def _usages(certificate: x509.Certificate) -> list[str]:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return []
    return [name for name in USAGES if getattr(usage, name)]


def row_of(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], *, at: datetime,
    user_id: int | None, agency_id: int | None,
) -> Certificate:  # fmt: skip
    """An unsaved row of a certificate and the authorities above it."""
    facts = facts_of(certificate)
    return Certificate(
        user_id=user_id,
        agency_id=agency_id,
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        chain="".join(one.public_bytes(Encoding.PEM).decode() for one in chain),
        created_at=at,
        **{name: getattr(facts, name) for name in Facts.__dataclass_fields__},
    )


def load(row: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(row.pem.encode())


def load_chain(row: Certificate) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(row.chain.encode()) if row.chain else []


def check_key(certificate: x509.Certificate) -> None:
    """:raises CertificateRefused: the key is too short, or of a kind we do not sign with"""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA:
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256:
        return
    raise CertificateRefused(
        "Khóa của chứng thư số không đủ mạnh (cần RSA từ 2048 bit hoặc ECDSA từ 256 bit). Hãy đề "
        "nghị nơi cấp đổi chứng thư số."
    )


def check(row: Certificate, *, at: datetime) -> None:
    """Refuse to sign with a certificate that does not hold at that moment.

    :raises CertificateRefused: not valid yet, expired, revoked, or not for signing
    """
    if at < row.not_before:
        raise CertificateRefused(
            f"Chứng thư số của {row.name} chỉ có hiệu lực từ {format_date(row.not_before.date())}. "
            "Hãy chờ đến ngày đó hoặc chọn chứng thư số khác."
        )
    if at > row.not_after:
        raise CertificateRefused(
            f"Chứng thư số của {row.name} hết hạn ngày {format_date(row.not_after.date())}. Hãy "
            "gia hạn tại nơi cấp rồi đăng ký lại."
        )
    if row.revoked_at is not None and row.revoked_at <= at:
        raise CertificateRefused(
            f"Chứng thư số của {row.name} đã bị thu hồi ngày "
            f"{format_date(row.revoked_at.astimezone(VIETNAM).date())}. Hãy đăng ký chứng thư số "
            "mới."
        )
    if row.key_usage and SIGNS.isdisjoint(row.key_usage):
        raise CertificateRefused(
            f"Chứng thư số của {row.name} không được cấp để ký. Hãy chọn chứng thư số dùng cho chữ "
            "ký số."
        )

"""Names and moments as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asn1crypto import x509

from congvu.core.kernel.clock import VIETNAM
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import Signer

USAGES = {
    "digital_signature": "ký số",
    "non_repudiation": "chống chối bỏ",
    "key_encipherment": "mã hóa khóa",
    "data_encipherment": "mã hóa dữ liệu",
    "key_agreement": "thỏa thuận khóa",
    "key_cert_sign": "ký chứng thư",
    "crl_sign": "ký danh sách thu hồi",
}
"""Words for the bits of key usage (RFC 5280, 4.2.1.3), in the order in which they are shown."""


def moment(at: datetime | None) -> str:
    """``14/07/2025 15:55:56`` in Vietnam, empty for None."""
    return "" if at is None else f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


def part(certificate: x509.Certificate, key: str, *, issuer: bool = False) -> str:
    """One part of the subject's or the issuer's name; several values are joined."""
    name = certificate.issuer if issuer else certificate.subject
    value: Any = attempt(lambda: name.native.get(key, ""), otherwise="")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def common_name(certificate: x509.Certificate, *, issuer: bool = False) -> str:
    """The common name, or the whole name where there is none."""
    name = certificate.issuer if issuer else certificate.subject
    whole = attempt(lambda: str(name.human_friendly), otherwise="(không đọc được tên)")
    return part(certificate, "common_name", issuer=issuer) or whole


def key_usages(certificate: x509.Certificate) -> tuple[str, ...]:
    bits: set[str] = attempt(lambda: certificate.key_usage_value.native, otherwise=set())
    return tuple(words for bit, words in USAGES.items() if bit in bits)


def signer_of(certificate: x509.Certificate) -> Signer | None:
    """Fact 2, or None when the certificate's validity cannot be read."""
    return attempt(
        lambda: Signer(
            name=common_name(certificate),
            organisation=part(certificate, "organization_name"),
            unit=part(certificate, "organizational_unit_name"),
            issuer=common_name(certificate, issuer=True),
            serial=f"{certificate.serial_number:x}",
            key_usage=key_usages(certificate),
            not_before=certificate.not_valid_before,
            not_after=certificate.not_valid_after,
            sha256=certificate.sha256.hex(),
        ),
        otherwise=None,
    )

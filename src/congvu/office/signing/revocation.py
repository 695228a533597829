"""Revocation lists (RFC 5280) and answers (RFC 6960): where a certificate says they are, and what
they say of it.

Only hosts of ``CONGVU_CRL_HOSTS`` are ever called: the address stands in a certificate that
somebody brought along.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings

from congvu.core.kernel.clock import VIETNAM

SECONDS = 10.0
WHOLE_SECONDS = 60.0
LARGEST = 20 * 1024 * 1024
PORTS = {"http": 80, "https": 443}


class NoList(Exception):
    """No list that can be believed; says why, for the log."""


@dataclass(frozen=True, slots=True)
class Revocations:
    """What one list says: serial numbers with their moments."""

    revoked: dict[int, datetime] = field(default_factory=dict)


def addresses(certificate: x509.Certificate) -> list[str]:
    """Addresses of the certificate's lists on allowed hosts, in its order."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name.value for point in points for name in point.full_name or () if _is_uri(name)]
    return [address for address in names if _allowed(address)]


def responders(certificate: x509.Certificate) -> list[str]:
    """Addresses on allowed hosts that answer about the certificate (OCSP), in its order."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [
        one.access_location
        for one in access.value
        if one.access_method == AuthorityInformationAccessOID.OCSP
    ]
    return [name.value for name in names if _is_uri(name) and _allowed(name.value)]


def _is_uri(name: x509.GeneralName) -> bool:
    return isinstance(name, x509.UniformResourceIdentifier)


def _allowed(address: str) -> bool:
    """``host`` stands for the usual ports, ``host:port`` for that one."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return False
    if parts.scheme not in PORTS or parts.username is not None or not parts.hostname:
        return False
    names = {f"{parts.hostname}:{port}"}
    if port in PORTS.values():
        names.add(parts.hostname)
    return not names.isdisjoint(host.lower() for host in settings.CONGVU_CRL_HOSTS)


def fetch(address: str) -> bytes:
    """The list's bytes; redirects are not followed.

    :raises NoList: no answer, another answer, too large or too slow
    """
    return _called("GET", address)


def ask(address: str, certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """What a responder answers about the certificate, as it came; redirects are not followed.

    :raises NoList: no answer, another answer, too large or too slow
    """
    named = hashes.SHA1()  # noqa: S303 - names the certificate; what every responder knows (RFC 5019)
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, named).build()
    return _called(
        "POST", address, content=question.public_bytes(Encoding.DER),
        headers={"Content-Type": "application/ocsp-request"},
    )  # fmt: skip


def _called(method: str, address: str, **more: Any) -> bytes:
    found, until = bytearray(), time.monotonic() + WHOLE_SECONDS
    try:
        with httpx2.stream(method, address, timeout=SECONDS, **more) as answer:
            if answer.status_code != 200:
                raise NoList(f"answered {answer.status_code}")
            for part in answer.iter_bytes():
                found += part
                if len(found) > LARGEST or time.monotonic() > until:
                    raise NoList("too large or too slow")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NoList(f"no answer: {type(error).__name__}") from error
    return bytes(found)


def read(
    content: bytes, certificate: x509.Certificate, chain: Sequence[x509.Certificate], at: datetime
) -> Revocations:
    """What a list says, when the certificate's own issuer has signed it and it is still new.

    :param chain: the authorities above; without the issuer among them nothing is believed
    :raises NoList: it cannot be believed
    """
    found = _load(content)
    issuer = next((one for one in chain if one.subject == certificate.issuer), None)
    if issuer is None:
        raise NoList("the issuer's certificate is not known")
    if found.issuer != certificate.issuer or not _signed_by(found, issuer):
        raise NoList("not signed by the issuer")
    if found.next_update_utc is None or found.next_update_utc < at or found.last_update_utc > at:
        raise NoList("not of now")
    return Revocations(
        {one.serial_number: one.revocation_date_utc.astimezone(VIETNAM) for one in found}
    )


def _load(content: bytes) -> x509.CertificateRevocationList:
    try:
        if content.startswith(b"-----BEGIN"):
            return x509.load_pem_x509_crl(content)
        return x509.load_der_x509_crl(content)
    except ValueError as error:
        raise NoList("no revocation list") from error


def _signed_by(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False

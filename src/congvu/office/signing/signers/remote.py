"""Remote signing after the Cloud Signature Consortium's API v2: the service holds the key.

Used: ``oauth2/token`` (client credentials), ``credentials/list``, ``credentials/info``,
``credentials/authorize`` (PIN as authentication data, one hash pinned for each signature) and
``signatures/signHash``. The service's address and this installation's account with it are
settings (``CONGVU_CSC_SERVICES``), so that nobody can send a PIN elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from congvu.core.kernel.errors import Invalid
from congvu.office.signing.certificates import load, load_chain
from congvu.office.signing.errors import SignatureRefused, SignerAway, WrongPin
from congvu.office.signing.models import SigningKey

SHA256 = "2.16.840.1.101.3.4.2.1"
SIGN_ALGORITHMS = {"rsa": "1.2.840.113549.1.1.11", "ecdsa": "1.2.840.10045.4.3.2"}
SECONDS = 30.0
WRONG_PIN = frozenset({"invalid_pin", "invalid_otp", "authentication_failed"})


@dataclass(slots=True)
class Service:
    """A session with one service, by its name in the settings."""

    http: httpx2.Client
    token: str = ""

    def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """
        :raises SignerAway: no answer, or an answer that says to come again
        :raises SignatureRefused: the service says no
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = self.http.post(path, json=dict(body), headers=headers)
        except httpx2.HTTPError as error:
            raise SignerAway from error
        if answer.status_code >= 500 or answer.status_code in {408, 429}:
            raise SignerAway
        found = _json(answer)
        if answer.status_code >= 400:
            raise _refusal(str(found.get("error", "")), str(found.get("error_description", "")))
        return found


def _json(answer: httpx2.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise SignerAway from error
    if not isinstance(found, dict):
        raise SignerAway
    return found


def _refusal(code: str, description: str) -> SignatureRefused:
    if code in WRONG_PIN or (code == "invalid_request" and "PIN" in description.upper()):
        return WrongPin()
    return SignatureRefused(service_error=code[:100])


def connect(name: str) -> Service:
    """Sign in to a service of the settings.

    :raises Invalid: the settings know no such service
    """
    known = settings.CONGVU_CSC_SERVICES.get(name)
    if known is None:
        raise Invalid("Dịch vụ ký số từ xa này chưa được cấu hình. Hãy chọn dịch vụ khác.")
    base = str(known["url"]).rstrip("/") + "/"
    service = Service(httpx2.Client(base_url=base, timeout=SECONDS))
    granted = service.call(
        "oauth2/token",
        {
            "grant_type": "client_credentials",
            "client_id": known["client_id"],
            "client_secret": known["client_secret"],
        },
    )
    service.token = str(granted.get("access_token", ""))
    if not service.token:
        service.http.close()
        raise SignatureRefused
    return service


def credentials_of(service: Service, *, owner: str) -> list[str]:
    """Identifiers of the keys that a person has with the service."""
    found = service.call("credentials/list", {"userID": owner}).get("credentialIDs", [])
    return [str(one) for one in found]


def read_certificates(service: Service, credential: str) -> list[x509.Certificate]:
    """The signer's certificate first, then the authorities above.

    :raises SignatureRefused: the key is disabled at the service, or its answer holds none
    """
    info = service.call(
        "credentials/info", {"credentialID": credential, "certificates": "chain", "certInfo": False}
    )
    if info.get("key", {}).get("status") == "disabled":
        raise SignatureRefused(
            "Khóa ký từ xa này đang bị nơi cấp tạm dừng. Hãy liên hệ nơi cấp chứng thư số."
        )
    try:
        encoded = info["cert"]["certificates"]
        found = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in encoded]
    except (KeyError, TypeError, ValueError) as error:
        raise SignatureRefused from error
    if not found:
        raise SignatureRefused
    return found


@dataclass(slots=True)
class RemoteKey:
    """A key at a service, and the PIN that each signature is authorised with."""

    service: Service
    credential: str
    pin: str = field(repr=False)
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = field(default_factory=tuple)

    def sign(self, data: bytes) -> bytes:
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        pinned = {"credentialID": self.credential, "hashes": [digest], "hashAlgorithmOID": SHA256}
        authorised = self.service.call(
            "credentials/authorize",
            {**pinned, "numSignatures": 1, "authData": [{"id": "PIN", "value": self.pin}]},
        )
        kind = "rsa" if isinstance(self.certificate.public_key(), rsa.RSAPublicKey) else "ecdsa"
        answer = self.service.call(
            "signatures/signHash",
            {**pinned, "SAD": authorised.get("SAD", ""), "signAlgo": SIGN_ALGORITHMS[kind]},
        )
        try:
            return base64.b64decode(answer["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, binascii.Error) as error:
            raise SignatureRefused from error

    def close(self) -> None:
        self.service.http.close()


def open_remote(row: SigningKey, pin: str) -> RemoteKey:
    """
    :raises SignerAway: the service does not answer
    :raises SignatureRefused: it no longer knows this installation
    """
    certificate = row.certificate
    service = connect(row.place["service"])
    return RemoteKey(
        service, row.place["credential"], pin, load(certificate), tuple(load_chain(certificate))
    )

"""Soft keys: PKCS#12 files taken in, kept sealed, loaded once for as many letters as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)

from congvu.office.signing import vault
from congvu.office.signing.certificates import load, load_chain
from congvu.office.signing.errors import KeyFileRefused, SignatureRefused, WrongPin
from congvu.office.signing.models import SigningKey

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(slots=True)
class SoftKey:
    """A private key in memory."""

    private: PrivateKey
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = field(default_factory=tuple)

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), SHA256())
        return self.private.sign(data, ec.ECDSA(SHA256()))

    def close(self) -> None:
        """Nothing is held open."""


def from_pkcs12(content: bytes, password: str) -> SoftKey:
    """Read a key file as an authority hands it out.

    :raises KeyFileRefused: no PKCS#12, wrong password, no key or no certificate inside
    """
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as error:
        raise KeyFileRefused from error
    if certificate is None or not isinstance(key, PrivateKey):
        raise KeyFileRefused(
            "Tệp khóa không có đủ khóa riêng và chứng thư số. Hãy xuất lại tệp từ nơi cấp."
        )
    if key.public_key() != certificate.public_key():
        raise KeyFileRefused(
            "Khóa riêng trong tệp không khớp với chứng thư số. Hãy xuất lại tệp từ nơi cấp."
        )
    return SoftKey(key, certificate, tuple(chain))


def seal(key: SoftKey, *, pin: str, bound_to: str) -> bytes:
    """The private key as it is kept in the database."""
    plain = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return vault.seal(plain, pin=pin, bound_to=bound_to)


def open_soft(row: SigningKey, pin: str) -> SoftKey:
    """
    :raises WrongPin: the PIN does not open it
    :raises SignatureRefused: the installation's secret has changed without a rotation
    """
    try:
        plain = vault.unseal(row.sealed, pin=pin, bound_to=row.certificate.fingerprint)
    except vault.Wrong:
        raise WrongPin from None
    except vault.Unreadable:
        raise SignatureRefused(
            "Khóa ký không mở được bằng khóa bí mật của hệ thống. Hãy báo quản trị hệ thống kiểm "
            "tra cấu hình ký số."
        ) from None
    # The key was checked when it was taken in; checking again costs more than signing.
    private = load_der_private_key(plain, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(private, PrivateKey):
        raise SignatureRefused
    return SoftKey(private, load(row.certificate), tuple(load_chain(row.certificate)))

"""The signature of a package: a detached CMS over the manifest, as ``openssl cms`` reads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seal:
    """What a signature says: whole or not, whose it is, and the certificate (PEM)."""

    sound: bool
    signer: str = ""
    certificate: bytes = b""


def sign_manifest(
    manifest: bytes,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
) -> bytes:
    """The detached signature in DER."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(manifest)
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    signed = builder.add_signer(certificate, key, hashes.SHA256())
    return signed.sign(serialization.Encoding.DER, options)


def verify_manifest(manifest: bytes, signature: bytes) -> Seal:
    """Whether the bytes are signed by whom the signature names; nothing of trust. Never raises."""
    try:
        return _verified(manifest, signature)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidSignature,
            UnsupportedAlgorithm, RecursionError):  # fmt: skip
        return Seal(False)


def _verified(manifest: bytes, signature: bytes) -> Seal:
    content = cms.ContentInfo.load(signature, strict=True)
    signed: Any = content["content"]
    (info,) = signed["signer_infos"]
    certificate = _certificate(signed, info)
    hash_name = info["digest_algorithm"]["algorithm"].native
    attributes = {one["type"].native: one["values"] for one in info["signed_attrs"]}
    digest = hashlib.new(hash_name, manifest).digest()
    if attributes["message_digest"][0].native != digest or hash_name not in HASHES:
        return Seal(False)
    signed_bytes = info["signed_attrs"].untag().dump()
    key = certificate.public_key()
    value = info["signature"].native
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed_bytes, padding.PKCS1v15(), HASHES[hash_name])
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, signed_bytes, ec.ECDSA(HASHES[hash_name]))
    else:
        return Seal(False)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    return Seal(True, certificate.subject.rfc4514_string()[:250], pem)


def _certificate(signed: Any, info: Any) -> x509.Certificate:
    """The certificate whose issuer and number the signature names."""
    wanted = info["sid"].chosen
    for one in signed["certificates"]:
        found = one.chosen
        if (
            found.issuer == wanted["issuer"]
            and found.serial_number == wanted["serial_number"].native
        ):
            return x509.load_der_x509_certificate(found.dump())
    raise ValueError("the certificate of the signer is not in it")

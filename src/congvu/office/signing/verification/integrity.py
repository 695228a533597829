"""Fact 1: whether the signed bytes and the signature over them are as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import cms, core, parser, x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.sig_validate import (
    DefaultSignatureValidator,
    SignatureValidationContext,
)

from congvu.office.signing.verification.reading import attempt

MESSAGE_DIGEST = core.ObjectIdentifier("1.2.840.113549.1.9.4").dump()


@dataclass(frozen=True)
class Integrity:
    """``bytes_match``: the file's digest; ``value_valid``: the signature value over it.

    ``trouble`` is a sentence when the signature's own structure breaks a rule of CMS, which
    leaves the bytes proven but not whose they are.
    """

    bytes_match: bool
    value_valid: bool
    trouble: str = ""

    @property
    def intact(self) -> bool:
        return self.bytes_match and self.value_valid


NOTHING = Integrity(False, False)

MALFORMED = "Cấu trúc chữ ký số (CMS) có thuộc tính sai quy cách, nên chưa kết luận được ai đã ký."
UNBOUND = "Chữ ký không gắn với đúng chứng thư kèm theo, nên chưa kết luận được ai đã ký."


def check(embedded: EmbeddedPdfSignature, signer: x509.Certificate) -> Integrity:
    """Digest over the byte range, and the signature's value, with the signer's key."""
    digest = attempt(embedded.compute_digest, otherwise=b"")
    if not digest:
        return NOTHING
    content = embedded.signed_data["encap_content_info"]
    kind = content["content_type"].native
    imprint = True
    if kind == "tst_info":
        imprint = attempt(lambda: _imprint(content) == digest, otherwise=False)
        digest = attempt(lambda: _content_digest(embedded, content), otherwise=b"")
    try:
        matches, valid = validate_sig_integrity(
            embedded.signer_info, signer, expected_content_type=kind, actual_digest=digest
        )
        return Integrity(matches and imprint, valid)
    except Exception:
        # An attribute that cannot be parsed says nothing about the bytes; look at these alone.
        return attempt(lambda: _raw(embedded.signer_info, signer, digest), otherwise=NOTHING)


def _imprint(content: cms.EncapsulatedContentInfo) -> bytes:
    """What a document timestamp says to have stamped."""
    found: bytes = content["content"].parsed["message_imprint"]["hashed_message"].native
    return found


def _content_digest(embedded: EmbeddedPdfSignature, content: cms.EncapsulatedContentInfo) -> bytes:
    return hashlib.new(embedded.md_algorithm, bytes(content["content"])).digest()


def _raw(info: cms.SignerInfo, signer: x509.Certificate, digest: bytes) -> Integrity:
    """RFC 5652 section 5.6, reading no attribute but the digest."""
    attributes = info["signed_attrs"]
    if attributes is core.VOID:
        valid = _value_valid(info, signer, digest, prehashed=True)
        return Integrity(valid, valid, MALFORMED)
    body = attributes.contents
    valid = _value_valid(info, signer, parser.emit(0, 1, 17, body), prehashed=False)
    return Integrity(message_digest(body) == digest, valid, MALFORMED)


def message_digest(attributes: bytes) -> bytes | None:
    """The value of the one messageDigest attribute in the DER of a set of attributes."""
    found = []
    rest = attributes
    while rest:
        _, _, _, head, content, tail = parser.parse(rest)
        rest = rest[len(head) + len(content) + len(tail) :]
        if content.startswith(MESSAGE_DIGEST):
            values = parser.parse(content[len(MESSAGE_DIGEST) :])[4]
            found.append(bytes(parser.parse(values)[4]))
    return found[0] if len(found) == 1 else None


def _value_valid(
    info: cms.SignerInfo, signer: x509.Certificate, signed: bytes, *, prehashed: bool
) -> bool:
    try:
        DefaultSignatureValidator().validate_signature(
            info["signature"].native,
            signed,
            signer.public_key,
            info["signature_algorithm"],
            context=SignatureValidationContext(
                contextual_md_algorithm=info["digest_algorithm"]["algorithm"].native,
                prehashed=prehashed,
            ),
        )
    except InvalidSignature:
        return False
    return True

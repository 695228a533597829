"""Fact 6: timestamps on a signature and the authorities that gave them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    get_hash_spec_for_tst_digest,
    message_imprint_checker,
    validate_sig_integrity,
)

from congvu.office.signing.verification.anchors import Anchors
from congvu.office.signing.verification.attributes import values_of
from congvu.office.signing.verification.chains import STAMPING, context, walk, weak_algorithm
from congvu.office.signing.verification.names import common_name, moment
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import Timestamp


def _content(token: cms.ContentInfo) -> cms.SignedData:
    return token["content"]


FORGED = "Dấu thời gian không khớp với chữ ký này, nên không dùng được."


async def of_signature(
    info: cms.SignerInfo, others: Sequence[x509.Certificate], at: datetime, anchors: Anchors
) -> Timestamp | None:
    """The first trusted timestamp among the unsigned attributes, else the last one found."""
    found: Timestamp | None = None
    for token in values_of(info, "unsigned_attrs", "signature_time_stamp_token"):
        signed = attempt(_content, token, otherwise=None)
        stamp = await read_token(signed, message_imprint_checker(info), others, at, anchors)
        found = stamp or found
        if stamp is not None and stamp.trusted:
            return stamp
    return found


async def read_token(
    signed: cms.SignedData | None,
    imprint: Callable[[str], bytes],
    others: Sequence[x509.Certificate],
    at: datetime,
    anchors: Anchors,
) -> Timestamp | None:
    """A token (RFC 3161); None when not even its time can be read."""
    content = attempt(lambda: signed["encap_content_info"]["content"].parsed, otherwise=None)  # type: ignore[index]
    time = attempt(lambda: content["gen_time"].native, otherwise=None)
    if signed is None or not isinstance(time, datetime):
        return None
    certificates = attempt(lambda: extract_certs_for_validation(signed), otherwise=None)
    if certificates is None:
        return Timestamp(time, "", False, reason="Dấu thời gian không kèm chứng thư của nơi cấp.")
    authority = certificates.signer_cert
    name = common_name(authority)
    if not attempt(lambda: _sound(signed, content, authority, imprint), otherwise=False):
        return Timestamp(time, name, False, reason=FORGED)
    weak = weak_algorithm(extract_signer_info(signed), authority, at)
    if weak:
        return Timestamp(time, name, False, reason=weak)
    return await _judged(time, authority, [*others, *certificates.other_certs], at, anchors)


async def _judged(
    time: datetime,
    authority: x509.Certificate,
    others: Sequence[x509.Certificate],
    at: datetime,
    anchors: Anchors,
) -> Timestamp:
    name = common_name(authority)
    reason = ""
    for when in (at, time):
        found = await walk(authority, context(anchors, others, when), anchors, STAMPING)
        if found.chain.trusted:
            then = (
                ""
                if when is at
                else (
                    "Chứng thư của nơi cấp dấu thời gian đã hết hạn sau khi cấp "
                    f"(kiểm tra tại {moment(time)})."
                )
            )
            return Timestamp(time, name, True, found.chain.label, then)
        reason = reason or found.chain.reason
    return Timestamp(time, name, False, reason=reason)


def _sound(
    signed: cms.SignedData,
    content: Any,
    authority: x509.Certificate,
    imprint: Callable[[str], bytes],
) -> bool:
    """Whether the token is whole and was given for this signature."""
    info = extract_signer_info(signed)
    digest = hashes.Hash(get_hash_spec_for_tst_digest(info["digest_algorithm"]["algorithm"].native))
    digest.update(bytes(signed["encap_content_info"]["content"]))
    matches, valid = validate_sig_integrity(
        info, authority, expected_content_type="tst_info", actual_digest=digest.finalize()
    )
    told = content["message_imprint"]
    expected = imprint(told["hash_algorithm"]["algorithm"].native)
    return bool(matches and valid and told["hashed_message"].native == expected)

"""Signatures of a file whose structure cannot be read: only the signed bytes can be looked at."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import cms
from pyhanko.sign.general import extract_certificate_info

from congvu.office.signing.verification.integrity import message_digest
from congvu.office.signing.verification.names import signer_of
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import Signer

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MANY = 100


@dataclass(frozen=True)
class Remains:
    """What is left of one signature: who signed, and whether its bytes are all there."""

    bytes_match: bool
    signer: Signer | None


def remains(data: bytes) -> list[Remains]:
    """In the order in which the byte ranges stand in the file; at most a hundred."""
    return list(_remains(data))


def _remains(data: bytes) -> Iterator[Remains]:
    for match in list(RANGE.finditer(data))[:MANY]:
        start1, length1, start2, length2 = (int(part) for part in match.groups())
        body = data[start1 : start1 + length1] + data[start2 : start2 + length2]
        held = len(body) == length1 + length2
        signed = attempt(_signed_data, data[start1 + length1 : start2], otherwise=None)
        if signed is None:
            yield Remains(False, None)
            continue
        matches = attempt(_matches, signed, body, otherwise=False)
        yield Remains(held and matches, attempt(_signer, signed, otherwise=None))


def _signer(signed: cms.SignedData) -> Signer | None:
    return signer_of(extract_certificate_info(signed).signer_cert)


def _signed_data(gap: bytes) -> cms.SignedData:
    digits = gap.strip().removeprefix(b"<").removesuffix(b">")
    return cms.ContentInfo.load(binascii.unhexlify(b"".join(digits.split())))["content"]


def _matches(signed: cms.SignedData, body: bytes) -> bool:
    info = signed["signer_infos"][0]
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, body).digest()
    return message_digest(info["signed_attrs"].contents) == digest

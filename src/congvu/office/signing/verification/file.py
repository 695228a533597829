"""The whole file: every signature in the order in which they were made."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.office.signing.verification import facts, revocation
from congvu.office.signing.verification.anchors import Anchors, Policy
from congvu.office.signing.verification.later import History
from congvu.office.signing.verification.names import common_name
from congvu.office.signing.verification.raw import Remains, remains
from congvu.office.signing.verification.reading import (
    Unreadable,
    attempt,
    looks_like_pdf,
    open_pdf,
    open_signature,
    signed_fields,
)
from congvu.office.signing.verification.report import Report, SignatureFacts
from congvu.office.signing.verification.waiting import result_of

NO_POLICY = Policy()


def verify(
    pdf: bytes | Path, *, at: datetime, anchors: Anchors, policy: Policy = NO_POLICY
) -> Report:
    """Say of every signature the seven facts (Law 20/2023, TT 15/2025) and a verdict in words.

    Reads only what it is given: no clock, no network, no database. Never raises on what the
    bytes hold; a file that cannot be read gives a report with ``refusal``.

    :param pdf: the file's bytes, or its path
    :param at: the present moment, aware
    :param anchors: trusted roots and the authorities below them
    :param policy: lists of revocation known beforehand, and whether they are required
    :raises OSError: the path cannot be read
    """
    data = pdf.read_bytes() if isinstance(pdf, Path) else pdf
    report = Report(at, hashlib.sha256(data).hexdigest())
    try:
        reader = open_pdf(data)
        fields = signed_fields(reader)
    except Unreadable as refusal:
        left: list[Remains] = []
        if looks_like_pdf(data):
            left = attempt(remains, data, otherwise=left)
        signatures = tuple(_remaining(number, one) for number, one in enumerate(left, start=1))
        return replace(report, refusal=str(refusal), signatures=signatures)
    opened = [_signature(reader, name, field) for name, _, field in fields]
    opened.sort(key=lambda one: -1 if one.embedded is None else one.embedded.signed_revision)
    return replace(report, signatures=result_of(_every(reader, opened, at, anchors, policy)))


@dataclass(frozen=True)
class _Opened:
    """A filled field, its signature (None: broken), and whom its certificate names."""

    name: str
    embedded: EmbeddedPdfSignature | None
    who: facts.Who | None


def _signature(reader: PdfFileReader, name: str, field: object) -> _Opened:
    embedded = open_signature(reader, name, field)
    return _Opened(name, embedded, None if embedded is None else facts.who_signed(embedded))


async def _every(
    reader: PdfFileReader,
    opened: list[_Opened],
    at: datetime,
    anchors: Anchors,
    policy: Policy,
) -> tuple[SignatureFacts, ...]:
    store, certificates = revocation.from_store(reader)
    setting = facts.Setting(
        at, anchors, policy, History(reader, _signed_by(opened)), store, certificates,
        frozenset(one.name for one in opened),
    )  # fmt: skip
    return tuple(
        [
            facts.unreadable(one.name, "Dữ liệu chữ ký số trong ô này bị hỏng, không đọc được.")
            if one.embedded is None
            else await facts.gather(one.name, one.embedded, one.who, setting)
            for one in opened
        ]
    )


def _signed_by(opened: list[_Opened]) -> dict[int, list[str]]:
    """Names of the signers of each revision."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in opened:
        if one.embedded is not None and one.who is not None:
            found[one.embedded.signed_revision].append(f"“{common_name(one.who.signer)}”")
    return found


def _remaining(number: int, left: Remains) -> SignatureFacts:
    words = (
        "Phần nội dung được ký còn đủ, nhưng tệp bị hỏng sau khi ký nên không xác minh được."
        if left.bytes_match
        else "Phần nội dung được ký bị thiếu hoặc đã bị thay đổi sau khi ký."
    )
    return replace(facts.unreadable(f"(chữ ký {number})", words), signer=left.signer)

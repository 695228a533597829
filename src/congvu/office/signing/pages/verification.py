"""Records of verification as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvu.office.signing.choices import FINDING_OF, Finding
from congvu.office.signing.models import ValidationRecord
from congvu.office.signing.queries.validation import latest_of
from congvu.office.signing.verification.stored import read_report
from congvu.office.signing.verification.text import rows

if TYPE_CHECKING:
    from congvu.core.files.models import File

TONES = {Finding.VALID: "ok", Finding.INVALID: "bad", Finding.UNKNOWN: "warn"}
"""Tone of the badge of each verdict."""


@dataclass(frozen=True)
class SignatureCard:
    """One signature: its field, its verdict with a tone, its facts as label and words."""

    field: str
    verdict: str
    tone: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class FileLine:
    """One file of a letter with its newest record; ``record`` is None while none was made."""

    file: File
    record: ValidationRecord | None
    tone: str


def cards_of(record: ValidationRecord) -> list[SignatureCard]:
    report = read_report(record.report)
    return [
        SignatureCard(
            facts.field, str(facts.verdict), TONES[FINDING_OF[str(facts.verdict)]], rows(facts)
        )
        for facts in report.signatures
    ]


def lines_of(files: Sequence[File]) -> list[FileLine]:
    """The PDF files of a letter for ``signing/_validations.html``, in one query.

    Files whose newest record has no signature are left out: there is nothing to say of them.
    The caller has authorised the files and loaded their blobs.
    """
    pdfs = [file for file in files if file.blob.kind == "pdf"]
    found = latest_of(pdfs) if pdfs else {}
    return [
        FileLine(file, row, "" if row is None else TONES[Finding(row.verdict)])
        for file in pdfs
        if (row := found.get(file.pk)) is None or row.signatures
    ]

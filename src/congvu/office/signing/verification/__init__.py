"""Verification of signed PDF files: plain Python, no database, no network."""

from congvu.office.signing.verification.anchors import (
    LABELS,
    Anchor,
    Anchors,
    Policy,
    RevocationSource,
    collect,
    merge,
    read_certificates,
    read_folder,
)
from congvu.office.signing.verification.file import verify
from congvu.office.signing.verification.report import Report, SignatureFacts, Verdict

__all__ = [
    "LABELS",
    "Anchor",
    "Anchors",
    "Policy",
    "Report",
    "RevocationSource",
    "SignatureFacts",
    "Verdict",
    "collect",
    "merge",
    "read_certificates",
    "read_folder",
    "verify",
]

"""What a verification says: the seven facts of every signature, and the verdict in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The answer in words; a file's verdict is the worst of its signatures."""

    VALID = "hợp lệ"
    INVALID = "không hợp lệ"
    UNKNOWN = "không đủ thông tin"


INTACT = "intact"
BROKEN = "broken"


class Coverage(StrEnum):
    """How much of the file lies under a signature; names as pyHanko's."""

    ENTIRE_FILE = "ENTIRE_FILE"
    ENTIRE_REVISION = "ENTIRE_REVISION"
    CONTIGUOUS_BLOCK_FROM_START = "CONTIGUOUS_BLOCK_FROM_START"
    UNCLEAR = "UNCLEAR"


class Changes(StrEnum):
    """What was added after a signature, by the PDF standard's own scale; names as pyHanko's."""

    NONE = "NONE"
    LTA_UPDATES = "LTA_UPDATES"
    FORM_FILLING = "FORM_FILLING"
    ANNOTATIONS = "ANNOTATIONS"
    OTHER = "OTHER"


class Revoked(StrEnum):
    """What revocation lists and responders say about the signer's certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Signer:
    """Whom the certificate names; empty words where it is silent. ``serial`` is hexadecimal."""

    name: str
    organisation: str
    unit: str
    issuer: str
    serial: str
    key_usage: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    sha256: str


@dataclass(frozen=True)
class Chain:
    """Whether a certificate leads to a trusted root at a moment, to which, and if not why."""

    trusted: bool
    label: str = ""
    root: str = ""
    names: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Revocation:
    """State at ``at``, said by ``source`` whose data are of ``as_of``."""

    state: Revoked
    source: str = ""
    as_of: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Timestamp:
    """A timestamp on the signature; ``trusted`` when its authority leads to a trusted root."""

    time: datetime
    authority: str
    trusted: bool
    label: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Later:
    """What one later revision of the file did; ``allowed`` when it left the content alone."""

    revision: int
    text: str
    allowed: bool


@dataclass(frozen=True)
class SignatureFacts:
    """The facts of one signature, in the order in which they are shown."""

    field: str
    kind: str
    subfilter: str
    integrity: str
    digest: str
    coverage: Coverage
    later_changes: Changes
    later: tuple[Later, ...]
    signer: Signer | None
    claimed_time: datetime | None
    timestamp: Timestamp | None
    at_signing: Chain
    now: Chain
    revocation: Revocation
    notes: tuple[str, ...]
    verdict: Verdict
    reason: str

    @property
    def signing_time(self) -> datetime | None:
        """The timestamp when there is a trusted one, else what the signer says."""
        if self.timestamp is not None and self.timestamp.trusted:
            return self.timestamp.time
        return self.claimed_time


@dataclass(frozen=True)
class Fetched:
    """A list ("CRL") or an answer ("OCSP") that was fetched for this verification: from where,
    when, and its bytes, of which the report itself tells the hash."""

    kind: str
    address: str
    fetched_at: datetime
    sha256: str
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True)
class Report:
    """The whole file at ``at``; ``refusal`` says why it could not be read, else it is empty."""

    at: datetime
    sha256: str
    signatures: tuple[SignatureFacts, ...] = ()
    refusal: str = ""
    notes: tuple[str, ...] = field(default=())
    fetched: tuple[Fetched, ...] = ()

    @property
    def verdict(self) -> Verdict:
        verdicts = {facts.verdict for facts in self.signatures}
        for worst in (Verdict.INVALID, Verdict.UNKNOWN, Verdict.VALID):
            if worst in verdicts:
                return worst
        return Verdict.UNKNOWN

    @property
    def reason(self) -> str:
        """One complete sentence for the whole file."""
        if self.refusal:
            return self.refusal
        if not self.signatures:
            return "Tệp không có chữ ký số nào."
        return _summary(self.signatures, self.verdict)

    def as_line(self) -> dict[str, Any]:
        """The short form of the command line: exactly these keys."""
        return {
            "signatures": [_line(facts) for facts in self.signatures],
            "verdict": str(self.verdict),
        }

    def as_json(self) -> dict[str, Any]:
        """The whole report, kept with the validation record and given by the API."""
        return {
            "at": self.at.isoformat(),
            "sha256": self.sha256,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "refusal": self.refusal,
            "notes": list(self.notes),
            "signatures": [_whole(facts) for facts in self.signatures],
            "fetched": [_evidence(one) for one in self.fetched],
        }


def _evidence(one: Fetched) -> dict[str, Any]:
    return {
        "kind": one.kind, "address": one.address, "fetched_at": one.fetched_at.isoformat(),
        "sha256": one.sha256,
    }  # fmt: skip


def _summary(signatures: tuple[SignatureFacts, ...], verdict: Verdict) -> str:
    count = len(signatures)
    if verdict is Verdict.VALID:
        return f"Tệp có {count} chữ ký số, tất cả đều hợp lệ."
    bad = [f"“{facts.field}”" for facts in signatures if facts.verdict is verdict]
    words = {
        Verdict.INVALID: "không hợp lệ",
        Verdict.UNKNOWN: "chưa đủ thông tin để kết luận",
    }[verdict]
    return f"Tệp có {count} chữ ký số, trong đó {len(bad)} chữ ký {words}: {', '.join(bad)}."


def _line(facts: SignatureFacts) -> dict[str, Any]:
    return {
        "field": facts.field,
        "integrity": facts.integrity,
        "coverage": str(facts.coverage),
        "later_changes": str(facts.later_changes),
        # The same form as in lists of signatures that other validators print.
        "timestamp": None if facts.timestamp is None else str(facts.timestamp.time),
        "trusted_now": facts.now.trusted,
        "trusted_at_signing": facts.at_signing.trusted,
        "signer": "" if facts.signer is None else facts.signer.name,
        "reason": facts.reason,
    }


def _whole(facts: SignatureFacts) -> dict[str, Any]:
    return {
        **_line(facts),
        "timestamp": None if facts.timestamp is None else _plain(facts.timestamp),
        "signer": None if facts.signer is None else _plain(facts.signer),
        "kind": facts.kind,
        "subfilter": facts.subfilter,
        "digest": facts.digest,
        "claimed_time": _moment(facts.claimed_time),
        "signing_time": _moment(facts.signing_time),
        "later": [_plain(step) for step in facts.later],
        "chain_now": _plain(facts.now),
        "chain_at_signing": _plain(facts.at_signing),
        "revocation": _plain(facts.revocation),
        "notes": list(facts.notes),
        "verdict": str(facts.verdict),
    }


def _plain(value: Any) -> dict[str, Any]:
    return {name: _json(getattr(value, name)) for name in value.__dataclass_fields__}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, StrEnum) else value


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()

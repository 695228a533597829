"""A report read back from the JSON that a validation record keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from congvu.office.signing.verification.report import (
    Chain,
    Changes,
    Coverage,
    Fetched,
    Later,
    Report,
    Revocation,
    Revoked,
    SignatureFacts,
    Signer,
    Timestamp,
    Verdict,
)

T = TypeVar("T")

MOMENTS = frozenset({"not_before", "not_after", "time", "as_of", "revoked_at", "fetched_at"})
LISTS = frozenset({"names", "key_usage"})


def read_report(data: Mapping[str, Any]) -> Report:
    """The inverse of ``Report.as_json``; a refusal comes back as the report's reason."""
    signatures = tuple(_facts(one) for one in data["signatures"])
    return Report(
        at=datetime.fromisoformat(data["at"]),
        sha256=data["sha256"],
        signatures=signatures,
        refusal=data["refusal"],
        notes=tuple(data["notes"]),
        fetched=tuple(_part(Fetched, one) for one in data.get("fetched", ())),
    )


def _facts(data: Mapping[str, Any]) -> SignatureFacts:
    claimed = data["claimed_time"]
    return SignatureFacts(
        field=data["field"],
        kind=data["kind"],
        subfilter=data["subfilter"],
        integrity=data["integrity"],
        digest=data["digest"],
        coverage=Coverage(data["coverage"]),
        later_changes=Changes(data["later_changes"]),
        later=tuple(_part(Later, one) for one in data["later"]),
        signer=None if data["signer"] is None else _part(Signer, data["signer"]),
        claimed_time=None if claimed is None else datetime.fromisoformat(claimed),
        timestamp=None if data["timestamp"] is None else _part(Timestamp, data["timestamp"]),
        at_signing=_part(Chain, data["chain_at_signing"]),
        now=_part(Chain, data["chain_now"]),
        revocation=_part(
            Revocation, data["revocation"] | {"state": Revoked(data["revocation"]["state"])}
        ),
        notes=tuple(data["notes"]),
        verdict=Verdict(data["verdict"]),
        reason=data["reason"],
    )


def _part(kind: type[T], data: Mapping[str, Any]) -> T:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
    return kind(**{name: _value(name, value) for name, value in data.items() if name in known})


def _value(name: str, value: Any) -> Any:
    if name in MOMENTS and value is not None:
        return datetime.fromisoformat(value)
    return tuple(value) if name in LISTS else value

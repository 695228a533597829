"""Comparing two versions of a procedure."""

from __future__ import annotations

from congvu.counter.procedures.models import ProcedureVersion
from congvu.counter.procedures.records import Difference, compare
from congvu.counter.procedures.rows import records_of


def differences(before: ProcedureVersion, after: ProcedureVersion) -> list[Difference]:
    """What changed, part by part; empty when nothing did (seven queries for both)."""
    if before.pk == after.pk or before.digest == after.digest:
        return []
    records = records_of([before, after])
    return compare(records[before.pk], records[after.pk])

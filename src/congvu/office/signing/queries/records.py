"""Signatures that were made here."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from congvu.core.kernel.subject import Subject
from congvu.office.signing.models import SignatureRecord


def records_of(subjects: Collection[Subject]) -> dict[Subject, list[SignatureRecord]]:
    """Signatures made on letters, oldest first; the caller has authorised the letters."""
    found: dict[Subject, list[SignatureRecord]] = {subject: [] for subject in subjects}
    by_kind: dict[str, list[int]] = {}
    for subject in found:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    wanted = Q(pk__in=[])
    for kind, ids in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=ids)
    rows = SignatureRecord.objects.filter(wanted).select_related("certificate").order_by("id")
    for row in rows:
        found[Subject(row.subject_kind, row.subject_id or 0)].append(row)
    return found

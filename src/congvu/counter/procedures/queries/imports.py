"""Uploaded catalogues and what became of them."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.kernel.errors import NotFound
from congvu.counter.procedures.models import ImportRun


def import_runs() -> QuerySet[ImportRun]:
    """The newest first, without their files."""
    return ImportRun.objects.defer("data").select_related("created_by")


def import_run(run_id: int) -> ImportRun:
    """:raises NotFound: no such run"""
    found = ImportRun.objects.filter(pk=run_id).first() if run_id < 2**63 else None
    if found is None:
        raise NotFound()
    return found

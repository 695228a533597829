"""Rows for the rooms above, which authorise their readers by themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from congvu.counter.dossiers.choices import Making
from congvu.counter.dossiers.models import Dossier, Event, Result


def row(dossier_id: int) -> Dossier | None:
    """One dossier with agency, procedure and applicant."""
    rows = Dossier.objects.select_related("agency", "procedure__procedure", "applicant")
    return rows.filter(pk=dossier_id).first()


def locked(dossier_id: int) -> Dossier | None:
    """The dossier with its row locked, inside the caller's transaction."""
    return Dossier.objects.select_for_update().filter(pk=dossier_id).first()


def event(event_id: int) -> Event:
    return Event.objects.get(pk=event_id)


def events_of(dossier_id: int) -> list[Event]:
    """The history, oldest first."""
    return list(Event.objects.filter(dossier=dossier_id).order_by("id"))


def approved_result(dossier_id: int) -> Result | None:
    """The result, once a leader has approved it and, where it is signed by keys, its number is
    sealed."""
    return _approved().filter(dossier=dossier_id).first()


def result_stands(result_id: int) -> bool:
    """Whether a result is one that may be given: approved, sealed where it must be, not revoked."""
    return _approved().filter(pk=result_id).exists()


def _approved() -> QuerySet[Result]:
    rows = Result.objects.filter(approved_at__isnull=False)
    sealed = Q(entries__sealed_at__isnull=False, entries__revoked_at__isnull=True)
    return rows.filter(Q(making=Making.PAPER) | sealed)


def whole(dossier_ids: Collection[int]) -> dict[int, Dossier]:
    """Dossiers with everything that belongs to them, for who tells others of them."""
    rows = Dossier.objects.filter(pk__in=dossier_ids).select_related(
        "agency", "unit", "procedure__procedure", "procedure__field", "applicant", "result"
    )
    parts = ("papers", "supplements__gaps__paper", "steps", "events", "result__entries",
             "procedure__outcomes")  # fmt: skip
    return {row.pk: row for row in rows.prefetch_related(*parts)}


def filed_between(agency_id: int, first: datetime, end: datetime) -> QuerySet[Dossier]:
    """Dossiers that an agency got from ``first`` until before ``end``."""
    rows = Dossier.objects.filter(agency=agency_id, filed_at__gte=first, filed_at__lt=end)
    return rows.order_by("pk")


def touched_between(first: datetime, end: datetime) -> QuerySet[Dossier]:
    """Dossiers to which something happened from ``first`` until before ``end``."""
    events = Event.objects.filter(at__gte=first, at__lt=end)
    return Dossier.objects.filter(pk__in=events.values("dossier"))


def by_codes(codes: Collection[str]) -> dict[str, Dossier]:
    """Dossiers by their codes, as far as there are such."""
    return {row.code: row for row in Dossier.objects.filter(code__in=codes)}

"""Rows for the rooms above, which authorise their readers by themselves."""

from __future__ import annotations

from django.db.models import Q

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
    rows = Result.objects.filter(dossier=dossier_id, approved_at__isnull=False)
    sealed = Q(entries__sealed_at__isnull=False, entries__revoked_at__isnull=True)
    return rows.filter(Q(making=Making.PAPER) | sealed).first()

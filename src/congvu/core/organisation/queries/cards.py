"""Agencies and people as cards: for the command palette, the journal and other rooms' pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.subject import Card, Subject
from congvu.core.kernel.text import fold
from congvu.core.organisation.models import Agency
from congvu.core.organisation.queries.agencies import search_agencies
from congvu.core.organisation.queries.units import people_of

AGENCY, APPOINTMENT = "organisation.agency", "organisation.appointment"


def agency_cards(ids: Collection[int]) -> Mapping[int, Card]:
    """Cards of many agencies in one query."""
    return {row.pk: _card(row) for row in Agency.objects.filter(pk__in=ids)}


def known_agencies(actor: Actor, ids: Collection[int]) -> set[int]:
    """Every member of staff may read the directory; citizens may not."""
    return set(ids) if actor.is_admin or actor.is_system or actor.agency_id is not None else set()


def palette_agencies(actor: Actor, q: str, limit: int) -> list[Card]:
    if actor.agency_id is None and not actor.is_admin:
        return []
    return [_card(row) for row in search_agencies(q, on=local_date(now()))[:limit]]


def palette_people(actor: Actor, q: str, limit: int) -> list[Card]:
    """People of the agency acted in, by any words of their names."""
    if actor.agency_id is None:
        return []
    found = people_of(at=now(), agency_id=actor.agency_id)
    for word in fold(q).split()[:8]:
        found = found.filter(user__search_key__contains=word)
    url = reverse("organisation:agency", args=[actor.agency_id])
    return [
        Card(
            Subject(APPOINTMENT, row.pk), row.user.full_name, url,
            code=f"{row.post.title}, {row.unit.name}",
        )
        for row in found[:limit]
    ]  # fmt: skip


def _card(row: Agency) -> Card:
    url = reverse("organisation:agency", args=[row.pk])
    return Card(Subject(AGENCY, row.pk), row.name, url, code=row.notation)

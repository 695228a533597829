"""Desks as subjects of other rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.hub.models import Desk
from congvu.counter.hub.policies import DESK_KIND


def cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Desk.objects.filter(pk__in=ids).order_by().values_list("pk", "name", "code")
    return {
        pk: Card(Subject(DESK_KIND, pk), name, f"/so-lieu/don-vi/{pk}/", code)
        for pk, name, code in rows
    }


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    """Figures of desks are no secret."""
    return set(ids) if actor.agency_id is not None or actor.is_admin else set()

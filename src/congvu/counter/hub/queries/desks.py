"""Desks as lists."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.kernel.errors import NotFound
from congvu.counter.hub.models import Desk


def desks() -> QuerySet[Desk]:
    return Desk.objects.select_related("parent", "agency").order_by("sort_key", "pk")


def desk_by_id(desk_id: int) -> Desk:
    """:raises NotFound: no such desk"""
    found = desks().filter(pk=desk_id).first()
    if found is None:
        raise NotFound
    return found

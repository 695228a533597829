"""The map by date: three tiers until 2025-06-30, two tiers since 2025-07-01."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from congvu.core.organisation.choices import TerritoryKind
from congvu.core.organisation.models import Territory, TerritorySuccession
from congvu.core.organisation.validity import valid_on


def territories_on(day: date, *, kind: TerritoryKind | None = None) -> QuerySet[Territory]:
    """Administrative units that exist on a day, with their parents, in Vietnamese order."""
    found = Territory.objects.on(day).select_related("parent")
    return found if kind is None else found.filter(kind=kind)


def territory_by_code(code: str, kind: TerritoryKind, *, on: date) -> Territory | None:
    """The unit that bore a statistical code on a day (codes are used again over time)."""
    return territories_on(on, kind=kind).filter(code=code).first()


def former_territory(code: str, *, on: date) -> Territory | None:
    """The last unit that bore a statistical code and ended before a day."""
    rows = Territory.objects.filter(code=code, valid_to__lt=on)
    return rows.order_by("-valid_to", "-pk").first()


def heirs_of(territory: Territory, *, on: date) -> list[Territory]:
    """What a territory has become by ``on``, wholly or in part; itself while it exists."""
    found: dict[int, Territory] = {}
    seen: set[int] = set()
    wave = {territory.pk}
    while wave:
        seen |= wave
        standing = Territory.objects.filter(valid_on(on), pk__in=wave)
        found.update({t.pk: t for t in standing})
        steps = TerritorySuccession.objects.filter(old_id__in=wave - set(found), at__lte=on)
        wave = set(steps.values_list("new_id", flat=True)) - seen
    return sorted(found.values(), key=lambda t: (t.sort_key, t.pk))

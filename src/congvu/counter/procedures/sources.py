"""What forms look up in the province: its map and its agencies, each by date."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from congvu.core.kernel.schema.types import Sources
from congvu.core.organisation.choices import TerritoryKind
from congvu.core.organisation.queries import (
    agencies_on,
    agency_by_code,
    codes_on,
    former_territory,
    heirs_of,
    territories_on,
)

if TYPE_CHECKING:
    from congvu.core.organisation.models import Territory

HIGHEST = 4
"""A territory stands under at most this many others."""


class ProvinceSources(Sources):
    """Territories and agencies of this installation; made for one request, remembers its answers.

    Rooms that know more (files a person may attach, values known of the person) inherit from it.
    """

    def __init__(self) -> None:
        self._map = cache(_map)
        self._agency = cache(_agency)

    def territory(self, code: str, on: date) -> str | None:
        """Full name, lowest first; ``None`` where no map of that day is kept."""
        known = self._map(on)
        if not known:
            return None
        return next((_whole(one, known) for one in known.values() if one.code == code), "")

    def territory_gone(self, code: str, on: date) -> str:
        """In whose place others stand now: “Xã Cũ không còn từ ngày 01/07/2025, nay thuộc …”."""
        found = former_territory(code, on=on)
        if found is None or found.valid_to is None:
            return ""
        heirs = ", ".join(one.name for one in heirs_of(found, on=on)[:3])
        now_part = f", nay thuộc {heirs}" if heirs else ""
        return f"{found.name} không còn sau ngày {found.valid_to:%d/%m/%Y}{now_part}."

    def territories(
        self, on: date, within: str, tier: str
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        """Units of a tier, grouped by the unit above them, in Vietnamese order."""
        known = self._map(on)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in known.values():
            if one.kind == tier and (not within or _is_within(one, within, known)):
                above = known.get(one.parent_id or 0)
                groups.setdefault(above.name if above else "", []).append((one.code, one.name))
        return list(groups.items())

    def agency(self, code: str, on: date) -> str | None:
        return self._agency(code, on)

    def agencies(self, on: date) -> list[tuple[str, str]]:
        rows = list(agencies_on(on).values_list("pk", "name"))
        codes = codes_on([pk for pk, _ in rows], on=on)
        return [(codes[pk], name) for pk, name in rows if pk in codes]


def _map(day: date) -> dict[int, Territory]:
    return {one.pk: one for one in territories_on(day).select_related(None)}


def _agency(code: str, day: date) -> str:
    found = agency_by_code(code, on=day)
    return found.name if found else ""


def _above(one: Territory, known: dict[int, Territory]) -> list[Territory]:
    line = [one]
    while len(line) < HIGHEST and line[-1].parent_id in known:
        line.append(known[line[-1].parent_id])
    return line


def _whole(one: Territory, known: dict[int, Territory]) -> str:
    return ", ".join(part.name for part in _above(one, known))


def _is_within(one: Territory, code: str, known: dict[int, Territory]) -> bool:
    kinds = {TerritoryKind.PROVINCE, TerritoryKind.DISTRICT}
    return any(part.code == code and part.kind in kinds for part in _above(one, known)[1:])

"""Loads both maps of the province with their dates and successions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from congvu.core.kernel.collation import sort_key
from congvu.core.organisation.choices import TerritoryKind
from congvu.core.organisation.models import Territory, TerritorySuccession

TWO_TIER = date(2025, 7, 1)
KINDS = {"P": TerritoryKind.PROVINCE, "D": TerritoryKind.DISTRICT, "C": TerritoryKind.COMMUNE}


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a data file, comments left out."""
    text = files("congvu.project.demo").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load() -> None:
    """Make every territory of both eras; does nothing when they are there."""
    if Territory.objects.exists():
        return
    parents: list[Territory] = []
    communes: list[Territory] = []
    for mark, code, name, parent, start, end in rows("three_tier.tsv"):
        territory = Territory(
            code=code,
            name=name,
            kind=KINDS[mark],
            parent=_parent(parents, parent, day(start)),
            valid_from=day(start),
            valid_to=day(end),
            sort_key=sort_key(name),
        )
        if mark == "C":
            communes.append(territory)
        else:
            territory.save()
            parents.append(territory)
    Territory.objects.bulk_create(communes)
    _load_two_tier(communes)


def _parent(above: list[Territory], code: str, start: date | None) -> Territory | None:
    """The row of that code on the first day of its child; a renamed district has two."""
    first = start or date.min
    return next(
        (t for t in above if t.code == code and (t.valid_to is None or t.valid_to >= first)), None
    )


def _load_two_tier(old: list[Territory]) -> None:
    province = Territory.objects.create(
        code="24",
        name="Tỉnh Bắc Ninh",
        kind=TerritoryKind.PROVINCE,
        valid_from=TWO_TIER,
        sort_key=sort_key("Tỉnh Bắc Ninh"),
    )
    last_day = {t.code: t for t in old if t.valid_to == date(2025, 6, 30)}
    new, links = [], []
    for code, name, *merged in rows("two_tier.tsv"):
        territory = Territory(
            code=code, name=name, kind=TerritoryKind.COMMUNE, parent=province,
            valid_from=TWO_TIER, sort_key=sort_key(name),
        )  # fmt: skip
        new.append(territory)
        links += [
            TerritorySuccession(old=last_day[was], new=territory, at=TWO_TIER)
            for was in " ".join(merged).split()
            if was in last_day
        ]
    Territory.objects.bulk_create(new)
    TerritorySuccession.objects.bulk_create(links)

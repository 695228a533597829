"""The demo's catalogue and services: 1,822 of level 1-2 and 235 of level 3, then the classes.

The agencies of 2016 stay open in the demo, districts too (ADR 0003), and so do their services.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.organisation.choices import Level
from congvu.core.organisation.models import Agency
from congvu.counter.procedures import actions
from congvu.counter.procedures.actions import Terms
from congvu.counter.procedures.choices import ServiceLevel
from congvu.counter.procedures.imports import candidates, read_table, recognise
from congvu.counter.procedures.models import Procedure

PACKS = Path(__file__).resolve().parents[4] / "packs"
PACK = PACKS / "procedures"
FORMS = {"khai-sinh": "BG-7001", "xuat-ban-khong-kinh-doanh": "1.003868"}
"""Files of ``packs/forms`` and the procedures that ask for them."""
BEGIN = date(2016, 1, 1)
CLASSES_SINCE = date(2022, 8, 8)
"""ND 42/2022/NĐ-CP replaced the four levels by classes."""
FULL_SINCE = date(2026, 7, 1)
"""ND 224/2026/NĐ-CP: fully online is the rule, partly online needs a published reason."""
REASON = "Bản chính phải được đối chiếu tại bộ phận một cửa trước khi trả kết quả."

SERVICES = 1_822 + 235
ONLINE_DEPARTMENTS, ONLINE_DISTRICTS = 125, 11
"""Of level 3: so many services of departments, and so many procedures of all ten districts."""
EVERY_COMMUNE = 5
"""Procedures that every commune serves; the first communes serve more, until the sum is right."""
FIRST_COMMUNE = "hiephoa-ducthang"
PLACE, DISTRICT, COMMUNE = "Nơi thực hiện", "district", "commune"
PARTLY = 5
"""Of an agency's services filed online the first and every fifth after it stay partly online."""


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies that serve the same procedures at the same level."""

    agencies: tuple[int, ...]
    procedures: tuple[int, ...]
    level: ServiceLevel


def load(*, at: datetime) -> int:
    """Bring the pack in and let the agencies of this installation serve it; how many services."""
    actor = system_actor("demo")
    _fields(actor, at)
    table = read_table((PACK / "catalogue.jsonl").read_bytes())
    found = candidates(table, recognise(table.headers))
    actions.import_catalogue(
        actor=actor, candidates=found, source="packs/procedures", valid_from=BEGIN, at=at
    )
    ids = dict(Procedure.objects.values_list("code", "pk"))
    places: dict[str, list[int]] = {}
    for one, (_, row) in zip(found, table.rows, strict=True):
        places.setdefault(row[PLACE], []).append(ids[one.code])
    _forms(actor, ids, at)
    groups = list(_groups(places))
    return sum(_serve(actor, group, at) for group in groups)


def _fields(actor: Actor, at: datetime) -> None:
    for code, name in json.loads((PACK / "fields.json").read_text("utf-8")).items():
        actions.save_field(actor=actor, code=code, name=name, at=at)


def _forms(actor: Actor, ids: dict[str, int], at: datetime) -> None:
    for name, code in FORMS.items():
        pack = json.loads((PACKS / "forms" / f"{name}.json").read_text("utf-8"))
        form = pack["form"]
        draft = actions.create_form(
            actor=actor, at=at, key=form["key"], title=form["title"], procedure_id=ids[code],
            document=form, samples=pack["samples"],
        )  # fmt: skip
        actions.publish_form(actor=actor, at=at, version_id=draft.pk, valid_from=FULL_SINCE)


def _groups(places: dict[str, list[int]]) -> Iterator[Group]:
    yield from _of_departments(places)
    districts = _agencies(Level.DISTRICT)
    online, plain = places[DISTRICT][:ONLINE_DISTRICTS], places[DISTRICT][ONLINE_DISTRICTS:]
    yield Group(districts, tuple(online), ServiceLevel.LEVEL_3)
    yield Group(districts, tuple(plain), ServiceLevel.LEVEL_2)
    yield from _of_communes(places)


def _of_departments(places: dict[str, list[int]]) -> Iterator[Group]:
    """Department by department, the first ones online until there are enough."""
    left = ONLINE_DEPARTMENTS
    by_slug = dict(_members(Level.DEPARTMENT).values_list("slug", "pk"))
    for slug, procedures in places.items():
        if slug in {DISTRICT, COMMUNE}:
            continue
        online, plain = procedures[:left], procedures[left:]
        left -= len(online)
        if slug in by_slug:
            yield Group((by_slug[slug],), tuple(online), ServiceLevel.LEVEL_3)
            yield Group((by_slug[slug],), tuple(plain), ServiceLevel.LEVEL_2)


def _of_communes(places: dict[str, list[int]]) -> Iterator[Group]:
    of_communes = places[COMMUNE]
    usual = _at_once(of_communes)
    other = [one for one in of_communes if one not in usual]
    rows = sorted(_members(Level.COMMUNE).values_list("slug", "pk"))
    rows.sort(key=lambda row: row[0] != FIRST_COMMUNE)
    communes = tuple(pk for _, pk in rows)
    departments = sum(len(p) for slug, p in places.items() if slug not in {DISTRICT, COMMUNE})
    left = SERVICES - departments - 10 * len(places[DISTRICT]) - 230 * EVERY_COMMUNE
    yield Group(communes, usual, ServiceLevel.LEVEL_1)
    for commune in communes:
        if left <= 0:
            return
        yield Group((commune,), tuple(other[:left]), ServiceLevel.LEVEL_1)
        left -= len(other)


def _at_once(procedures: Collection[int]) -> tuple[int, ...]:
    """The commune's procedures that are settled at once, as many as every commune serves."""
    rows = Procedure.objects.filter(pk__in=procedures, versions__limit_amount=0).order_by("code")
    return tuple(rows.values_list("pk", flat=True)[:EVERY_COMMUNE])


def _serve(actor: Actor, group: Group, at: datetime) -> int:
    """The group's services through the three eras; how many there are."""
    if not group.agencies or not group.procedures:
        return 0
    for since, procedures, terms in _eras(group):
        if procedures:
            actions.offer(
                actor=actor, agency_ids=group.agencies, procedure_ids=procedures, terms=terms,
                valid_from=since, at=at,
            )  # fmt: skip
    return len(group.agencies) * len(group.procedures)


def _eras(group: Group) -> Iterator[tuple[date, tuple[int, ...], Terms]]:
    kept: dict[str, Any] = {"on_the_spot": group.level == ServiceLevel.LEVEL_1}
    online = group.level == ServiceLevel.LEVEL_3
    yield BEGIN, group.procedures, Terms(group.level, **kept)
    later = ServiceLevel.PARTIAL if online else ServiceLevel.INFORMATION
    yield CLASSES_SINCE, group.procedures, Terms(later, **kept)
    if online:
        partly = group.procedures[::PARTLY]
        fully = tuple(one for one in group.procedures if one not in partly)
        yield FULL_SINCE, fully, Terms(ServiceLevel.FULL, **kept)
        yield FULL_SINCE, partly, Terms(ServiceLevel.PARTIAL, reason=REASON, **kept)


def _members(level: Level) -> Any:
    return Agency.objects.filter(level=level, is_member=True).order_by("slug")


def _agencies(level: Level) -> tuple[int, ...]:
    return tuple(_members(level).values_list("pk", flat=True))

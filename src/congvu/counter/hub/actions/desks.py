"""Desks: made known by what they report, described by an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line, fold
from congvu.core.organisation.choices import Level
from congvu.counter.hub.models import Desk
from congvu.counter.hub.policies import DESK_KIND
from congvu.counter.hub.reading import Candidate

Key = tuple[str, str]
"""Code and place."""
_LEVELS = (
    (Level.DEPARTMENT, ("so ", "ban ", "thanh tra ", "van phong ", "cuc ", "chi cuc ")),
    (Level.COMMUNE, ("ubnd xa", "ubnd phuong", "ubnd thi tran", "ubnd tt", "xa ", "phuong ",
                     "thi tran ")),
    (Level.DISTRICT, ("ubnd huyen", "ubnd tp", "ubnd thanh pho", "ubnd thi xa", "huyen ",
                      "uybnd huyen", "thanh pho ")),
    (Level.PROVINCE, ("ubnd tinh", "trung tam")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskFields:
    name: str
    level: str
    parent_id: int | None = None
    agency_id: int | None = None
    reporter_id: int | None = None
    system: str = ""


@action("hub.desk.save")
def save_desk(
    *, actor: Actor, desk_id: int, fields: DeskFields, at: datetime, version: int | None = None
) -> Desk:
    """Sửa bộ phận một cửa: its name and level, whose it is, who reports for it.

    :raises Invalid: the agency has a desk already, or a desk under itself
    """
    demand(actor, "hub.desk.save")
    desk = Desk.objects.select_for_update().filter(pk=desk_id).first()
    if desk is None:
        raise NotFound
    if version is not None and version != desk.version:
        raise Stale(version=desk.version)
    if fields.parent_id == desk.pk:
        raise Invalid(fields={"parent": ["Đơn vị không thể thuộc chính nó."]})
    others = Desk.objects.exclude(pk=desk.pk)
    if fields.agency_id is not None and others.filter(agency_id=fields.agency_id).exists():
        raise Invalid(fields={"agency": ["Cơ quan này đã gắn với một bộ phận một cửa khác."]})
    desk.name = clean_line(fields.name, 200, label="Tên đơn vị") or desk.name
    desk.level = Level(fields.level)
    desk.parent_id, desk.agency_id = fields.parent_id, fields.agency_id
    desk.reporter_id = fields.reporter_id
    desk.system = clean_line(fields.system, 100, label="Phần mềm")
    desk.sort_key = sort_key(desk.name)
    desk.version += 1
    desk.save()
    note(
        Subject(DESK_KIND, desk.pk), label=desk.name,
        changes={"level": desk.level, "agency": desk.agency_id, "reporter": desk.reporter_id},
    )  # fmt: skip
    return desk


def level_of(name: str, place: str) -> Level:
    """The level that a name tells; a place in a district is a commune."""
    if place:
        return Level.COMMUNE
    folded = fold(name) + " "
    found = (level for level, heads in _LEVELS if folded.startswith(heads))
    return next(found, Level.OTHER)


def sort_key(name: str) -> str:
    return fold(name)[:800]


def known(keys: Iterable[Key]) -> dict[Key, Desk]:
    codes = sorted({code for code, _ in keys})
    rows = (
        desk
        for start in range(0, len(codes), 500)
        for desk in Desk.objects.filter(code__in=codes[start : start + 500])
    )
    return {(desk.code, desk.place): desk for desk in rows}


def make(rows: Iterable[Candidate], there: dict[Key, Desk], actor: Actor) -> list[Desk]:
    """Desks that the rows speak of and nobody knew, districts before their communes; unsaved."""
    named: dict[Key, str] = {}
    for row in rows:
        named[row.desk, row.place] = row.desk_name or named.get((row.desk, row.place), "")
    reporter = None if actor.is_admin else actor.agency_id
    return [
        Desk(
            code=code, place=place, name=name or " ".join(filter(None, (code, place))),
            level=level_of(name, place), reporter_id=reporter, sort_key=sort_key(name or code),
        )
        for (code, place), name in sorted(named.items(), key=lambda one: (bool(one[0][1]), one[0]))
        if (code, place) not in there
    ]  # fmt: skip


def store(fresh: list[Desk], there: dict[Key, Desk]) -> dict[Key, Desk]:
    """Write new desks; a commune stands under the desk of its code."""
    for desk in fresh:
        parent = there.get((desk.code, "")) if desk.place else None
        desk.parent = parent
        desk.save(force_insert=True)
        there[desk.code, desk.place] = desk
    return there

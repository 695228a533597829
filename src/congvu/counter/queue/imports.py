"""A hall as a file: ``bin/congvu queue setup hall.json`` makes it, or makes it so again.

Halls are found by their short name, groups by their letter, counters by their number; what the file
does not name stays as it is.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.queries import members
from congvu.counter.queue import actions
from congvu.counter.queue.actions import CounterFields, GroupFields, HallFields
from congvu.counter.queue.models import Counter, Hall, ServiceGroup

HALL = {one.name for one in fields(HallFields)}
GROUP = {one.name for one in fields(GroupFields)}
COUNTER = {one.name for one in fields(CounterFields)} - {"group_ids"} | {"groups"}


def read_hall(data: bytes) -> dict[str, Any]:
    """The file as a dictionary whose names are known.

    :raises Invalid: not JSON, or a name that is not understood, so that none is lost in silence
    """
    try:
        given = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise Invalid("Tệp không phải JSON. Hãy xem mẫu trong hướng dẫn lập sảnh.") from None
    if not isinstance(given, dict):
        raise Invalid("Tệp phải là một đối tượng JSON. Hãy xem mẫu trong hướng dẫn lập sảnh.")
    _demand_names(given, HALL | {"agency", "groups", "counters"}, {"agency", "slug", "name"})
    for name, known, needed in (
        ("groups", GROUP, {"prefix", "name"}), ("counters", COUNTER, {"number"}),
    ):  # fmt: skip
        for one in _rows(given, name):
            _demand_names(one, known, needed)
    return given


def _rows(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = given.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Invalid(f"Mục {name} phải là một danh sách các đối tượng JSON.")
    return rows


def _demand_names(given: dict[str, Any], known: set[str], needed: set[str]) -> None:
    if strange := sorted(set(given) - known):
        raise Invalid(f"Không hiểu mục {', '.join(strange)}. Hãy kiểm tra lại tệp.")
    if missing := sorted(needed - set(given)):
        raise Invalid(f"Thiếu mục {', '.join(missing)}. Hãy kiểm tra lại tệp.")


def set_up(given: dict[str, Any], *, actor: Actor, at: datetime) -> Hall:
    """Make the hall of a file, or bring it to what the file says; all or nothing is the caller's.

    :raises Invalid: no such agency, or a value that the verbs refuse
    """
    agency = members(local_date(at)).filter(slug=str(given["agency"])[:200]).first()
    if agency is None:
        raise Invalid("Không có cơ quan làm việc với mã ngắn này.")
    before = Hall.objects.filter(slug=str(given["slug"])[:40]).first()
    hall = actions.save_hall(
        actor=actor, agency_id=agency.pk, hall_id=before.pk if before else None, at=at,
        fields=HallFields(**_kept(before, HALL) | {k: v for k, v in given.items() if k in HALL}),
    )  # fmt: skip
    for one in _rows(given, "groups"):
        group = ServiceGroup.objects.filter(hall=hall, prefix=one["prefix"]).first()
        actions.save_group(
            actor=actor, hall_id=hall.pk, group_id=group.pk if group else None, at=at,
            fields=GroupFields(**_kept(group, GROUP) | one),
        )  # fmt: skip
    for one in _rows(given, "counters"):
        _counter(hall, one, actor=actor, at=at)
    return hall


def _counter(hall: Hall, given: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    counter = Counter.objects.filter(hall=hall, number=given["number"]).first()
    values = _kept(counter, COUNTER - {"groups"}) | given
    letters = values.pop("groups", None)
    groups = ServiceGroup.objects.filter(hall=hall)
    if letters is not None:
        if not isinstance(letters, list) or groups.filter(prefix__in=letters).count() != len(
            set(map(str, letters))
        ):
            raise Invalid(f"Quầy {given['number']} có chữ của nhóm không thuộc sảnh này.")
        groups = groups.filter(prefix__in=letters)
    elif counter is not None:
        groups = groups.filter(counters=counter)
    actions.save_counter(
        actor=actor, hall_id=hall.pk, counter_id=counter.pk if counter else None, at=at,
        fields=CounterFields(**values, group_ids=list(groups.values_list("pk", flat=True))),
    )  # fmt: skip


def _kept(row: Any, names: set[str]) -> dict[str, Any]:
    """What stays as it is when the file does not name it."""
    return {} if row is None else {name: getattr(row, name) for name in names}

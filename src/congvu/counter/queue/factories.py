"""Halls for tests: groups, counters, people and a few tickets in one line."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.counter.queue import actions
from congvu.counter.queue.actions import CounterFields, GroupFields, HallFields
from congvu.counter.queue.choices import Opening
from congvu.counter.queue.models import Counter, Hall, ServiceGroup, Ticket

AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
"""A Monday morning."""
SYSTEM = system_actor("demo")
_serial = count(1)


def hall(agency: Agency | None = None, **fields: Any) -> Hall:
    """Open around the clock unless told otherwise."""
    n = next(_serial)
    given = {"name": f"Sảnh số {n}", "slug": f"sanh-{n}", "opening": Opening.ALWAYS} | fields
    place = agency or organisation.agency()
    return actions.save_hall(actor=SYSTEM, agency_id=place.pk, fields=HallFields(**given), at=AT)


def group(place: Hall, prefix: str = "A", **fields: Any) -> ServiceGroup:
    given = {"name": f"Nhóm {prefix}"} | fields
    return actions.save_group(
        actor=SYSTEM, hall_id=place.pk, fields=GroupFields(prefix=prefix, **given), at=AT
    )


def counter(place: Hall, number: int, *groups: ServiceGroup) -> Counter:
    fields = CounterFields(number=number, group_ids=[one.pk for one in groups])
    return actions.save_counter(actor=SYSTEM, hall_id=place.pk, fields=fields, at=AT)


def staff(place: Hall, name: str = "") -> Actor:
    """An officer of the hall's agency."""
    return organisation.seat(Role.OFFICER, agency=place.agency, name=name, at=AT)


def manned(
    place: Hall, number: int, *groups: ServiceGroup, at: datetime = AT
) -> tuple[Counter, Actor]:
    """A counter with somebody at it."""
    made, actor = counter(place, number, *groups), staff(place)
    return actions.open_counter(actor=actor, counter_id=made.pk, at=at), actor


def ticket(group: ServiceGroup, *, priority: str = "", at: datetime = AT, key: str = "") -> Ticket:
    return actions.take(
        actor=SYSTEM, hall_id=group.hall_id, group_id=group.pk, priority=priority,
        request_key=key or f"yeu-cau-{next(_serial):06}", at=at,
    )  # fmt: skip

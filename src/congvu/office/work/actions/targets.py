"""To whom work is given: a post, or a unit whose head hands it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.queries import people_of, posts_of, units_of


@dataclass(frozen=True, slots=True)
class Target:
    """Give exactly one of the two: ``post_id`` for a person's seat, ``unit_id`` for a unit."""

    unit_id: int | None = None
    post_id: int | None = None

    def __post_init__(self) -> None:
        if (self.unit_id is None) == (self.post_id is None):
            raise ValueError("a target is a unit or a post")


@dataclass(frozen=True, slots=True)
class Desk:
    """A target as it stands in the chain: unit, post or None, and the name written down."""

    unit_id: int
    post_id: int | None
    name: str


def resolve(targets: Iterable[Target], *, agency_id: int, at: datetime) -> dict[Target, Desk]:
    """The desks of the targets, at most three queries however many there are.

    :raises Invalid: a unit or post that is not of this agency, or no longer exists on that day
    """
    wanted = set(targets)
    day = local_date(at)
    posts = _posts({t.post_id for t in wanted if t.post_id is not None}, agency_id, at)
    units = _units({t.unit_id for t in wanted if t.unit_id is not None}, agency_id, day)
    found: dict[Target, Desk] = {}
    for target in wanted:
        desk = posts.get(target.post_id or 0) if target.post_id else units.get(target.unit_id or 0)
        if desk is None:
            raise Invalid(
                "Nơi nhận không thuộc cơ quan hoặc đã ngừng hoạt động. Hãy chọn lại nơi nhận.",
                fields={"targets": ["Nơi nhận không còn hiệu lực."]},
            )
        found[target] = desk
    return found


def _posts(ids: set[int], agency_id: int, at: datetime) -> dict[int, Desk]:
    if not ids:
        return {}
    posts = posts_of(agency_id, on=local_date(at)).filter(pk__in=ids)
    seated = people_of(at=at, agency_id=agency_id).filter(post_id__in=ids)
    names = dict(seated.order_by("-id").values_list("post_id", "user__full_name"))
    return {
        pk: Desk(unit_id, pk, _seat(names.get(pk, ""), title))
        for pk, unit_id, title in posts.values_list("pk", "unit_id", "title")
    }


def _seat(name: str, title: str) -> str:
    return f"{name} ({title})"[:200] if name else f"{title} (đang khuyết)"[:200]


def _units(ids: set[int], agency_id: int, day: date) -> dict[int, Desk]:
    if not ids:
        return {}
    units = units_of(agency_id, on=day).filter(pk__in=ids)
    return {pk: Desk(pk, None, name) for pk, name in units.values_list("pk", "name")}

"""To whom work is given: a post, or a unit whose head hands it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.prepared import Prepared
from congvu.core.organisation.queries import people_on, posts_of, unit_names
from congvu.office.work.policies import HEADS

if TYPE_CHECKING:
    from congvu.core.organisation.models import Appointment


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
    """A target as it stands in the chain: unit, post or None, the name written down.

    ``people`` are the user ids to be told: who sits on the post, or the heads of the unit.
    """

    unit_id: int
    post_id: int | None
    name: str
    people: frozenset[int] = frozenset()


def resolve(targets: Iterable[Target], *, agency_id: int, at: datetime) -> dict[Target, Desk]:
    """The desks of the targets: who sits there in one query, and one each for the units and for
    vacant posts, however many there are.

    :raises Invalid: a unit or post that is not of this agency, or no longer exists on that day
    """
    wanted = set(targets)
    posts = {t.post_id for t in wanted if t.post_id is not None}
    units = {t.unit_id for t in wanted if t.unit_id is not None}
    day = local_date(at)
    seated, heads = _people(posts, units, agency_id, day)
    desks = (
        seated | _vacant(posts - {t.post_id for t in seated}, agency_id, day)
        | _units(units, heads, agency_id, day)
    )  # fmt: skip
    if wanted - desks.keys():
        raise Invalid(
            "Nơi nhận không thuộc cơ quan hoặc đã ngừng hoạt động. Hãy chọn lại nơi nhận.",
            fields={"targets": ["Nơi nhận không còn hiệu lực."]},
        )
    return desks


def _people(
    posts: set[int], units: set[int], agency_id: int, day: date
) -> tuple[dict[Target, Desk], dict[int, set[int]]]:
    """Desks of the posts that are held, and the heads of the units."""
    desks: dict[Target, Desk] = {}
    heads: dict[int, set[int]] = {unit_id: set() for unit_id in units}
    rows: Iterable[tuple[int, int, str, str, int, str]]
    if max(len(posts), len(units)) > FEW:
        rows = _seats(agency_id, day, posts, units)
    else:
        rows = _FEW_SEATS(
            agency_id=agency_id, day=day, **_placed("post", posts), **_placed("unit", units)
        )
    for post_id, unit_id, title, role, user_id, name in rows:
        if post_id in posts:
            target = Target(post_id=post_id)
            others = desks[target].people if target in desks else frozenset()
            desks[target] = Desk(unit_id, post_id, f"{name} ({title})"[:200], others | {user_id})
        if unit_id in heads and role in HEADS:
            heads[unit_id].add(user_id)
    return desks, heads


def _seats(
    agency_id: int, day: date, posts: Iterable[int], units: Iterable[int]
) -> QuerySet[Appointment, tuple[int, int, str, str, int, str]]:
    asked = Q(post_id__in=posts) | Q(unit_id__in=units, post__role__in=HEADS)
    seats = people_on(day, agency_id=agency_id).filter(asked).order_by("-id")
    return seats.values_list(
        "post_id", "unit_id", "post__title", "post__role", "user_id", "user__full_name"
    )


FEW = 8
"""Posts, and units, to which work is given at once as a rule; with more the query is built anew."""


def _places(name: str) -> list[str]:
    return [f"{name}{place}" for place in range(FEW)]


def _placed(name: str, ids: set[int]) -> dict[str, int]:
    """The ids at the places of a prepared question; no row has the number at those left over."""
    return dict(zip(_places(name), [*sorted(ids), *[0] * (FEW - len(ids))], strict=True))


def _few(named: dict[str, int], name: str) -> list[int]:
    return [named[place] for place in _places(name)]


# Every giving of work asks these while others wait for the matter.
_FEW_SEATS = Prepared(
    lambda agency_id, day, **ids: _seats(agency_id, day, _few(ids, "post"), _few(ids, "unit")),
    agency_id=int, day=date, **dict.fromkeys([*_places("post"), *_places("unit")], int),
)  # fmt: skip


def _vacant(posts: set[int], agency_id: int, day: date) -> dict[Target, Desk]:
    if not posts:
        return {}
    rows = posts_of(agency_id, on=day).filter(pk__in=posts)
    return {
        Target(post_id=pk): Desk(unit_id, pk, f"{title} (đang khuyết)"[:200])
        for pk, unit_id, title in rows.values_list("pk", "unit_id", "title")
    }


def _units(
    units: set[int], heads: dict[int, set[int]], agency_id: int, day: date
) -> dict[Target, Desk]:
    if not units:
        return {}
    return {
        Target(unit_id=pk): Desk(pk, None, name, frozenset(heads[pk]))
        for pk, name in unit_names(agency_id, on=day)
        if pk in units
    }

"""Who sits at a desk: a post, or a unit as a whole, which its heads answer for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from congvu.core.organisation.queries import people_of
from congvu.office.work.policies import HEADS


def people_at(desks: Iterable[tuple[int, int | None]], *, agency_id: int, at: datetime) -> set[int]:
    """User ids of the people at ``(unit, post or None)`` desks, in one query."""
    wanted = list(desks)
    posts = {post for _, post in wanted if post is not None}
    units = {unit for unit, post in wanted if post is None}
    people = people_of(at=at, agency_id=agency_id).filter(
        Q(post_id__in=posts) | Q(unit_id__in=units, post__role__in=HEADS)
    )
    return set(people.order_by().values_list("user_id", flat=True))

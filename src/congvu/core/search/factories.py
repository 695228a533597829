"""Items as a room would register them, for tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.core.search.registry import Item

KIND = "test.letter"
FIRST_DAY = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)


def item(
    pk: int,
    title: str,
    *,
    kind: str = KIND,
    marks: Collection[str] = ("a1",),
    code: str = "",
    body: str = "",
    agency_id: int | None = 1,
    facets: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Item:
    """A letter; a greater ``pk`` is a newer one unless ``at`` says otherwise."""
    return Item(
        subject=Subject(kind, pk),
        title=title,
        at=at or FIRST_DAY + timedelta(hours=pk),
        marks=marks,
        code=code,
        body=body,
        agency_id=agency_id,
        facets=facets or {},
    )

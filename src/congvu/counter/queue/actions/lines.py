"""The day's line of a group: a row that is locked to take from it or to call from it."""

from __future__ import annotations

from datetime import date

from congvu.core.kernel.prepared import Prepared
from congvu.counter.queue.models import DayLine

_LINE = Prepared(
    lambda group_id, day: DayLine.objects.select_for_update().filter(group_id=group_id, day=day),
    group_id=int, day=date,
)  # fmt: skip


def open_line(group_id: int, day: date) -> None:
    """Made by the first who waits in it."""
    DayLine.objects.get_or_create(group_id=group_id, day=day)


def locked_line(group_id: int, day: date) -> DayLine:
    """The row, locked until the transaction ends."""
    found = _LINE(group_id=group_id, day=day)
    if not found:
        open_line(group_id, day)
        found = _LINE(group_id=group_id, day=day)
    return found[0]

"""The day's line of a group: a row that is locked to take from it or to call from it."""

from __future__ import annotations

from datetime import date

from congvu.counter.queue.models import DayLine


def open_line(group_id: int, day: date) -> None:
    """Made by the first who waits in it."""
    DayLine.objects.get_or_create(group_id=group_id, day=day)


def locked_line(group_id: int, day: date) -> DayLine:
    """The row, locked until the transaction ends."""
    lines = DayLine.objects.select_for_update().filter(group_id=group_id, day=day)
    line = lines.first()
    if line is None:
        open_line(group_id, day)
        line = lines.get()
    return line

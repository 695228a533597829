"""How feedback (phản ánh, kiến nghị) keeps to its times, counted in working days. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class Days(Protocol):
    """The days of one piece of feedback; ``models.Feedback`` is one."""

    received_on: date
    refused_on: date | None
    asked_on: date | None
    answered_on: date | None
    published_on: date | None


class Calendar(Protocol):
    def add_days(self, day: date, n: int) -> date: ...


def in_time(row: Days, limits: Mapping[str, int], calendar: Calendar, day: date) -> bool | None:
    """Whether every step kept to its time as it stood on ``day``; None while the next step still
    has time.

    :param limits: working days by the name of the step, from the receipt; ``published_on`` from
        the answer
    """
    received = row.received_on

    def kept(name: str, start: date) -> bool | None:
        last = calendar.add_days(start, limits[name])
        done: date | None = getattr(row, name)
        if done is not None and done <= day:
            return done <= last
        return False if day > last else None

    if row.asked_on is not None and kept("asked_on", received) is False:
        return False
    if row.refused_on is not None and row.refused_on <= day:
        return kept("refused_on", received)
    answered = kept("answered_on", received)
    if answered is not True or row.answered_on is None:
        return answered
    return kept("published_on", row.answered_on)

"""Who is called next: priority that lets nobody starve. Plain Python, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """What the data of a group says about its ordinary people.

    :param run: how many favoured people may pass them in a row; 0: none
    :param patience: who has waited so long is passed by nobody
    """

    run: int
    patience: timedelta


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a line: ``place`` is since when they wait, ``key`` breaks ties."""

    key: int
    place: datetime
    favoured: bool
    rule: Rule

    @property
    def order(self) -> tuple[datetime, int]:
        return self.place, self.key


def pick(heads: Sequence[Head], *, streak: int, at: datetime) -> Head | None:
    """The one to call, among the first favoured and the first ordinary of every line.

    An ordinary person whose patience is over, or before whom ``streak`` favoured ones have been
    called at this counter in a row, comes first; then the favoured, then the others; each by
    who waits longest.
    """
    ordinary = [head for head in heads if not head.favoured]
    owed = [h for h in ordinary if streak >= h.rule.run or at - h.place >= h.rule.patience]
    favoured = [head for head in heads if head.favoured]
    for candidates in (owed, favoured, ordinary):
        if candidates:
            return min(candidates, key=lambda head: head.order)
    return None


def next_streak(streak: int, chosen: Head, *, others_wait: bool) -> int:
    """How many favoured ones were called in a row while an ordinary one waited."""
    return min(streak + 1, 1000) if chosen.favoured and others_wait else 0

"""How many of the limits that a file states could be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from congvu.counter.procedures.imports.candidates import Candidate
from congvu.counter.procedures.limits import Reading


@dataclass(frozen=True, slots=True)
class Share:
    """``read`` and ``unread`` (texts with their number) are the stated limits.

    A number without its unit states no limit: ``bare`` is beside them, and never read.
    """

    read: int
    unread: Counter[str]
    bare: int
    none: int

    @property
    def stated(self) -> int:
        return self.read + self.unread.total()

    @property
    def percent(self) -> float:
        return 100.0 * self.read / self.stated if self.stated else 100.0


def share(candidates: Iterable[Candidate]) -> Share:
    """Count every limit of every row: of its ways of filing, else of the row."""
    read = bare = none = 0
    unread: Counter[str] = Counter()
    for reading in _readings(candidates):
        if reading.state == "read":
            read += 1
        elif reading.state == "none":
            none += 1
        elif reading.text.isdigit():
            bare += 1
        else:
            unread[reading.text] += 1
    return Share(read, unread, bare, none)


def _readings(candidates: Iterable[Candidate]) -> Iterable[Reading]:
    for one in candidates:
        of_ways = [way.limit for way in one.parts.get("ways", ())]
        stated = [reading for reading in of_ways if reading.state != "none"]
        own = one.parts.get("limit")
        if stated:
            yield from of_ways
        elif own is not None:
            yield own
        else:
            yield from of_ways

"""What an engine does: keep words and tags per rank, and find the newest ranks for a pass."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from congvu.core.search.ask import Pass
from congvu.core.search.models import Entry
from congvu.core.search.words import Word


@dataclass(frozen=True, slots=True)
class Posting:
    """What one entry can be found by: the words of its head and of its body, and its tags."""

    rank: int
    head: Sequence[Sequence[Word]]
    body: Sequence[Word]
    tags: Collection[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One look into the index: the pass, any of ``marks``, and one of each of ``tags``.

    ``low`` is included, ``high`` is not; the newest ``limit`` ranks are returned.
    """

    ask: Pass
    marks: Collection[str]
    tags: Sequence[Collection[str]]
    low: int
    high: int
    limit: int


class Engine(Protocol):
    def reserve(self, count: int) -> list[int]:
        """Ids for new entries, never given twice."""
        ...

    def enter(self, entries: Sequence[Entry]) -> None:
        """Store new entries, with the ids they were given."""
        ...

    def write(self, postings: Sequence[Posting]) -> None:
        """Store new postings."""
        ...

    def erase(self, ranks: Collection[int]) -> None:
        """Forget postings."""
        ...

    def retag(self, rank: int, old: Collection[str], new: Collection[str]) -> None:
        """Replace the tags and leave the words."""
        ...

    def find(self, wanted: Wanted) -> list[int]:
        """The newest ranks that answer, newest first."""
        ...

    def bulk(self) -> AbstractContextManager[None]:
        """Load very many postings; finding waits until the end."""
        ...

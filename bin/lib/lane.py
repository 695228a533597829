"""What a lane of `bin/test` is, and what is known of it when it is over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CORES = max(2, os.cpu_count() or 2)
WORKERS = min(4, CORES)


class Missing(Exception):
    """Why a lane cannot run on this machine."""


@dataclass(frozen=True)
class Lane:
    """``marks`` selects the tests, ``needs`` prepares and yields environment variables.

    ``workers`` is how many processes share the tests, and so how much of the machine the lane
    takes; each has a database of its own. ``marks`` is empty for the lane that is no pytest run.
    ``elsewhere`` are arguments that leave out what another lane runs; not when tests are named.
    """

    name: str
    title: str
    marks: str = ""
    database: str = "sqlite"
    needs: Callable[[], Iterator[dict[str, str]]] | None = None
    workers: int = 1
    elsewhere: tuple[str, ...] = ()


@dataclass
class Result:
    """``seconds`` is from start to end, ``cpu`` what its processes computed, databases aside."""

    lane: Lane
    state: str
    seconds: float = 0.0
    cpu: float = 0.0
    why: str = ""
    counts: dict[str, int] = field(default_factory=dict)

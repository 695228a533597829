"""Higher rooms hear here that what they asked money for is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from congvu.core.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Settled:
    """A charge that no longer waits: paid, waived, cancelled or refunded."""

    charge_id: int
    subject_id: int
    state: str
    amount: int
    at: datetime


listeners: Registry[Callable[[Settled], None]] = Registry("settled charges")
"""By subject kind. Called by a job, which may run twice."""

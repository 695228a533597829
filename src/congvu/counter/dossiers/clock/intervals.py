"""Intervals in which a dossier waits for somebody other than the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from congvu.core.kernel.worktime import Pause


class Why(StrEnum):
    """Why a dossier waits."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    DOWNTIME = "downtime"


REASONS = {
    Why.SUPPLEMENT: "chờ bổ sung hồ sơ",
    Why.PAYMENT: "chờ nộp phí, lệ phí",
    Why.DOWNTIME: "hệ thống tạm ngừng để bảo trì",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``start`` to ``end``, or still open. All of a dossier's intervals are kept, because two
    clocks read them in two ways.

    :raises ValueError: ended before it began, or a moment without a zone
    """

    why: Why
    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        self.pause(restarts=False)

    def pause(self, *, restarts: bool) -> Pause:
        """For the engine; ``restarts`` on the legal clock of a supplement."""
        return Pause(self.start, self.end, REASONS[self.why], restarts)

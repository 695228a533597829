"""Where the demo's stories play: the hour now, chance, and office hours."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation.queries import calendar_for

Story = Generator[datetime, None, None]
"""Yields the moment of its next act, then does it."""


@dataclass
class Stage:
    """What every story needs: the hour now, chance, and the working calendar."""

    now: datetime
    chance: random.Random

    def later(self, at: datetime, hours: float) -> datetime:
        """About that many working hours on, within office hours of a working day."""
        moved = at + timedelta(hours=hours * self.chance.uniform(0.6, 1.4))
        return office_hour(moved, self.chance)


def office_hour(at: datetime, chance: random.Random) -> datetime:
    """The moment itself when it is in office hours, else one on the next working morning."""
    local = at.astimezone(VIETNAM)
    calendar = calendar_for(None)
    if calendar.works_on(local.date()) and time(7, 30) <= local.time() <= time(16, 50):
        return local
    day = local.date() if local.time() < time(7, 30) else local.date() + timedelta(days=1)
    day = calendar.first_working(day)
    morning = datetime.combine(day, time(7, 35), tzinfo=VIETNAM)
    return morning + timedelta(minutes=chance.randint(0, 150))

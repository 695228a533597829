"""Handlers of a pretended room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from congvu.core.jobs.errors import GiveUp
from congvu.core.jobs.registry import Handler, Schedule, handlers, schedules


@dataclass
class Room:
    ran: list[tuple[str, datetime, dict[str, Any]]] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)

    def names(self) -> list[str]:
        return [name for name, _, _ in self.ran]


@pytest.fixture
def room() -> Iterator[Room]:
    """Jobs ``room.send`` (3 attempts), ``room.hopeless`` and the periodic ``room.clock``."""
    room = Room()

    def handler(name: str):
        def run(*, at: datetime, **args: Any) -> None:
            room.ran.append((name, at, args))
            if name in room.failing:
                raise ConnectionError("thư không gửi được")

        return run

    def hopeless(*, at: datetime) -> None:
        raise GiveUp("địa chỉ không có")

    minute = timedelta(minutes=1)
    handlers.add("room.send", Handler("room.send", handler("room.send"), 3, minute))
    handlers.add("room.clock", Handler("room.clock", handler("room.clock"), 3, minute))
    handlers.add("room.hopeless", Handler("room.hopeless", hopeless, 8, minute))
    schedules.add("room.clock", Schedule("room.clock", minute, timedelta(0)))
    yield room
    for name in ("room.send", "room.clock", "room.hopeless"):
        del handlers._entries[name]
    del schedules._entries["room.clock"]

"""Higher rooms say here what can be begun for the person at the counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.counter.queue.models import Ticket


@dataclass(frozen=True, slots=True)
class Work:
    """A link on the counter's page while a ticket is there: ``address(ticket)`` begins the work."""

    label: str
    address: Callable[[Ticket], str]
    visible: Callable[[Actor], bool]


works: Registry[Work] = Registry("works of a counter")

"""The API of the queue: halls, numbers, counters and appointments, and setting them up."""

from congvu.counter.queue.api import desk, setup  # noqa: F401 - add operations
from congvu.counter.queue.api.router import router

__all__ = ["router"]

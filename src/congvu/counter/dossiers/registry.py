"""Higher rooms hear here what happens to dossiers."""

from __future__ import annotations

from collections.abc import Callable

from congvu.core.kernel.registry import Registry
from congvu.counter.dossiers.models import Event

listeners: Registry[Callable[[Event], None]] = Registry("listeners to dossiers")
"""Called with every event inside the verb's transaction: write rows and enqueue, never wait."""

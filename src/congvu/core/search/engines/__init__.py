"""The two engines behind the one door."""

from __future__ import annotations

from django.db import connection

from congvu.core.search.engines.base import Engine, Posting, Wanted
from congvu.core.search.engines.postgres import PostgresEngine
from congvu.core.search.engines.sqlite import SqliteEngine

__all__ = ["Engine", "Posting", "Wanted", "engine"]

ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresEngine()}


def engine() -> Engine:
    """The engine of the database in use."""
    return ENGINES[connection.vendor]

"""What must work before the installation is called ready: one function per part."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from congvu.core.jobs import queries as jobs

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """A part that answers, but not as it should."""


def database(at: datetime) -> None:
    """A query runs and no migration is missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("migrations are missing")


def store(at: datetime) -> None:
    """A small object can be written, read and deleted."""
    name = default_storage.save(f"probes/{uuid.uuid4().hex}", ContentFile(b"congvu"))
    try:
        with default_storage.open(name) as content:
            if content.read() != b"congvu":
                raise NotReady("the store gives back something else")
    finally:
        default_storage.delete(name)


def worker(at: datetime) -> None:
    """At least one worker gave a sign of life within the last minute."""
    if not jobs.workers_alive(at=at):
        raise NotReady("no worker is alive")


PROBES: dict[str, Callable[[datetime], None]] = {
    "database": database,
    "store": store,
    "worker": worker,
}


def report(*, at: datetime) -> dict[str, str]:
    """Each part with ``ok`` or the kind of its failure; details go to the log only."""
    return {name: _judge(name, probe, at) for name, probe in PROBES.items()}


def _judge(name: str, probe: Callable[[datetime], None], at: datetime) -> str:
    try:
        probe(at)
    except NotReady as reason:
        return str(reason)
    except Exception as error:  # a probe reports every failure, whatever its kind
        logger.warning("probe_failed", extra={"probe": name}, exc_info=error)
        return type(error).__name__
    return "ok"

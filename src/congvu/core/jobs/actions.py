"""Writing doors: put work into the queue, bring a dead job back.

These doors are not audited: the verbs that call them are, and a job is only an effect of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from congvu.core.jobs.choices import State
from congvu.core.jobs.errors import UnknownJob
from congvu.core.jobs.models import Job
from congvu.core.jobs.registry import handlers
from congvu.core.kernel.clock import now
from congvu.core.kernel.storing import insert_many

Args = Mapping[str, Any]
MOST = 1000
"""Jobs that are absorbed at once."""


def enqueue(
    name: str,
    *,
    key: str = "",
    args: Args | None = None,
    run_after: datetime | None = None,
    owner: str = "",
) -> None:
    """Ask for a job, inside the caller's transaction: it exists if and only if that commits.

    :param name: a registered job, ``room.verb``
    :param key: names the event; a second job of the same name and key is silently left out,
        also long after the first one ran
    :param args: JSON values, handed to the handler as keywords
    :param run_after: an aware moment before which the job does not start
    :param owner: who asked, shown beside a dead job (a username)
    :raises UnknownJob: no room registered the name
    """
    enqueue_many(name, [(key, args or {})], run_after=run_after, owner=owner)


def enqueue_many(
    name: str,
    items: Iterable[tuple[str, Args]],
    *,
    run_after: datetime | None = None,
    owner: str = "",
) -> None:
    """Ask for many jobs of one name at once; ``items`` are ``(key, args)``."""
    if name not in handlers:
        raise UnknownJob(name)
    if run_after is not None and run_after.tzinfo is None:
        raise ValueError(f"{name}: run_after is not aware")
    created = now()
    insert_many(
        [
            Job(
                name=name,
                key=key,
                args=dict(args),
                owner=owner,
                created_at=created,
                run_after=run_after,
                due_at=run_after or created,
            )
            for key, args in items
        ],
        unless_known=True,
    )


def absorb(name: str, *, args: Args | None = None) -> int:
    """Count jobs of this name and these arguments that are due now as done; returns how many.

    For a handler that does at once whatever all of them ask for, before it looks at what there is
    to do: what they were asked for with stands in the database by then. Whoever dies after it has
    its own job run again.
    """
    at = now()
    waiting = Job.objects.due(at).filter(state=State.WAITING, name=name, args=dict(args or {}))
    with transaction.atomic():
        free = waiting.select_for_update(skip_locked=True)
        ids = list(free.values_list("pk", flat=True)[:MOST])
        Job.objects.filter(pk__in=ids).update(
            state=State.DONE, due_at=None, finished_at=at, error=""
        )
    return len(ids)


def revive(*, job_id: int, at: datetime) -> bool:
    """Let a dead job run again with all its attempts; False when it is not dead (any more)."""
    changed = Job.objects.filter(pk=job_id, state=State.DEAD).update(
        state=State.WAITING, attempt=0, due_at=at, run_after=at, finished_at=None, worker=""
    )
    return bool(changed)

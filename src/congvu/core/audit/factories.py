"""Entries for tests of any room."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.audit.actions import log
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject

AT = datetime(2016, 3, 15, 9, 0, tzinfo=VIETNAM)


def entries(
    count: int,
    *,
    actor: Actor | None = None,
    verb: str = "audit.sample.act",
    subject: Subject | None = None,
    at: datetime = AT,
) -> list[Entry]:
    """``count`` acts, a second apart."""
    return [
        log(
            verb=verb,
            actor=actor or system_actor("demo"),
            at=at + timedelta(seconds=number),
            subject=subject or Subject("audit.sample", number + 1),
            label=f"Công văn số {number + 1}",
            changes={"due_on": ["2016-03-01", "2016-03-05"], "remark": "gấp"},
        )
        for number in range(count)
    ]

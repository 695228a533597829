"""A kind of notice and one event, for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.notifications import actions

KIND = "test.directed"
NIGHT_KIND = "test.summary"
MOMENT = datetime(2016, 7, 29, 9, 0, tzinfo=VIETNAM)


def tell(*people: Any, key: str = "directed:15", actor: Actor | None = None, **changes: Any) -> int:
    """One event told to people (users or ids)."""
    arguments: dict[str, Any] = {
        "event_key": key,
        "kind": KIND,
        "recipients": [getattr(person, "pk", person) for person in people],
        "subject": None,
        "title": "Giám đốc chuyển văn bản số 15",
        "body": "Giao Phòng CNTT chủ trì.",
        "url": "/van-ban-den/15",
        "actor": actor or system_actor(),
        "at": MOMENT,
    }
    with transaction.atomic():
        return actions.notify(**(arguments | changes))

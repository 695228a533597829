"""Writing many deliveries back in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from congvu.core.kernel.storing import update
from congvu.office.exchange.models import Delivery

ALIKE = (
    "state", "status", "status_at", "recall", "recall_at", "note", "attempts", "refusals",
    "next_try_at", "claimed_until", "cause", "remote_id", "sent_at", "arrived_at", "received_kind",
)  # fmt: skip
"""Fields that most rows of a batch share."""

FEW = 8
"""Up to so many rows are written one by one: putting an UPDATE of their own together costs more."""


def save_rows(rows: Sequence[Delivery]) -> None:
    """Rows that say the same are one UPDATE, not one each; their locks are the caller's.

    A few are written by a kept statement instead, which costs less than building another.
    """
    if len(rows) <= FEW:
        update(rows, [*ALIKE, "received_id"])
        return
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(getattr(row, name) for name in ALIKE)].append(row.pk)
    for values, ids in alike.items():
        Delivery.objects.filter(pk__in=ids).update(**dict(zip(ALIKE, values, strict=True)))
    received = [row for row in rows if row.received_id is not None]
    if received:
        update(received, ["received_id"])

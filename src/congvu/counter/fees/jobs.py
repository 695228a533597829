"""What fees do after the commit."""

from __future__ import annotations

from datetime import datetime

from congvu.core.jobs.registry import job
from congvu.counter.fees.models import Charge
from congvu.counter.fees.registry import Settled, listeners


@job("fees.settled")
def settled(*, at: datetime, charge_id: int, state: str) -> None:
    """Tell the room that asked for the money; it may be told twice."""
    charge = Charge.objects.get(pk=charge_id)
    listener = listeners.get(charge.subject_kind)
    if listener is not None and charge.subject_id is not None:
        listener(Settled(charge.pk, charge.subject_id, state, charge.amount, at))

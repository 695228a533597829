"""What the sender of a letter of this installation is told (codes 01-03, 13-16)."""

from __future__ import annotations

from datetime import datetime

from congvu.office.documents.choices import Delivery
from congvu.office.documents.models import Incoming, Recipient


def tell_sender(letter: Incoming, state: Delivery, *, at: datetime, remark: str = "") -> None:
    """Write on the sender's recipient row what became of the letter here."""
    if letter.origin_id is None:
        return
    rows = Recipient.objects.filter(outgoing_id=letter.origin_id, agency_id=letter.agency_id)
    rows.update(state=state, state_at=at, state_note=remark[:500])

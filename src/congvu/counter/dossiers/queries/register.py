"""Sổ theo dõi hồ sơ (Mẫu 07): the dossiers received in a span of days, in order of receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.counter.dossiers.choices import Channel
from congvu.counter.dossiers.queries.lists import visible_to

MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """Columns of Mẫu 07."""

    place: int
    code: str
    procedure: str
    applicant: str
    contact: str
    agency: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    channel: str
    taken_by: str


def register_rows(actor: Actor, first: date, last: date) -> list[RegisterRow]:
    """At most :data:`MOST_ROWS` of them; one query."""
    rows = visible_to(actor).filter(
        received_at__gte=datetime.combine(first, time(), VIETNAM),
        received_at__lt=datetime.combine(last + timedelta(days=1), time(), VIETNAM),
    )
    found = rows.order_by("received_at", "id").values_list(
        "code", "procedure__name", "applicant__name", "applicant__address", "applicant__phone",
        "agency__name", "received_at", "due_at", "returned_at", "channel", "result__returned_to",
    )[:MOST_ROWS]  # fmt: skip
    return [
        RegisterRow(
            place, code, procedure, name, ", ".join(filter(None, (address, phone))), agency,
            received, due, returned, str(Channel(channel).label), taken or "",
        )
        for place, (
            code, procedure, name, address, phone, agency, received, due, returned, channel, taken,
        ) in enumerate(found, start=1)
    ]  # fmt: skip

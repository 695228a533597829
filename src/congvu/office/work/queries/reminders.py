"""Whom the rule reminds on a day: near the date once, past the date every working day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import calendar_for
from congvu.office.work.choices import Part
from congvu.office.work.models import Assignment

NEAR = 2
"""Working days before the date on which the first reminder goes out."""
_WINDOW = timedelta(days=21)
"""Longer than any run of days off (Tết) with the working days before it."""


def near_until(agency_id: int, day: date) -> date:
    """The last date that counts as near on ``day``: two working days on."""
    return calendar_for(agency_id).add_days(day, NEAR)


def to_remind(at: datetime) -> Iterator[int]:
    """Assignments that the rule reminds at this moment; not on days off of their agency.

    Lead and support only. Who was reminded today, by hand or by rule, is left out; near the
    date one reminder is enough.
    """
    today = local_date(at)
    rows = (
        Assignment.objects.active()
        .filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=today))
        .exclude(part=Part.INFORM)
        .filter(due_on__lte=today + _WINDOW)
        .annotate(agency_id=F("matter__agency_id"))
        .order_by("pk")
        .values_list("pk", "agency_id", "due_on", "reminded_on")
    )
    untils: dict[int, date | None] = {}
    for pk, agency_id, due_on, reminded_on in rows.iterator(chunk_size=2000):
        if agency_id not in untils:
            working = calendar_for(agency_id).works_on(today)
            untils[agency_id] = near_until(agency_id, today) if working else None
        until = untils[agency_id]
        if until is None or due_on is None:
            continue
        first_time = reminded_on is None or near_until(agency_id, reminded_on) < due_on
        if due_on < today or (due_on <= until and first_time):
            yield pk

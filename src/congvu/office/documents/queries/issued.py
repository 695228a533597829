"""How many letters were issued: what the electronic share of the exchange is a share of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMonth

from congvu.core.kernel.clock import VIETNAM
from congvu.office.documents.choices import Secrecy
from congvu.office.documents.models import Outgoing


def issued(first: date, last: date) -> Mapping[tuple[int, date], int]:
    """Letters that went out from the first day to the last, by agency and first day of month.

    Electronic or on paper, also those recalled or replaced since. Secret letters may not travel
    on the network, so they are not part of what a share is taken of.
    """
    month = TruncMonth("issued_at", tzinfo=VIETNAM)
    rows = (
        Outgoing.objects.filter(
            issued_at__gte=_start(first), issued_at__lt=_start(last + timedelta(days=1)),
            secrecy=Secrecy.NORMAL,
        )
        .order_by()
        .annotate(month=month)
        .values_list("agency_id", "month")
        .annotate(number=Count("id"))
    )  # fmt: skip
    return {(pk, moment.astimezone(VIETNAM).date()): number for pk, moment, number in rows}


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)

"""Sets of dossiers behind the figures of a period: a figure counts its set, a drill-down lists it.

Everything is told by moments that no verb moves any more, so a set of a month that is over stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from congvu.core.files.queries import has_files, has_used_again
from congvu.core.kernel.clock import VIETNAM
from congvu.counter.dossiers.choices import DOSSIER_KIND, PAPER_KIND, RESULT_KIND, RUNNING, Channel
from congvu.counter.dossiers.models import (
    Consultation,
    Dossier,
    DossierStep,
    Paper,
    Result,
    Supplement,
    Wait,
)
from congvu.counter.fees.queries import has_paid

Rows = QuerySet[Dossier]
HOUR = timedelta(hours=1)
"""A step left within its last hour kept to its time; sooner, it was shorter."""
IS_LATE = Q(settled_at__gt=F("due_at"))
ON_DAY = ~IS_LATE & (Q(due_at=None) | Q(due_day=F("settled_day")))
_WHOLE = OuterRef("pk")


def settled(rows: Rows, start: datetime, end: datetime) -> Rows:
    """Settled from ``start`` up to but not including ``end``, with what the sets ask of them."""
    asked = Supplement.objects.filter(dossier=_WHOLE).order_by().values("dossier")
    rounds = Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")[:1]), 0)
    return rows.filter(settled_at__gte=start, settled_at__lt=end).annotate(
        rounds=rounds, due_day=TruncDate("due_at", tzinfo=VIETNAM),
        settled_day=TruncDate("settled_at", tzinfo=VIETNAM),
        received_day=TruncDate("received_at", tzinfo=VIETNAM),
    )  # fmt: skip


def _units(slack: timedelta = timedelta(0), *, timed: bool = False) -> Q:
    """Units that had a time: any, or one that left later than its time less ``slack``."""
    steps = DossierStep.objects.filter(dossier=_WHOLE, due_at__isnull=False)
    steps = steps.filter(closed_at__isnull=False)
    asked = Consultation.objects.filter(dossier=_WHOLE)
    if not timed:
        steps = steps.filter(closed_at__gt=F("due_at") - slack)
        asked = asked.filter(Q(answered_at__gt=F("due_at") - slack) | Q(answered_at=None))
    return Q(Exists(steps)) | Q(Exists(asked))


def _papers(**having: bool) -> QuerySet[Paper]:
    return Paper.objects.filter(dossier=_WHOLE, **having)


def _result() -> QuerySet[Result]:
    return Result.objects.filter(dossier=_WHOLE, approved_at__isnull=False)


OF_SETTLED: Mapping[str, Callable[[], Q]] = {
    "settled": Q,
    "early": lambda: ~(IS_LATE | ON_DAY),
    "on_time": lambda: ON_DAY,
    "late": lambda: IS_LATE,
    "asked_never": lambda: Q(rounds=0),
    "asked_once": lambda: Q(rounds=1),
    "asked_more": lambda: Q(rounds__gt=1),
    "online": lambda: Q(channel=Channel.ONLINE),
    "same_day": lambda: Q(settled_day=F("received_day")),
    "timed": lambda: _units(timed=True),
    "units_early": lambda: _units(timed=True) & ~_units(HOUR),
    "units_on_time": lambda: _units(HOUR) & ~_units(),
    "units_late": _units,
    "papered": lambda: Q(Exists(_papers(provided=True))),
    "scanned": lambda: (
        Q(Exists(_papers(provided=True)))
        & ~Q(Exists(_papers(provided=True).filter(~has_files(PAPER_KIND))))
    ),
    "with_scans": lambda: Q(Exists(_papers().filter(has_files(PAPER_KIND)))),
    "used_again": lambda: Q(Exists(_papers().filter(has_used_again(PAPER_KIND)))),
    "with_result": lambda: Q(Exists(_result())),
    "electronic": lambda: Q(Exists(_result().filter(has_files(RESULT_KIND)))),
    "charged": lambda: Q(has_paid(DOSSIER_KIND)),
    "paid_online": lambda: Q(has_paid(DOSSIER_KIND, online=True)),
}
"""What is asked of the settled of a period, by the name of the figure."""


def pending(rows: Rows, moment: datetime) -> Rows:
    """Received before a moment and not at its end by then."""
    gone = Q(settled_at__lt=moment) | Q(settled_at=None, closed_at__lt=moment)
    return rows.filter(received_at__lt=moment).exclude(gone)


def overdue(rows: Rows, moment: datetime) -> Rows:
    """Pending and past their date at a moment; what waits for somebody outside is not overdue."""
    waits = Wait.objects.filter(dossier=_WHOLE, ended_at=None, started_at__lt=moment)
    runs = Q(state__in=RUNNING) & ~Q(Exists(waits))
    since = Q(settled_at__gte=moment, settled_at__gt=F("due_at")) | Q(
        settled_at=None, closed_at__gte=moment
    )
    return rows.filter(Q(received_at__lt=moment, due_at__lt=moment) & (runs | since))


def _received(channel: Channel) -> Callable[[Rows, datetime, datetime], Rows]:
    def of(rows: Rows, start: datetime, end: datetime) -> Rows:
        return rows.filter(received_at__gte=start, received_at__lt=end, channel=channel)

    return of


OTHERS: Mapping[str, Callable[[Rows, datetime, datetime], Rows]] = {
    "received": lambda rows, start, end: rows.filter(received_at__gte=start, received_at__lt=end),
    "received_online": _received(Channel.ONLINE),
    "received_direct": _received(Channel.DIRECT),
    "received_post": _received(Channel.POST),
    "ended": lambda rows, start, end: rows.filter(
        settled_at=None, received_at__isnull=False, closed_at__gte=start, closed_at__lt=end
    ),
    "pending_before": lambda rows, start, end: pending(rows, start),
    "pending": lambda rows, start, end: pending(rows, end),
    "open_late": lambda rows, start, end: overdue(rows, end),
    "open_in_time": lambda rows, start, end: pending(rows, end).exclude(
        pk__in=overdue(Dossier.objects.order_by(), end).values("pk")
    ),
}
"""Sets that are not of the settled."""


def of(name: str, rows: Rows, start: datetime, end: datetime) -> Rows:
    """The dossiers that a figure counts.

    :raises KeyError: no figure of that name
    """
    if name in OF_SETTLED:
        return settled(rows, start, end).filter(OF_SETTLED[name]())
    return OTHERS[name](rows, start, end)

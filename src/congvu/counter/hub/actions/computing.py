"""Figures of our own desks, computed from what happened to their dossiers: never typed."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.permissions import demand
from congvu.core.organisation.queries import agencies_on
from congvu.counter.dossiers.queries import PeriodFigures, period_figures
from congvu.counter.hub.actions.desks import sort_key
from congvu.counter.hub.actions.receiving import Outcome, receive_figures
from congvu.counter.hub.choices import Kind, Source
from congvu.counter.hub.models import Desk, Figure
from congvu.counter.hub.reading import Candidate
from congvu.counter.hub.shapes import MONTH
from congvu.counter.procedures.queries import field_codes


@action("hub.figures.compute")
def compute(*, actor: Actor, month: date, at: datetime) -> Outcome | None:
    """Tính số liệu một tháng from the dossiers of every agency of this installation.

    An agency that has dossiers and no desk gets one. A month that is not over is counted until
    now, and counted anew in its place; one that was closed and now differs becomes another
    version, as a report would.

    :returns: None when no agency had a dossier
    """
    demand(actor, "hub.figures.compute")
    first, last = month.replace(day=1), _last(month)
    rows = period_figures(first=first, last=last, at=at)
    by_agency = _desks({row.agency_id for row in rows}, local_date(at))
    codes = field_codes({row.field_id for row in rows})
    as_of = min(last, local_date(at))
    found = [
        _candidate(number, row, by_agency[row.agency_id], codes[row.field_id], first, as_of)
        for number, row in enumerate(rows, start=1)
        if row.agency_id in by_agency
    ]
    name = f"Tính từ hồ sơ tháng {first:%m/%Y}"
    if not found:
        note(None, label=name)
        return None
    Figure.objects.filter(
        desk__in=by_agency.values(),
        kind=Kind.MONTH,
        period=first,
        as_of__lt=last,
        replaced_at__isnull=True,
    ).delete()
    note(None, label=name, changes={"agencies": len(by_agency)})
    return receive_figures(actor=actor, rows=found, source=Source.EVENTS, name=name, at=at)


def _candidate(
    number: int, row: PeriodFigures, desk: Desk, code: str, first: date, as_of: date
) -> Candidate:
    counts = dict.fromkeys(MONTH.names, 0) | {
        "opening": row.pending_before, "received": row.received,
        "open_in_time": row.pending_in_time, "open_late": row.pending_overdue,
        "early": row.settled_early, "on_time": row.settled_on_time, "late": row.settled_late,
        "withdrawn": row.ended,
    }  # fmt: skip
    return Candidate(
        number, desk.code, desk.place, desk.name, code[:30].upper(), Kind.MONTH, first, as_of,
        counts,
    )  # fmt: skip


def _desks(agency_ids: set[int], day: date) -> Mapping[int, Desk]:
    """The desks of these agencies, made where there is none."""
    found = {desk.agency_id: desk for desk in Desk.objects.filter(agency_id__in=agency_ids)}
    for agency in agencies_on(day).filter(pk__in=agency_ids - set(found)):
        found[agency.pk] = Desk.objects.create(
            code=agency.slug, name=agency.name, level=agency.level, agency=agency,
            system="Công Vụ", sort_key=sort_key(agency.name),
        )  # fmt: skip
    return {pk: desk for pk, desk in found.items() if pk is not None}


def _last(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])

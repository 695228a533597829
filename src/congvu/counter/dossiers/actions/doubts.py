"""Dates after the holiday table was edited: nothing moves by itself, the desk decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, Invalid
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.queries import calendar_now, calendar_token
from congvu.counter.dossiers.actions.notices import doubted
from congvu.counter.dossiers.actions.steps import DUE_FIELDS, move, readings_of, redue, take
from congvu.counter.dossiers.choices import RUNNING, Decision
from congvu.counter.dossiers.clock import Interval, Longer, Why
from congvu.counter.dossiers.models import CalendarSeen, Dossier, DueDoubt, Extension, Wait
from congvu.counter.dossiers.policies import ROOM

CHUNK = 500


def look_at_dates(*, actor: Actor, at: datetime, force: bool = False) -> int:
    """After an edit of the calendar: open dossiers whose date it would move, each as a doubt, with
    one notice to each desk; how many stand open now. Without an edit it asks one question.

    No verb: no dossier changes.

    :param force: look even when the calendar is the one of the last time
    """
    token = calendar_token()
    seen, _ = CalendarSeen.objects.get_or_create(pk=1)
    if seen.token == token and not force:
        return DueDoubt.objects.filter(decided_at__isnull=True).count()
    _settle_gone(at)
    for agency_id in _agencies():
        with transaction.atomic():
            found = _look(agency_id, calendar_now(agency_id), at)
            if found:
                doubted(agency_id, found, token=token, actor=actor, at=at)
    CalendarSeen.objects.filter(pk=1).update(token=token)
    return DueDoubt.objects.filter(decided_at__isnull=True).count()


@action(f"{ROOM}.redate")
def decide_date(
    *, actor: Actor, at: datetime, dossier_id: int, shift: bool, version: int | None = None
) -> Dossier:
    """Giữ hạn đã hẹn, or move it to what the calendar of today gives; the account says so.

    :raises Invalid: nothing is to be decided about this dossier's date
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="redate")
    doubt = dossier.doubts.filter(decided_at__isnull=True).first()
    if doubt is None:
        raise Invalid("Hạn của hồ sơ này không còn gì phải quyết định. Hãy tải lại danh sách.")
    before, told = dossier.due_at, Decision.KEEP.label
    if shift:
        redue(dossier, calendar=calendar_now(dossier.agency_id))
        told = Decision.MOVE.label
    doubt.decision = Decision.MOVE if shift else Decision.KEEP
    doubt.decided_at, doubt.decided_by = at, actor.name[:150]
    doubt.save(update_fields=["decision", "decided_at", "decided_by"])
    move(
        dossier, "redate", actor=actor, at=at, text=told, changed=DUE_FIELDS,
        changes={"due_at": [before, dossier.due_at]},
    )  # fmt: skip
    return dossier


def decide_dates(
    *, actor: Actor, at: datetime, dossier_ids: Collection[int], shift: bool
) -> list[tuple[int, str]]:
    """:func:`decide_date` for many, each by itself; those refused, with the sentence why."""
    refused = []
    for dossier_id in dict.fromkeys(dossier_ids):
        try:
            decide_date(actor=actor, at=at, dossier_id=dossier_id, shift=shift)
        except DomainError as refusal:
            refused.append((dossier_id, refusal.message))
    return refused


def _agencies() -> list[int]:
    rows = Dossier.objects.filter(state__in=RUNNING, received_at__isnull=False).order_by()
    return sorted(rows.values_list("agency_id", flat=True).distinct())


def _look(agency_id: int, calendar: WorkCalendar, at: datetime) -> int:
    """Write the doubts of one agency; how many are new."""
    known = dict(
        DueDoubt.objects.filter(dossier__agency_id=agency_id, decided_at__isnull=True)
        .values_list("dossier_id", "reckoned")
    )  # fmt: skip
    differing = dict(_differing(agency_id, calendar))
    gone = known.keys() - differing.keys()
    DueDoubt.objects.filter(dossier_id__in=gone, decided_at__isnull=True).delete()
    fresh = {pk: dates for pk, dates in differing.items() if known.get(pk) != dates[1]}
    DueDoubt.objects.filter(dossier_id__in=fresh, decided_at__isnull=True).delete()
    decided = _decided(fresh)
    fresh = {pk: dates for pk, dates in fresh.items() if (pk, *dates) not in decided}
    DueDoubt.objects.bulk_create(
        [
            DueDoubt(dossier_id=pk, kept=kept, reckoned=reckoned, found_at=at)
            for pk, (kept, reckoned) in fresh.items()
        ],
        batch_size=CHUNK,
    )
    return len(fresh)


def _decided(ids: Collection[int]) -> set[tuple[int, datetime, datetime]]:
    """What was decided before is not asked again."""
    rows = DueDoubt.objects.filter(dossier_id__in=list(ids), decision=Decision.KEEP)
    return set(rows.values_list("dossier_id", "kept", "reckoned"))


def _differing(
    agency_id: int, calendar: WorkCalendar
) -> Iterator[tuple[int, tuple[datetime, datetime]]]:
    """Open dossiers whose date is another by this calendar, with both dates."""
    asked = Dossier.objects.filter(
        agency_id=agency_id, state__in=RUNNING, received_at__isnull=False, due_at__isnull=False
    )
    columns = ("received_at", "due_at", "limit_amount", "limit_unit")
    last = 0
    while chunk := list(asked.filter(pk__gt=last).order_by("pk").only(*columns)[:CHUNK]):
        last = chunk[-1].pk
        waits, longer = _lives([one.pk for one in chunk])
        for one in chunk:
            readings = readings_of(one, calendar, waits.get(one.pk, []), longer.get(one.pk))
            if one.due_at is not None and readings and readings.legal.at != one.due_at:
                yield one.pk, (one.due_at, readings.legal.at)


def _lives(ids: list[int]) -> tuple[dict[int, list[Interval]], dict[int, Longer]]:
    waits: dict[int, list[Interval]] = {}
    for pk, why, start, end in Wait.objects.filter(dossier_id__in=ids).values_list(
        "dossier_id", "why", "started_at", "ended_at"
    ):
        waits.setdefault(pk, []).append(Interval(Why(why), start, end))
    extended = Extension.objects.filter(dossier_id__in=ids)
    rows = extended.values_list("dossier_id", "at", "days", "reason")
    return waits, {pk: Longer(at, days, reason) for pk, at, days, reason in rows}


def _settle_gone(at: datetime) -> None:
    """Doubts of dossiers that ended, or whose date a verb has moved since."""
    open_ones = DueDoubt.objects.filter(decided_at__isnull=True)
    gone = open_ones.exclude(dossier__state__in=RUNNING, dossier__due_at=F("kept"))
    ids = list(gone.values_list("pk", flat=True))
    DueDoubt.objects.filter(pk__in=ids).update(decision=Decision.CLOSED, decided_at=at)

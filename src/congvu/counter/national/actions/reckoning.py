"""Reconciliation with the national portal, by day of filing and agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.organisation.queries import agency as agency_row
from congvu.core.organisation.queries import codes_on
from congvu.counter.dossiers import queries as dossiers
from congvu.counter.national.actions.messages import resend_dossier
from congvu.counter.national.actions.sending import claim, client_of, release
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Result
from congvu.counter.national.adapter.incoming import listed, rows_of
from congvu.counter.national.choices import FilingState, Kind, MessageState
from congvu.counter.national.comparing import Found, Line, compare
from congvu.counter.national.errors import NoPortal, PortalAway, PortalRefused
from congvu.counter.national.models import Difference, Message, Portal, PortalFiling, Reckoning
from congvu.counter.national.policies import demand_agency, demand_own
from congvu.counter.national.statuses import rules_on

if TYPE_CHECKING:
    from congvu.counter.dossiers.models import Dossier

MOST_DIFFERENCES = 2000


def reckon(*, actor: Actor, at: datetime, agency_id: int, day: date) -> Reckoning:
    """Đối soát một ngày của một cơ quan: ask for the portal's list, compare, keep what differs.
    Outside a transaction.

    :raises NotAllowed: another agency's
    :raises NoPortal: not connected, paused, or spoken to just now
    :raises PortalAway: no answer; :raises PortalRefused: it would not say
    :raises Invalid: the agency has no code by which the portal knows it, or the list is unreadable
    """
    demand_agency(actor, agency_id)
    code = codes_on([agency_id], on=day).get(agency_id)
    if code is None:
        raise Invalid("Cơ quan chưa có mã định danh nên không đối soát được. Hãy cấp mã trước.")
    portal = claim(at, forced=True)
    if portal is None:
        raise NoPortal
    with client_of(portal) as client:
        answer = client.call(tags.DAY_LIST, MaDonVi=code, Ngay=f"{day:%Y%m%d}")
        away = answer.words if answer.result is Result.AWAY else ""
        release(portal, client, away=away, at=at)
    if away:
        raise PortalAway(f"{away} Hãy đối soát lại sau ít phút.")
    if answer.result is not Result.TAKEN:
        raise PortalRefused(f"{answer.words} Hãy hỏi đơn vị vận hành cổng.", said=answer.words)
    theirs = {}
    for row in rows_of(answer.data):
        one = listed(row)
        theirs[one.code] = Line(one.code, one.status, one.received_at, one.due_at, one.returned_at)
    return record_reckoning(actor=actor, at=at, agency_id=agency_id, day=day, theirs=theirs)


@action("national.reckoning.make")
def record_reckoning(
    *, actor: Actor, at: datetime, agency_id: int, day: date, theirs: Mapping[str, Line]
) -> Reckoning:
    """Ghi kết quả đối soát, in place of the one before.

    :param theirs: the portal's list of the day
    """
    demand_agency(actor, agency_id)
    ours, held = _ours(agency_id, day, at, theirs)
    waiting = _waiting([line.dossier_id for line in ours.values() if line.dossier_id])
    found = compare(ours, theirs, day=day, waiting=waiting, held=held)
    row, _ = Reckoning.objects.update_or_create(
        agency_id=agency_id, day=day,
        defaults={"at": at, "by": actor.name[:150], "ours": len(ours), "theirs": len(theirs)},
    )  # fmt: skip
    row.differences.all().delete()
    Difference.objects.bulk_create([_row(row, one) for one in found[:MOST_DIFFERENCES]])
    note(
        None, label=f"{agency_row(agency_id).name}, {day:%d/%m/%Y}"[:300], agency_id=agency_id,
        changes={"ours": len(ours), "theirs": len(theirs), "differences": len(found)},
    )  # fmt: skip
    return row


@action("national.reckoning.ask")
def ask_reckoning(*, actor: Actor, at: datetime, agency_id: int, day: date) -> None:
    """Yêu cầu đối soát: a worker does it, for whoever must not wait for the portal.

    :raises NotAllowed: another agency's; :raises NoPortal: not connected
    """
    demand_agency(actor, agency_id)
    if not Portal.objects.exists():
        raise NoPortal
    name = agency_row(agency_id).name
    enqueue("national.reckon_one", args={"agency_id": agency_id, "day": day.isoformat()},
            owner=actor.username)  # fmt: skip
    note(None, label=f"{name}, {day:%d/%m/%Y}"[:300], agency_id=agency_id)


def _row(reckoning: Reckoning, one: Found) -> Difference:
    return Difference(
        reckoning=reckoning, kind=one.kind, code=one.code, dossier_id=one.dossier_id,
        words=one.words[:500], status_there=one.status_there, waiting=one.waiting,
    )  # fmt: skip


def _ours(
    agency_id: int, day: date, at: datetime, theirs: Mapping[str, Line]
) -> tuple[dict[str, Line], dict[str, str]]:
    """What we have of the day, and what lies elsewhere in our books of what the portal names."""
    first = datetime.combine(day, time(), VIETNAM)
    end = first + timedelta(days=1)
    rows = dossiers.filed_between(agency_id, first, end).exclude(national_filing__isnull=False)
    found = {row.code: _line(row.code, row, at) for row in rows}
    named = [code for code in theirs if code not in found]
    for code, row in dossiers.by_codes(named).items():
        if row.agency_id == agency_id:
            found[code] = _line(code, row, at)
    filings = PortalFiling.objects.select_related("dossier")
    of_day = filings.filter(agency_id_then=agency_id, filed_at__gte=first, filed_at__lt=end)
    held: dict[str, str] = {}
    for filing in [*of_day, *filings.filter(code__in=named)]:
        if filing.state == FilingState.HELD:
            held[filing.code] = filing.cause
        elif filing.dossier is not None and filing.dossier.agency_id == agency_id:
            found[filing.code] = _line(filing.code, filing.dossier, at)
    return found, held


def _line(code: str, row: Dossier, at: datetime) -> Line:
    status = rules_on(at.date()).code(row.state)
    due = row.due_at if row.received_at else None
    return Line(code, status, row.received_at, due, row.returned_at, row.pk)


def _waiting(dossier_ids: Sequence[int]) -> dict[int, int]:
    rows = Message.objects.filter(dossier__in=dossier_ids, state=MessageState.WAITING)
    return dict(rows.values_list("dossier").annotate(number=Count("pk")).order_by())


def days_to_look_at(at: datetime) -> set[tuple[int, date]]:
    """Agencies and days of filing to which something happened yesterday."""
    today = datetime.combine(at.astimezone(VIETNAM).date(), time(), VIETNAM)
    touched = dossiers.touched_between(today - timedelta(days=1), today)
    return {
        (agency_id, filed_at.astimezone(VIETNAM).date())
        for agency_id, filed_at in touched.values_list("agency_id", "filed_at")
    }


def mend(*, actor: Actor, at: datetime, difference_id: int) -> int:
    """Gửi lại what a difference is about, from the state that the portal has; how many messages.

    :raises NotFound: another agency's
    :raises WrongState: the portal has it and we do not, so there is nothing to send
    """
    with transaction.atomic():
        rows = Difference.objects.select_for_update(of=("self",)).select_related("reckoning")
        row = rows.filter(pk=difference_id).first()
        if row is None:
            raise NotFound
        demand_own(actor, "national.dossier.resend", row.reckoning.agency_id)
        if row.dossier_id is None:
            raise WrongState(
                "Hồ sơ này chỉ có ở cổng nên không có gì để gửi lại. Hãy xem mục Hồ sơ nộp tại cổng "
                "để nhận hồ sơ, hoặc báo đơn vị vận hành cổng."
            )
        number = resend_dossier(
            actor=actor, at=at, dossier_id=row.dossier_id,
            after_status=row.status_there if row.kind == Kind.STATE else None,
            missing=row.kind == Kind.MISSING_THERE,
        )  # fmt: skip
        row.resent_at = at
        row.save(update_fields=["resent_at"])
    return number

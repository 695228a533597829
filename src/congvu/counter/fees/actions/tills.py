"""The drawer: opened with money, closed with a count."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.fees.choices import TILL_KIND
from congvu.counter.fees.errors import Miscounted, TillClosed, TillOpen
from congvu.counter.fees.models import Till
from congvu.counter.fees.policies import demand_of_agency, demand_own_till
from congvu.counter.fees.queries.tills import in_drawer


@action("fees.till.open")
def open_session(*, actor: Actor, at: datetime, opening: int) -> Till:
    """Mở ca thu with the money that is in the drawer.

    :raises TillOpen: the cashier has one open
    """
    if actor.agency_id is None or actor.user_id is None:
        raise NotAllowed
    demand_of_agency(actor, "fees.till.open", actor.agency_id)
    if not 0 <= opening < 10**12:
        raise Invalid("Tiền đầu ca chưa hợp lệ. Hãy nhập số đồng nguyên.",
                      fields={"opening": ["Nhập số đồng nguyên."]})  # fmt: skip
    try:
        with transaction.atomic():
            till = Till.objects.create(
                agency_id=actor.agency_id, cashier_id=actor.user_id,
                cashier_name=actor.name[:200], opened_at=at, opening=opening,
            )  # fmt: skip
    except IntegrityError:
        raise TillOpen from None
    note(Subject(TILL_KIND, till.pk), label=str(till), changes={"opening": opening})
    return till


@action("fees.till.close")
def close_session(
    *, actor: Actor, at: datetime, till_id: int, counted: int, difference_reason: str = ""
) -> Till:
    """Khóa ca thu: what the books say beside what was counted; a difference has its reason.

    :raises Miscounted: they differ and no reason is given; the sums are in ``data``
    """
    till = Till.objects.select_for_update().filter(pk=till_id).first()
    if till is None:
        raise NotFound
    demand_own_till(actor, "fees.till.close", till)
    if till.closed_at is not None:
        raise TillClosed("Ca thu này đã khóa. Hãy mở ca mới để thu tiếp.")
    if not 0 <= counted < 10**12:
        raise Invalid("Tiền đếm được chưa hợp lệ. Hãy nhập số đồng nguyên.",
                      fields={"counted": ["Nhập số đồng nguyên."]})  # fmt: skip
    expected = in_drawer(till)
    reason = clean_line(difference_reason, 300, label="Lý do chênh lệch")
    if counted != expected and not reason:
        raise Miscounted(expected=expected, counted=counted)
    till.closed_at, till.expected, till.counted = at, expected, counted
    till.difference_reason = reason
    till.save(update_fields=["closed_at", "expected", "counted", "difference_reason"])
    note(
        Subject(TILL_KIND, till.pk), label=str(till),
        changes={"expected": expected, "counted": counted, "reason": reason},
    )  # fmt: skip
    return till


def open_till(actor: Actor, agency_id: int) -> Till:
    """The actor's open session, locked so that it is not closed meanwhile.

    :raises TillClosed: none
    """
    till = (
        Till.objects.select_for_update()
        .filter(agency_id=agency_id, cashier_id=actor.user_id, closed_at__isnull=True)
        .first()
    )
    if till is None:
        raise TillClosed
    return till

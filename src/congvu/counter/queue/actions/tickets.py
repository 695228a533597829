"""Taking a number, giving it back, and tying it to a dossier."""

from __future__ import annotations

import secrets
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert, update
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.queue.actions.base import move, record, ticket_for
from congvu.counter.queue.actions.desk import demand_desk
from congvu.counter.queue.actions.lines import locked_line
from congvu.counter.queue.choices import CHOSEN, TICKET_KIND, Priority, TicketVerb
from congvu.counter.queue.errors import HallClosed, NotServed
from congvu.counter.queue.models import Hall, ServiceGroup, Ticket
from congvu.counter.queue.policies import demand_work
from congvu.counter.queue.queries.hours import next_opening, takes_numbers
from congvu.counter.queue.words import code_of

_GROUP = Prepared(
    lambda group_id, hall_id: ServiceGroup.objects.select_related("hall").filter(
        pk=group_id, hall_id=hall_id, is_active=True
    ),
    group_id=int, hall_id=int,
)  # fmt: skip
_KNOWN = Prepared(
    lambda group_id, request_key: Ticket.objects.filter(
        first_group_id=group_id, request_key=request_key
    ),
    group_id=int, request_key=str,
)  # fmt: skip


class _AlreadyTaken(Exception):
    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket


def take(
    *, actor: Actor, hall_id: int, group_id: int, request_key: str, priority: str = "",
    at: datetime,
) -> Ticket:  # fmt: skip
    """Lấy số: the next number of a group today; the same ``request_key`` gives the same ticket.

    **Lock:** the group's row of the day, until the end of this short transaction; a number that
    is not kept leaves no gap.

    :param request_key: 8 to 64 characters that the caller makes for one wish
    :param priority: a value of ``Priority`` that may be chosen, or empty
    :raises NotServed: the group is not of this hall or gives no numbers
    :raises HallClosed: outside the hours
    """
    if not 8 <= len(request_key) <= 64:
        raise Invalid("Khóa yêu cầu phải dài từ 8 đến 64 ký tự.")
    if priority and priority not in CHOSEN:
        raise Invalid(fields={"priority": ["Diện ưu tiên này không chọn được."]})
    try:
        return _take(
            actor=actor, hall_id=hall_id, group_id=group_id, request_key=request_key,
            priority=priority, at=at,
        )  # fmt: skip
    except _AlreadyTaken as found:
        return found.ticket


@action("queue.ticket.take")
def _take(
    *, actor: Actor, hall_id: int, group_id: int, request_key: str, priority: str, at: datetime
) -> Ticket:
    hall = Hall.objects.filter(pk=hall_id, is_active=True).first()
    if hall is None:
        raise NotFound
    demand_work(actor, "queue.ticket.take", hall)
    groups = _GROUP(group_id=group_id, hall_id=hall.pk)
    if not groups:
        raise NotServed
    group = groups[0]
    demand_open(hall, at)
    return give(
        hall, group, actor=actor, at=at, request_key=request_key, priority=priority, place_at=at
    )


def demand_open(hall: Hall, at: datetime) -> None:
    """:raises HallClosed: with the next time at which numbers are given"""
    if not takes_numbers(hall, at):
        again = next_opening(hall, at)
        raise HallClosed(
            f"Hiện ngoài giờ lấy số. Sảnh cấp số trở lại lúc {again:%H:%M ngày %d/%m/%Y}.",
            opens_at=again.isoformat(),
        )


def give(
    hall: Hall, group: ServiceGroup, *, actor: Actor, at: datetime, request_key: str,
    priority: str, place_at: datetime,
) -> Ticket:  # fmt: skip
    """The next ticket; a step of the verbs that give one."""
    line = locked_line(group.pk, local_date(at))
    known = _KNOWN(group_id=group.pk, request_key=request_key)
    if known:
        raise _AlreadyTaken(known[0])
    line.last_number = number = line.last_number + 1
    update([line], ["last_number"])
    ticket = Ticket(
        hall=hall, first_group=group, group=group, day=line.day, number=number,
        code=code_of(group.prefix, number), priority=priority,
        favoured=is_favoured(group, priority), taken_at=at, place_at=place_at, state_at=at,
        key=secrets.token_urlsafe(18), request_key=request_key,
    )  # fmt: skip
    insert(ticket)
    record(ticket, TicketVerb.TAKE, actor=actor, at=at)
    return ticket


def is_favoured(group: ServiceGroup, priority: str) -> bool:
    """An appointment counts everywhere, the rest as the group's data says."""
    return priority == Priority.APPOINTMENT or priority in group.priority_kinds


@action("queue.ticket.cancel")
def cancel(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Hủy phiếu: give the number back; it is not given out again.

    :raises WrongState: it has been called already
    """
    ticket = ticket_for(ticket_id)
    demand_work(actor, "queue.ticket.cancel", ticket.hall)
    return move(ticket, "cancel", actor=actor, at=at)


@action("queue.ticket.attach")
def attach(*, actor: Actor, ticket_id: int, subject: Subject, at: datetime) -> Ticket:
    """Gắn hồ sơ: what the visit was about, a subject of a higher room.

    :raises NotAtCounter: the ticket is with another counter
    """
    ticket, counter = demand_desk(actor, ticket_id, "queue.ticket.attach")
    before = f"{ticket.subject_kind}:{ticket.subject_id}" if ticket.subject_kind else None
    ticket.subject_kind = clean_line(subject.kind, 60)
    ticket.subject_id = subject.id
    ticket.save(update_fields=["subject_kind", "subject_id"])
    note(
        Subject(TICKET_KIND, ticket.pk), label=ticket.code, agency_id=counter.hall.agency_id,
        changes={"ticket_subject": [before, str(subject)]},
    )  # fmt: skip
    return ticket

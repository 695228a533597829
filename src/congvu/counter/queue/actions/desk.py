"""The person at a counter: opening it, closing it, and whose ticket it is.

**Locks** are taken in one order everywhere: counter, lines of the day, ticket.
"""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.counter.queue.actions.base import counter_for, is_busy, ticket_for
from congvu.counter.queue.choices import AT_COUNTER, HALL_KIND
from congvu.counter.queue.errors import CounterBusy, CounterTaken, NotAtCounter
from congvu.counter.queue.models import Counter, Ticket
from congvu.counter.queue.policies import demand_setup, demand_work, works_in

_SEAT = Prepared(
    lambda user_id: (
        Counter.objects.select_for_update(of=("self",))
        .select_related("hall")
        .filter(staffed_by_id=user_id)
    ),
    user_id=int,
)


@action("queue.counter.open")
def open_counter(*, actor: Actor, counter_id: int, at: datetime) -> Counter:
    """Mở quầy: sit down at a counter, to be called from it.

    :raises CounterTaken: somebody sits there, or the actor sits elsewhere
    """
    counter = counter_for(counter_id)
    demand_work(actor, "queue.counter.open", counter.hall)
    if not (counter.is_active and counter.hall.is_active) or actor.user_id is None:
        raise NotFound
    if counter.staffed_by_id not in (None, actor.user_id):
        raise CounterTaken(f"{counter} đang có {counter.staff_name} trực. Hãy chọn quầy khác.")
    elsewhere = Counter.objects.filter(staffed_by_id=actor.user_id).exclude(pk=counter.pk).first()
    if elsewhere is not None:
        raise CounterTaken(f"Ông/bà đang trực {elsewhere}. Hãy đóng quầy đó trước.")
    before = counter.staff_name or None
    counter.staffed_by_id, counter.staff_name = actor.user_id, actor.name[:150]
    counter.opened_at = counter.opened_at or at
    counter.streak = 0
    counter.save(update_fields=["staffed_by", "staff_name", "opened_at", "streak"])
    _told(counter, before, counter.staff_name)
    return counter


@action("queue.counter.close")
def close_counter(*, actor: Actor, counter_id: int, at: datetime) -> Counter:
    """Đóng quầy: leave; whoever is at the counter must be settled first.

    :raises CounterBusy: somebody is being served
    :raises NotAtCounter: somebody else's counter, and the actor is not the hall's administrator
    """
    counter = counter_for(counter_id)
    if counter.staffed_by_id != actor.user_id:
        if not works_in(actor, counter.hall) and not actor.is_admin:
            raise NotFound
        if not actor.is_system:
            demand_setup(actor, "queue.counter.save", counter.hall.agency_id)
    else:
        demand(actor, "queue.counter.close")
    if is_busy(counter):
        raise CounterBusy
    before = counter.staff_name or None
    counter.staffed_by_id, counter.staff_name, counter.opened_at = None, "", None
    counter.save(update_fields=["staffed_by", "staff_name", "opened_at"])
    _told(counter, before, None)
    return counter


def _told(counter: Counter, before: str | None, after: str | None) -> None:
    note(
        Subject(HALL_KIND, counter.hall_id), label=f"{counter}, {counter.hall.name}",
        agency_id=counter.hall.agency_id, changes={"staffed_by": [before, after]},
    )  # fmt: skip


def demand_seat(actor: Actor, counter_id: int, verb: str) -> Counter:
    """The counter, locked, at which the actor sits.

    :raises NotAtCounter: somebody else sits there, or nobody
    """
    counter = counter_for(counter_id)
    if counter.staffed_by_id is None or counter.staffed_by_id != actor.user_id:
        if not works_in(actor, counter.hall) and not actor.is_admin:
            raise NotFound
        raise NotAtCounter("Ông/bà chưa mở quầy này. Hãy mở quầy rồi làm lại.")
    demand(actor, verb)
    return counter


def demand_desk(actor: Actor, ticket_id: int, verb: str) -> tuple[Ticket, Counter]:
    """The ticket and the actor's counter, both locked; the ticket is with that counter.

    :raises NotAtCounter: the actor sits nowhere in the hall, or the ticket is with another counter
    """
    seats = _SEAT(user_id=actor.user_id) if actor.user_id is not None else []
    counter = seats[0] if seats else None
    ticket = ticket_for(ticket_id)
    if counter is None or counter.hall_id != ticket.hall_id:
        if not works_in(actor, ticket.hall) and not actor.is_admin:
            raise NotFound
        raise NotAtCounter
    demand(actor, verb)
    if ticket.state in AT_COUNTER and ticket.counter_id != counter.pk:
        raise NotAtCounter(f"Phiếu {ticket.code} đang ở quầy khác. Hãy gọi số tiếp theo.")
    return ticket, counter

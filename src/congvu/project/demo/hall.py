"""The demo's hall: counters, a kiosk, a call screen, appointments, and the tickets of a morning."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.models import Agency, Appointment
from congvu.core.organisation.queries import actor_for
from congvu.counter.queue import actions, queries
from congvu.counter.queue.actions import CounterFields, GroupFields, HallFields
from congvu.counter.queue.choices import Opening, Priority
from congvu.counter.queue.models import Counter, Device, Hall, ServiceGroup, Ticket

SLUG, AGENCY = "sanh-hiep-hoa", "hiephoa"
KIOSK = "may-lay-so-mau-2026"
"""The demo kiosk's code, printed on purpose as the password is."""
GROUPS = (
    ("A", "Hộ tịch, chứng thực", 6, 30),
    ("B", "Đất đai, xây dựng", 12, 0),
    ("C", "Kinh doanh, lao động", 8, 0),
)
"""Letter, name, minutes of a visit, minutes of a slot that may be booked."""
COUNTERS = ((1, "Hộ tịch", "AC"), (2, "Đất đai", "B"), (3, "Trả kết quả", "ABC"))
CLERKS = ("vanthu.hiephoa", "motcua.hiephoa")
"""They open a counter themselves: their counters are closed when the demo begins."""
VISITORS = (
    ("A", ""), ("B", ""), ("A", Priority.ELDERLY), ("C", ""), ("A", ""), ("B", Priority.MERIT),
    ("C", ""), ("A", ""), ("B", ""), ("A", Priority.PREGNANT), ("C", ""), ("B", ""), ("A", ""),
    ("B", ""), ("C", Priority.DISABLED), ("A", ""),
)  # fmt: skip
SERVED = 7
"""How many of them have gone home by now; one more is at the third counter."""
GUESTS = ("Nguyễn Thị Hoa", "Trần Văn An", "Lê Thị Bình", "Phạm Quang Dũng")


def load(*, at: datetime) -> int:
    """The hall of a district that works here; how many tickets there are. It is always open, so
    that a demo at night works."""
    agency = Agency.objects.filter(slug=AGENCY, is_member=True).first()
    people = _people(agency, at) if agency else []
    if agency is None or not people:
        return 0
    system = system_actor("demo")
    hall = actions.save_hall(
        actor=system, agency_id=agency.pk, at=at,
        fields=HallFields("Sảnh một cửa huyện Hiệp Hòa", SLUG, "Tầng 1, UBND huyện Hiệp Hòa",
                          Opening.ALWAYS),
    )  # fmt: skip
    groups, counters = _shape(system, hall, at)
    digest = hashlib.sha256(KIOSK.encode()).hexdigest()
    Device.objects.create(hall=hall, name="Máy cửa chính", digest=digest, created_at=at)
    _morning(system, hall, groups, counters[2], people[0], at)
    _booked(system, groups["A"], at)
    return Ticket.objects.filter(hall=hall).count()


def _people(agency: Agency, at: datetime) -> list[Actor]:
    """Who sits at the third counter: somebody of the agency whom the demo does not print."""
    seats = Appointment.objects.filter(agency=agency, valid_to=None, user__is_active=True)
    rows = seats.exclude(user__username__in=CLERKS).order_by("post__role", "user_id")
    users = User.objects.filter(pk__in=rows.values("user_id")).order_by("pk")[:1]
    return [actor_for(user=user, at=at).via("demo") for user in users]


def _shape(
    system: Actor, hall: Hall, at: datetime
) -> tuple[dict[str, ServiceGroup], list[Counter]]:
    groups = {
        letter: actions.save_group(
            actor=system, hall_id=hall.pk, at=at,
            fields=GroupFields(letter, name, place, minutes, slot_minutes=slot, slot_capacity=2),
        )
        for place, (letter, name, minutes, slot) in enumerate(GROUPS)
    }  # fmt: skip
    counters = [
        actions.save_counter(
            actor=system, hall_id=hall.pk, at=at,
            fields=CounterFields(number, name, [groups[letter].pk for letter in letters]),
        )
        for number, name, letters in COUNTERS
    ]  # fmt: skip
    return groups, counters


def _morning(
    system: Actor, hall: Hall, groups: dict[str, ServiceGroup], counter: Counter, clerk: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Up to now, within today: takes, calls, services in the order of the clock."""
    start = max(at - timedelta(minutes=100), _midnight(at))
    step = (at - start) / (len(VISITORS) + 2)
    actions.open_counter(actor=clerk, counter_id=counter.pk, at=start)
    moment, ended = start, 0
    for number, (letter, priority) in enumerate(VISITORS):
        moment = start + step * (number + 1)
        actions.take(
            actor=system, hall_id=hall.pk, group_id=groups[letter].pk, priority=priority,
            request_key=f"mau-{number:04}", at=moment,
        )  # fmt: skip
        if number > 1 and ended < SERVED:
            ticket = actions.call_next(actor=clerk, counter_id=counter.pk, at=moment)
            if ended == 3:
                actions.recall(actor=clerk, ticket_id=ticket.pk, at=moment + step * 0.2)
                actions.miss(actor=clerk, ticket_id=ticket.pk, at=moment + step * 0.4)
            else:
                actions.serve(actor=clerk, ticket_id=ticket.pk, at=moment + step * 0.1)
                actions.finish(actor=clerk, ticket_id=ticket.pk, at=moment + step * 0.8)
            ended += 1
    ticket = actions.call_next(actor=clerk, counter_id=counter.pk, at=moment + step * 0.5)
    actions.serve(actor=clerk, ticket_id=ticket.pk, at=moment + step)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(local_date(at), datetime.min.time(), VIETNAM)


def _booked(system: Actor, group: ServiceGroup, at: datetime) -> None:
    """Today's slots that are still to come, and those of the next working day."""
    days = queries.days_of(group, at)[:2]
    starts = [moment for day in days for moment in queries.starts_on(group, day, at=at)]
    for number, (name, moment) in enumerate(zip(GUESTS, starts[::2], strict=False)):
        actions.book(
            actor=system, group_id=group.pk, starts_at=moment, name=name,
            phone=f"09123456{number:02}", request_key=f"hen-mau-{number:04}", at=at,
        )  # fmt: skip


def addresses() -> list[str]:
    """What the demo prints of its hall, when there is one."""
    if not Hall.objects.filter(slug=SLUG).exists():
        return []
    return [
        f"  Sảnh một cửa: màn hình {settings.BASE_URL}/man-hinh/{SLUG}/, đặt hẹn "
        f"{settings.BASE_URL}/dat-hen/{SLUG}/",
        f"  Máy lấy số: mở {settings.BASE_URL}/may-lay-so/ và nhập mã {KIOSK}",
        f"  Quầy 1 và 2 chờ {' và '.join(CLERKS)} mở ở {settings.BASE_URL}/quay/",
    ]

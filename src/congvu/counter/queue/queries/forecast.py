"""How long one waits: the median of recent service times, the people ahead, the open counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q, Sum

from congvu.core.kernel.prepared import Prepared
from congvu.counter.queue.choices import IN_LINE, TicketState, TicketVerb
from congvu.counter.queue.models import Counter, ServiceGroup, Ticket, TicketEvent

RECENT = 20
"""The services from which the median is taken."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """An estimate with its account: ``minutes`` is None when no counter is open."""

    ahead: int
    counters: int
    minutes_each: float
    measured: int
    """How many services the median is of; 0: the group's expected minutes."""

    @property
    def minutes(self) -> int | None:
        if not self.counters:
            return None
        return round(self.ahead * self.minutes_each / self.counters)

    @property
    def lines(self) -> list[str]:
        """The account, line by line, the same for citizen and staff."""
        each = f"{self.minutes_each:.1f}".replace(".", ",")
        source = f"trung vị của {self.measured} lượt gần nhất" if self.measured else "theo dự kiến"
        told = [
            f"Số người chờ trước: {self.ahead}.",
            f"Mỗi lượt khoảng {each} phút ({source}).",
            f"Số quầy đang mở cho nhóm này: {self.counters}.",
        ]
        if self.minutes is None:
            return [*told, "Chưa quầy nào mở nên chưa dự kiến được giờ gọi."]
        return [
            *told, f"{self.ahead} × {each} : {self.counters} = khoảng {self.minutes} phút."
        ]  # fmt: skip


_RECENT = Prepared(
    lambda group_id: (
        TicketEvent.objects.filter(
            ticket_id__in=TicketEvent.objects.filter(
                group_id=group_id, verb=TicketVerb.FINISH, source=TicketState.SERVING
            )
            .order_by("-id")
            .values("ticket_id")[:RECENT],
            source=TicketState.SERVING,
        )
        .values("ticket_id")
        .annotate(total=Sum("seconds"))
        .values_list("ticket_id", "total")
    ),
    group_id=int,
)


def pace_of(group: ServiceGroup) -> tuple[float, int]:
    """Minutes of one service, and of how many it is the median."""
    times = [total for _, total in _RECENT(group_id=group.pk)]
    if not times:
        return float(group.expected_minutes), 0
    return round(max(median(times) / 60, 0.1), 1), len(times)


def open_counters(group_id: int) -> int:
    return Counter.objects.filter(groups=group_id, staffed_by__isnull=False, is_active=True).count()


def ahead_of(ticket: Ticket) -> int:
    """Who stands before a waiting ticket: earlier in its own line, and the favoured if it is not."""
    earlier = Q(place_at__lt=ticket.place_at) | Q(place_at=ticket.place_at, pk__lt=ticket.pk)
    rows = Ticket.objects.filter(group_id=ticket.group_id, day=ticket.day, state__in=IN_LINE)
    if ticket.favoured:
        return rows.filter(earlier, favoured=True).count()
    return rows.filter(earlier | Q(favoured=True)).exclude(pk=ticket.pk).count()


def forecast_of(ticket: Ticket) -> Forecast | None:
    """For a ticket that waits, else None."""
    if ticket.state not in IN_LINE:
        return None
    each, measured = pace_of(ticket.group)
    return Forecast(ahead_of(ticket), open_counters(ticket.group_id), each, measured)


@dataclass(frozen=True, slots=True)
class Line:
    """A group as it stands: what somebody who takes a number now would wait."""

    group: ServiceGroup
    waiting: int
    forecast: Forecast


def lines_of(groups: Sequence[ServiceGroup], day: date) -> list[Line]:
    """Every group's line; two questions for all and one for the pace of each."""
    keys = [group.pk for group in groups]
    waiting = dict(
        Ticket.objects.filter(group_id__in=keys, day=day, state__in=IN_LINE)
        .values("group_id")
        .annotate(many=Count("pk"))
        .values_list("group_id", "many")
    )
    counters = dict(
        ServiceGroup.objects.filter(pk__in=keys)
        .annotate(
            many=Count(
                "counters", filter=Q(counters__staffed_by__isnull=False, counters__is_active=True)
            )
        )
        .values_list("pk", "many")
    )
    found = []
    for group in groups:
        many = waiting.get(group.pk, 0)
        each, measured = pace_of(group)
        found.append(Line(group, many, Forecast(many, counters.get(group.pk, 0), each, measured)))
    return found

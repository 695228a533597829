"""Statutory figures and the register of incoming letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.queries import calendar_for
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.models import Incoming
from congvu.office.work import queries as work

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment
from congvu.office.documents.queries.incoming.letters import visible_to
from congvu.office.documents.queries.incoming.lists import midnight


@dataclass(frozen=True, slots=True)
class SameDay:
    """How many letters were registered, and on the day they came or the next working day."""

    registered: int
    same_day: int
    next_working_day: int

    @property
    def late(self) -> int:
        """Registered later than the next working day."""
        return self.registered - self.same_day - self.next_working_day

    @property
    def percent(self) -> int:
        """Registered in time (Điều 22 NĐ 30/2020), rounded down; 100 when there were none."""
        in_time = self.same_day + self.next_working_day
        return in_time * 100 // self.registered if self.registered else 100


Days = Mapping[date, date]


def same_day_rate(agency_id: int, since: date, until: date, *, next_working_day: Days) -> SameDay:
    """The statutory rate over letters that came from ``since`` to ``until``, in one query.

    :param next_working_day: from each day of arrival to the working day after it
    """
    return _rate(_by_day(agency_id, since, until), next_working_day)


def same_day_months(
    agency_id: int, since: date, until: date, *, next_working_day: Days
) -> list[tuple[date, SameDay]]:
    """The same rate month by month of arrival, in one query: first day of the month, figures.

    Every month of the span has its line, the earliest first; one without letters counts as 100.
    """
    found: dict[date, list[DayCount]] = {month: [] for month in _months(since, until)}
    for line in _by_day(agency_id, since, until):
        found[line[0].replace(day=1)].append(line)
    return [(month, _rate(lines, next_working_day)) for month, lines in found.items()]


DayCount = tuple[date, date, int]
"""Day of arrival, day of the register, how many."""


def _months(since: date, until: date) -> list[date]:
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _by_day(agency_id: int, since: date, until: date) -> list[DayCount]:
    came = Incoming.objects.filter(
        agency_id=agency_id, registered_at__isnull=False,
        arrived_at__gte=midnight(since), arrived_at__lt=midnight(until + timedelta(days=1)),
    )  # fmt: skip
    return list(
        came.order_by()
        .annotate(
            came=TruncDate("arrived_at", tzinfo=VIETNAM),
            entered=TruncDate("registered_at", tzinfo=VIETNAM),
        )
        .values_list("came", "entered")
        .annotate(n=Count("*"))
    )


def _rate(lines: Sequence[DayCount], next_working_day: Days) -> SameDay:
    total = same = following = 0
    for arrived, entered, number in lines:
        total += number
        if entered <= arrived:
            same += number
        elif entered <= next_working_day.get(arrived, arrived):
            following += number
    return SameDay(total, same, following)


def next_working_days(agency_id: int | None, since: date, until: date) -> dict[date, date]:
    """From each day of the span to the working day after it, by the agency's calendar."""
    calendar = calendar_for(agency_id)
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return {day: calendar.next_working(day) for day in days}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register of incoming letters (NĐ 30/2020, Phụ lục IV), ready to print."""

    arrived_on: date
    number: int
    author: str
    code: str
    issued_on: date | None
    title: str
    receivers: str
    handed_on: date | None
    note: str
    letter: Incoming


def register_rows(letters: Sequence[Incoming]) -> list[RegisterRow]:
    """The statutory columns for a page of letters, with who received them, in one query.

    Receivers are those the leader gave lead and support to; before that, the leader.
    """
    receivers = work.receivers_of(INCOMING_KIND, [letter.pk for letter in letters])
    return [_row(letter, receivers.get(letter.pk, [])) for letter in letters]


def _row(letter: Incoming, given: list[Assignment]) -> RegisterRow:
    return RegisterRow(
        arrived_on=local_date(letter.arrived_at),
        number=letter.number or 0,
        author=letter.issuer_name,
        code=letter.code,
        issued_on=letter.issued_on,
        title=letter.subject,
        receivers=", ".join(dict.fromkeys(part.to_name for part in given)),
        handed_on=local_date(given[0].created_at) if given else None,
        note=letter.note,
        letter=letter,
    )


def in_register(actor: Actor, register_id: int) -> QuerySet[Incoming]:
    """Letters of one register in order of number."""
    return visible_to(actor).filter(register_id=register_id).order_by("number")

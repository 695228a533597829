"""Reading doors of incoming letters; each answers for one actor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Card, Subject
from congvu.core.kernel.text import fold
from congvu.office.documents.choices import INCOMING_KIND, IncomingState
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.work import queries as work

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

COUNT_CAP = 1000
"""Counts of tabs stop here; the page shows ``1.000+``."""


def visible_to(actor: Actor) -> QuerySet[Incoming]:
    """The letters that the actor may read, newest first; chain filters on it.

    A whole agency for its clerks, leaders and office head; others what they hold, what their
    unit holds if they head it, and what they were asked about. A stranger: nothing.
    """
    letters = Incoming.objects.order_by("-id")
    if actor.is_system:
        return letters
    if actor.agency_id is None or not policy.may_look(actor):
        return letters.none()
    own = letters.filter(agency_id=actor.agency_id)
    return own if policy.reads_whole_agency(actor) else own.filter(work.reads(actor, INCOMING_KIND))


def for_actor(actor: Actor, pk: int) -> Incoming:
    """One letter with agency, issuer and register loaded.

    :raises NotFound: absent or not for this actor
    """
    letter = visible_to(actor).select_related("agency", "issuer", "register").filter(pk=pk).first()
    if letter is None:
        raise NotFound
    return letter


def parts_of(incoming_id: int) -> list[Assignment]:
    """Every assignment of the letter, in order."""
    return work.parts_of(Subject(INCOMING_KIND, incoming_id))


def abilities(
    actor: Actor, incoming: Incoming, parts: Sequence[Assignment] | None = None
) -> dict[str, bool]:
    """What the actor may do now; give ``parts`` when the chain is loaded already."""
    known = parts_of(incoming.pk) if parts is None else parts
    return policy.abilities(actor, incoming, known)


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions of the list; what is None or empty does not narrow.

    ``holder_unit_id``: who leads now. ``mine``: what waits on the actor's own desk.
    """

    states: tuple[str, ...] = ()
    urgency_from: int = 0
    arrived_from: date | None = None
    arrived_to: date | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    issuer_id: int | None = None
    kind: str = ""
    code: str = ""
    holder_unit_id: int | None = None
    overdue: bool = False
    mine: bool = False
    watched: bool = False


def filtered(actor: Actor, filters: Filters, at: datetime) -> QuerySet[Incoming]:
    """The actor's letters under the filters, with issuer loaded."""
    letters = visible_to(actor).filter(_condition(filters, at))
    if filters.holder_unit_id is not None:
        letters = letters.filter(pk__in=work.led_in_unit(INCOMING_KIND, filters.holder_unit_id))
    if filters.mine:
        letters = letters.filter(pk__in=work.on_desk(actor, INCOMING_KIND))
    if filters.watched:
        follows = work.watched(actor, INCOMING_KIND).order_by()
        letters = letters.filter(pk__in=follows.values("subject_id"))
    return letters.select_related("issuer")


def _condition(filters: Filters, at: datetime) -> Q:
    wanted: dict[str, object] = {
        "state__in": filters.states,
        "urgency__gte": filters.urgency_from,
        "arrived_at__gte": filters.arrived_from and _midnight(filters.arrived_from),
        "arrived_at__lt": filters.arrived_to and _midnight(filters.arrived_to + timedelta(days=1)),
        "issued_on__gte": filters.issued_from,
        "issued_on__lte": filters.issued_to,
        "issuer_id": filters.issuer_id,
        "kind": filters.kind,
        "code_key__startswith": code_key(filters.code),
    }
    condition = Q(**{key: value for key, value in wanted.items() if value})
    return condition & overdue(at) if filters.overdue else condition


def overdue(at: datetime) -> Q:
    """Past its date and not ended."""
    return Q(due_on__lt=local_date(at), closed_at__isnull=True)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def state_counts(letters: QuerySet[Incoming]) -> dict[str, int]:
    """How many in each state, for the tabs: two queries; ended ones are counted to the cap."""
    ended = (IncomingState.DONE, IncomingState.REFUSED, IncomingState.RECALLED)
    going = letters.exclude(state__in=ended).order_by().values_list("state")
    counts = dict.fromkeys(IncomingState.values, 0)
    counts.update(dict(going.annotate(n=Count("*")).values_list("state", "n")))
    done = letters.filter(state=IncomingState.DONE).order_by()
    counts[IncomingState.DONE] = done.values("pk")[:COUNT_CAP].count()
    return {state: min(number, COUNT_CAP) for state, number in counts.items()}


def duplicates(
    agency_id: int,
    *,
    code: str = "",
    issued_on: date | None = None,
    issuer_id: int | None = None,
    issuer_name: str = "",
    document_uid: str = "",
    besides: int | None = None,
) -> list[Incoming]:
    """Letters already here that may be the same one (NĐ 30/2020, Phụ lục VI): by document id, or
    by number, notation, date and issuer. At most ten, refused and recalled ones left out."""
    same = Q(pk__in=[])
    if document_uid:
        same |= Q(document_uid=document_uid)
    if code and issued_on:
        same |= Q(code_key=code_key(code), issued_on=issued_on)
    letters = Incoming.objects.filter(same, agency_id=agency_id).exclude(pk=besides or 0)
    letters = letters.exclude(state__in=[IncomingState.REFUSED, IncomingState.RECALLED])
    return [
        letter
        for letter in letters.order_by("id")[:50]
        if (document_uid and letter.document_uid == document_uid)
        or (issuer_id is not None and letter.issuer_id == issuer_id)
        or fold(letter.issuer_name) == fold(issuer_name)
    ][:10]


@dataclass(frozen=True, slots=True)
class SameDay:
    """How many letters were registered, and on the day they came or the next working day."""

    registered: int
    same_day: int
    next_working_day: int

    @property
    def percent(self) -> int:
        """Registered in time (Điều 22 NĐ 30/2020), rounded down; 100 when there were none."""
        in_time = self.same_day + self.next_working_day
        return in_time * 100 // self.registered if self.registered else 100


def same_day_rate(
    agency_id: int, since: date, until: date, *, next_working_day: Mapping[date, date]
) -> SameDay:
    """The statutory rate over letters that came from ``since`` to ``until``, in one query.

    :param next_working_day: from each day of arrival to the working day after it
    """
    came = Incoming.objects.filter(
        agency_id=agency_id, registered_at__isnull=False,
        arrived_at__gte=_midnight(since), arrived_at__lt=_midnight(until + timedelta(days=1)),
    )  # fmt: skip
    rows = (
        came.order_by()
        .annotate(
            came=TruncDate("arrived_at", tzinfo=VIETNAM),
            entered=TruncDate("registered_at", tzinfo=VIETNAM),
        )
        .values_list("came", "entered")
        .annotate(n=Count("*"))
    )
    total = same = following = 0
    for arrived, entered, number in rows:
        total += number
        if entered <= arrived:
            same += number
        elif entered <= next_working_day.get(arrived, arrived):
            following += number
    return SameDay(total, same, following)


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


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(visible_to(actor).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Incoming.objects.filter(pk__in=ids).values_list("pk", "code", "subject", "state")
    return {
        pk: Card(
            subject=Subject(INCOMING_KIND, pk),
            title=subject,
            url=f"/van-ban-den/{pk}/",
            code=code,
            state=IncomingState(state).label,
        )
        for pk, code, subject, state in rows
    }

"""Lists of incoming letters under filters, their counts, and letters that may be the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, QuerySet, Value, When

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.once import once
from congvu.core.kernel.prepared import Prepared, PreparedNumber
from congvu.core.kernel.text import fold
from congvu.office.documents.choices import GOING, INCOMING_KIND, IncomingState
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.models import Incoming
from congvu.office.work import queries as work

if TYPE_CHECKING:
    pass
from congvu.office.documents.queries.incoming.letters import visible_to

COUNT_CAP = 1000
"""Counts of tabs stop here; the page shows ``1.000+``."""


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


def newest(agency_id: int, limit: int) -> list[Incoming]:
    """The newest letters of an agency; the caller has made sure that the actor reads them all."""
    return _newest(limit)(agency_id=agency_id)


@lru_cache(maxsize=8)
def _newest(limit: int) -> Prepared[Incoming]:
    return Prepared(
        lambda agency_id: Incoming.objects.filter(agency_id=agency_id).order_by("-pk")[:limit],
        agency_id=int,
    )


def number_of(agency_id: int) -> int:
    """How many letters an agency has, counted to one more than ``COUNT_CAP``."""
    return _NUMBER(agency_id=agency_id)


_NUMBER = PreparedNumber(
    lambda agency_id: Incoming.objects.filter(agency_id=agency_id)[: COUNT_CAP + 1].count(),
    agency_id=int,
)


def _condition(filters: Filters, at: datetime) -> Q:
    wanted: dict[str, object] = {
        "state__in": filters.states,
        "urgency__gte": filters.urgency_from,
        "arrived_at__gte": filters.arrived_from and midnight(filters.arrived_from),
        "arrived_at__lt": filters.arrived_to and midnight(filters.arrived_to + timedelta(days=1)),
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


def state_counts(letters: QuerySet[Incoming]) -> dict[str, int]:
    """How many in each state, for the tabs: two queries; ended ones are counted to the cap."""
    ended = (IncomingState.DONE, IncomingState.REFUSED, IncomingState.RECALLED)
    going = letters.exclude(state__in=ended).order_by().values_list("state")
    counts = dict.fromkeys(IncomingState.values, 0)
    counts.update(dict(going.annotate(n=Count("*")).values_list("state", "n")))
    done = letters.filter(state=IncomingState.DONE).order_by()
    counts[IncomingState.DONE] = done.values("pk")[:COUNT_CAP].count()
    return {state: min(number, COUNT_CAP) for state, number in counts.items()}


def waiting_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """Letters of the whole agency that have not ended, by state, and ``late``; one cheap query.

    For those who read the whole agency; :func:`state_counts` counts any list. Tabs and menu of
    one page ask once.
    """
    counts: dict[str, int] = {**dict.fromkeys(map(str, GOING), 0), "late": 0}
    asked = {"agency_id": actor.agency_id or 0, "today": local_date(at)}
    counted = once((_COUNTED, *asked.values()), lambda: _COUNTED(**asked))
    for state, is_late, number in counted:
        counts[state] += number
        counts["late"] += number if is_late else 0
    return counts


def _counted(agency_id: int, today: date) -> QuerySet[Incoming, tuple[str, int, int]]:
    rows = Incoming.objects.filter(agency_id=agency_id, state__in=GOING).order_by()
    late = Case(When(due_on__lt=today, then=Value(1)), default=Value(0))
    return rows.annotate(late=late).values_list("state", "late").annotate(n=Count("*"))


_COUNTED = Prepared(_counted, agency_id=int, today=date)
"""Asked by every page."""


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


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
    if document_uid or not (code and issued_on):
        letters = list(_standing(same, agency_id, besides or 0))
    else:
        letters = _SAME_CODE(
            key=code_key(code), issued_on=issued_on, agency_id=agency_id, besides=besides or 0
        )
    return [
        letter
        for letter in letters
        if (document_uid and letter.document_uid == document_uid)
        or (issuer_id is not None and letter.issuer_id == issuer_id)
        or fold(letter.issuer_name) == fold(issuer_name)
    ][:10]


def _standing(same: Q, agency_id: int, besides: int) -> QuerySet[Incoming]:
    letters = Incoming.objects.filter(same, agency_id=agency_id).exclude(pk=besides)
    letters = letters.exclude(state__in=[IncomingState.REFUSED, IncomingState.RECALLED])
    return letters.order_by("id")[:50]


_SAME_CODE = Prepared(
    lambda key, issued_on, agency_id, besides: _standing(
        Q(code_key=key, issued_on=issued_on), agency_id, besides
    ),
    key=str, issued_on=date, agency_id=int, besides=int,
)  # fmt: skip
"""Asked by every registering of a letter on paper."""

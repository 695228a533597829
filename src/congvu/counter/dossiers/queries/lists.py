"""Lists of dossiers for an actor: what may be seen, narrowed, counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Card, Subject
from congvu.core.kernel.text import fold
from congvu.counter.dossiers.choices import DOSSIER_KIND, OPEN, RUNNING, State
from congvu.counter.dossiers.models import Applicant, Dossier, DueDoubt, Gap, Paper, Result
from congvu.counter.dossiers.policies import READ, ROOM, reads_whole_agency
from congvu.counter.dossiers.prints.numbering import form_file_name
from congvu.counter.dossiers.steprights import taking_part

if TYPE_CHECKING:
    from congvu.core.files.models import File

NEAR = timedelta(days=2)
"""A dossier due within two days is near its date."""
COUNT_CAP = 1000

COLUMNS = (
    "pk", "code", "title", "state", "filed_at", "due_at", "settled_at", "officer_name",
    "applicant__name", "applicant__phone", "channel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; the telephone stays masked until the dossier is opened."""

    pk: int
    code: str
    title: str
    state: str
    filed_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    officer_name: str
    applicant: str
    phone: str
    channel: int

    def late(self, at: datetime) -> bool:
        """Past its date, settled or not."""
        return self.due_at is not None and (self.settled_at or at) > self.due_at


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything empty means everything."""

    q: str = ""
    states: Collection[str] = ()
    channel: int | None = None
    mine: bool = False
    overdue: bool = False
    near: bool = False
    filed_from: date | None = None
    filed_to: date | None = None


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Desk and leaders: the agency's; others: what lies in their units."""
    rows = Dossier.objects.all()
    if actor.is_system:
        return rows
    if actor.agency_id is None or not permits(actor, READ):
        return rows.none()
    if reads_whole_agency(actor):
        return rows.filter(agency_id=actor.agency_id)
    return rows.filter(unit_id__in=sorted(actor.unit_ids))


def for_actor(actor: Actor, dossier_id: int) -> Dossier:
    """One dossier with what its page shows.

    :raises NotFound: absent, or not for this actor
    """
    shown = ("agency__parent", "procedure__procedure", "applicant", "unit")
    found = visible_to(actor).filter(pk=dossier_id).select_related(*shown).first()
    if found is None and permits(actor, READ) and taking_part(actor, [dossier_id]):
        found = Dossier.objects.filter(pk=dossier_id).select_related(*shown).first()
    if found is None:
        raise NotFound
    return found


def filtered(actor: Actor, filters: Filters, at: datetime) -> QuerySet[Dossier]:
    rows = visible_to(actor)
    if filters.states:
        rows = rows.filter(state__in=list(filters.states))
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.mine:
        rows = rows.filter(officer_post_id=actor.post_id, state__in=OPEN)
    if filters.overdue:
        rows = rows.filter(state__in=RUNNING, due_at__lt=at)
    if filters.near:
        rows = rows.filter(state__in=RUNNING, due_at__gte=at, due_at__lte=at + NEAR)
    if filters.filed_from:
        rows = rows.filter(filed_at__gte=_morning(filters.filed_from))
    if filters.filed_to:
        rows = rows.filter(filed_at__lt=_morning(filters.filed_to + timedelta(days=1)))
    return _named(rows, filters.q)


def _named(rows: QuerySet[Dossier], q: str) -> QuerySet[Dossier]:
    """By code, telephone or number when it looks like one, else by the applicant's name."""
    text = q.strip()
    if not text:
        return rows
    digits = text.replace(" ", "")
    if "-" in text:
        return rows.filter(code__startswith=text.upper())
    if digits.isdecimal() and len(digits) >= 9:
        people = Applicant.objects.filter(Q(identifier=digits) | Q(phone=digits))
        return rows.filter(applicant_id__in=people.values("pk"))
    words = Q()
    for word in fold(text).split()[:8]:
        words &= Q(applicant__search_key__contains=word)
    return rows.filter(words)


def rows_of(rows: QuerySet[Dossier], limit: int) -> list[Row]:
    """The lines of a list in its own order, in one query without model instances."""
    return [row_of(values) for values in rows.values_list(*COLUMNS)[:limit]]


def row_of(values: tuple[object, ...]) -> Row:
    return Row(*values)  # type: ignore[arg-type] # in the order of COLUMNS


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many wait in each state, and how many are late or near, each to one more than
    ``COUNT_CAP``: however many there are, no more rows are looked at. One statement."""
    rows = visible_to(actor).order_by()
    running = rows.filter(state__in=RUNNING)
    parts = {str(state): rows.filter(state=state) for state in (*OPEN, State.FINISHED)} | {
        "late": running.filter(due_at__lt=at),
        "near": running.filter(due_at__gte=at, due_at__lte=at + NEAR),
    }
    try:
        compiled = [
            part.values("pk")[: COUNT_CAP + 1].query.sql_with_params() for part in parts.values()
        ]
    except EmptyResultSet:
        return dict.fromkeys(parts, 0)
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) part)" for sql, _ in compiled)  # noqa: S608 - ours
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [one for _, params in compiled for one in params])
        return dict(zip(parts, cursor.fetchone(), strict=True))


def doubts_for(actor: Actor) -> QuerySet[DueDoubt]:
    """Dates that the desk or a leader decides about, with their dossiers; see ``DueDoubt``."""
    rows = DueDoubt.objects.filter(decided_at__isnull=True)
    if not permits(actor, f"{ROOM}.redate"):
        return rows.none()
    rows = rows.filter(dossier__in=visible_to(actor)) if not actor.is_system else rows
    return rows.select_related("dossier__applicant").order_by("kept", "pk")


def cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Dossier.objects.filter(pk__in=ids).values_list("pk", "code", "title", "state")
    return {
        pk: Card(
            Subject(DOSSIER_KIND, pk), title, f"/mot-cua/ho-so/{pk}/", code,
            str(State(state).label),
        )
        for pk, code, title, state in rows
    }  # fmt: skip


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    found = set(visible_to(actor).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    others = set(ids) - found
    return found | (taking_part(actor, others) if permits(actor, READ) else set())


def readable_papers(actor: Actor, ids: Collection[int]) -> set[int]:
    """Papers of dossiers that the actor reads."""
    rows = Paper.objects.filter(pk__in=ids).order_by()
    return _of_readable(actor, dict(rows.values_list("pk", "dossier_id")))


def readable_gaps(actor: Actor, ids: Collection[int]) -> set[int]:
    rows = Gap.objects.filter(pk__in=ids).order_by()
    return _of_readable(actor, dict(rows.values_list("pk", "supplement__dossier_id")))


def readable_results(actor: Actor, ids: Collection[int]) -> set[int]:
    rows = Result.objects.filter(pk__in=ids)
    return _of_readable(actor, dict(rows.values_list("pk", "dossier_id")))


def _of_readable(actor: Actor, dossiers: dict[int, int]) -> set[int]:
    """Keys whose dossier the actor reads."""
    allowed = readable(actor, set(dossiers.values()))
    return {pk for pk, dossier_id in dossiers.items() if dossier_id in allowed}


def no_cards(ids: Collection[int]) -> Mapping[int, Card]:
    """Papers and results have no page of their own."""
    return {}


def nobody(actor: Actor, ids: Collection[int]) -> set[int]:
    """Messages of joint work carry no files of their own and are read by machines."""
    return set()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def just_handled(dossier_id: int) -> Dossier:
    """The dossier that the caller's verb has just changed, even if it went out of their sight."""
    return Dossier.objects.select_related("applicant").get(pk=dossier_id)


def signed_form(dossier: Dossier, number: int) -> File | None:
    """The form as it was last signed, by its number in TT 03/2025; None when it never was."""
    name = form_file_name(dossier.code, number)
    found = files_of([Subject(DOSSIER_KIND, dossier.pk)]).get(Subject(DOSSIER_KIND, dossier.pk), [])
    return next((one for one in found if one.current and one.name == name), None)

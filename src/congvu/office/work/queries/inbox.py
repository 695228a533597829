"""What waits on a desk: lists that chain, and all their counts in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.office.work.choices import Holding, Part
from congvu.office.work.models import (
    Assignment,
    AssignmentQuerySet,
    Consultation,
    ConsultationQuerySet,
    Watch,
)
from congvu.office.work.policies import is_head


def inbox(actor: Actor) -> AssignmentQuerySet:
    """Parts that the actor must act on now, the most urgent date first; matter loaded.

    Chain ``unopened()``, ``opened()``, ``of_part(Part.LEAD)``, ``overdue(day)``,
    ``due_by(day, until)``, ``on_kind(kind)``.
    """
    return (
        Assignment.objects.active()
        .filter(_my_desk(actor))
        .select_related("matter")
        .order_by("due_on", "-id")
    )


def unopened(actor: Actor, subject: Subject) -> AssignmentQuerySet:
    """The actor's unseen parts of one subject."""
    return inbox(actor).unopened().filter(subject_kind=subject.kind, subject_id=subject.id)


def carried_ids(actor: Actor, subject_kind: str) -> list[int]:
    """The subjects of one kind that wait for the actor to act, in the order of the inbox; what
    came only to be known is left out, and so is what lies deeper than ``QUEUE``."""
    if actor.post_id is None:
        return []
    rows = _OWN_QUEUE(kind=subject_kind, post_id=actor.post_id)
    if is_head(actor) and actor.unit_id is not None:
        whole = _UNIT_QUEUE(kind=subject_kind, unit_id=actor.unit_id)
        rows = sorted(rows + whole, key=_urgency)[:QUEUE] if whole else rows
    return list(dict.fromkeys(pk for pk, _, _ in rows))


QUEUE = 300
"""Parts looked at to find the next one."""


Waiting = tuple[int, date | None, int]
"""A subject, and the due day and id of the part of it that waits."""


def _urgency(row: Waiting) -> tuple[bool, date, int]:
    """The nearest date first, then what came last; without a date at the end."""
    _, due_on, pk = row
    return due_on is None, due_on or date.max, -pk


def _queue(kind: str, **desk: Any) -> QuerySet[Assignment, Waiting]:
    mine = Assignment.objects.active().filter(subject_kind=kind, **desk)
    waiting = mine.exclude(part=Part.INFORM).order_by(F("due_on").asc(nulls_last=True), "-id")
    return waiting.values_list("subject_id", "due_on", "id")[:QUEUE]


# Each desk by itself: together they have no order that an index knows.
_OWN_QUEUE = Prepared(lambda kind, post_id: _queue(kind, to_post_id=post_id), kind=str, post_id=int)
_UNIT_QUEUE = Prepared(
    lambda kind, unit_id: _queue(kind, to_unit_id=unit_id, to_post_id__isnull=True),
    kind=str, unit_id=int,
)  # fmt: skip


def opinions_asked(actor: Actor) -> ConsultationQuerySet:
    """Questions that wait for the actor's answer, the nearest date first."""
    return Consultation.objects.waiting().filter(_my_desk(actor)).order_by("due_on", "id")


def opinions_answered(actor: Actor) -> ConsultationQuerySet:
    """Questions to the actor's desk that were answered, the latest first."""
    answered = Consultation.objects.filter(_my_desk(actor), answered_at__isnull=False)
    return answered.order_by("-id")


def opinions_sent(actor: Actor) -> ConsultationQuerySet:
    """Questions that the actor's post asked, the latest first."""
    return Consultation.objects.filter(from_post_id=actor.post_id or 0).order_by("-id")


def watched(actor: Actor, subject_kind: str) -> QuerySet[Watch]:
    """What the actor follows of one kind, newest first."""
    mine = Watch.objects.filter(post_id=actor.post_id or 0, subject_kind=subject_kind)
    return mine.order_by("-subject_id")


def counts(actor: Actor, at: datetime, *, near_until: date) -> dict[str, int]:
    """How much waits on the actor's desk, in one query.

    Keys: ``unopened``, ``opened``, ``lead``, ``support``, ``inform``, ``overdue``,
    ``near_due`` (due from today to ``near_until``), ``opinions``, ``watched``.
    """
    total = dict.fromkeys(COUNTED, 0)
    if actor.post_id is None:
        return total
    asked = {"post_id": actor.post_id, "today": local_date(at), "near_until": near_until}
    if is_head(actor) and actor.unit_id is not None:
        rows = _HEADS_DESK(unit_id=actor.unit_id, **asked)
    else:
        rows = _OWN_DESK(**asked)
    for part, state, late, number in rows:
        for key in (part, STATE_KEYS.get(state, ""), late):
            if key in total:
                total[key] += number
    return total


def _desk_counts(
    post_id: int, today: date, near_until: date, unit_id: int | None = None
) -> QuerySet[Any, tuple[Any, ...]]:
    bucket = Case(
        When(due_on__lt=today, then=Value("overdue")),
        When(due_on__lte=near_until, then=Value("near_due")),
        default=Value(""),
    )
    own = Assignment.objects.active().filter(to_post_id=post_id)
    parts = _counted(own, "part", "state", bucket)
    asked = Consultation.objects.waiting().filter(_desk(post_id, unit_id))
    others = [
        _counted(asked, "opinions", "", ""),
        _counted(Watch.objects.filter(post_id=post_id), "watched", "", ""),
    ]
    if unit_id is not None:
        whole = Assignment.objects.active().filter(to_unit_id=unit_id, to_post_id__isnull=True)
        others.append(_counted(whole, "part", "state", bucket))
    return parts.union(*others, all=True)


_OWN_DESK = Prepared(_desk_counts, post_id=int, today=date, near_until=date)
_HEADS_DESK = Prepared(_desk_counts, post_id=int, today=date, near_until=date, unit_id=int)
"""Asked by every page."""


COUNTED = (
    "unopened", "opened", "lead", "support", "inform", "overdue", "near_due", "opinions",
    "watched",
)  # fmt: skip
STATE_KEYS = {Holding.WAITING.value: "unopened", Holding.OPENED.value: "opened"}


def overdue(agency_id: int, at: datetime) -> AssignmentQuerySet:
    """Every part of an agency past its date, the oldest first; matter loaded."""
    return (
        Assignment.objects.active()
        .overdue(local_date(at))
        .filter(matter__agency_id=agency_id)
        .select_related("matter")
        .order_by("due_on", "id")
    )


def leads_of(subject_kind: str, ids: Collection[int]) -> dict[int, Assignment]:
    """Who leads each of many subjects now, in one query; closed ones are missing."""
    asked = list(ids)
    if len(asked) > A_PAGE:
        rows: Iterable[Assignment] = _leads(subject_kind, *asked)
    elif asked:
        padded = asked + [asked[0]] * (A_PAGE - len(asked))
        rows = _LEADS(kind=subject_kind, **dict(zip(_PLACES, padded, strict=True)))
    else:
        rows = []
    return {row.subject_id: row for row in rows}


def _leads(kind: str, *ids: int, **places: int) -> AssignmentQuerySet:
    leads = Assignment.objects.active().of_part(Part.LEAD)
    return leads.filter(subject_kind=kind, subject_id__in=ids or places.values())


A_PAGE = 50
_PLACES = tuple(f"id{place}" for place in range(A_PAGE))
_LEADS = Prepared(_leads, kind=str, **dict.fromkeys(_PLACES, int))
"""Asked by every list, with as many ids as a page has rows."""


def own_remarks(actor: Actor, *, limit: int = 8) -> list[str]:
    """What the actor's post wrote in giving work lately, each once, the newest first."""
    if actor.post_id is None:
        return []
    given = Assignment.objects.filter(from_post_id=actor.post_id).exclude(instruction="")
    recent = given.order_by("-id").values_list("instruction", flat=True)[: limit * 6]
    return list(dict.fromkeys(text for text in recent if len(text) <= 200))[:limit]


def watches(actor: Actor, subject: Subject) -> bool:
    """Whether the actor follows the subject."""
    return bool(_WATCH(post_id=actor.post_id or 0, kind=subject.kind, subject_id=subject.id))


_WATCH = Prepared(
    lambda post_id, kind, subject_id: Watch.objects.filter(
        post_id=post_id, subject_kind=kind, subject_id=subject_id
    ).values_list("pk"),
    post_id=int, kind=str, subject_id=int,
)  # fmt: skip


def _my_desk(actor: Actor) -> Q:
    """What lies on the actor's own desk: their post, and as a head their unit as a whole."""
    if actor.post_id is None:
        return Q(pk__in=[])
    return _desk(actor.post_id, actor.unit_id if is_head(actor) else None)


def _desk(post_id: int, headed_unit_id: int | None) -> Q:
    mine = Q(to_post_id=post_id)
    if headed_unit_id is not None:
        mine |= Q(to_unit_id=headed_unit_id, to_post_id__isnull=True)
    return mine


def _counted(rows: QuerySet[Any], *texts: str | Case) -> QuerySet[Any, tuple[Any, ...]]:
    """Group rows by three short texts (a column, a constant or a case) and count them."""
    columns = {field.name for field in rows.model._meta.get_fields()}
    keys = {
        name: Cast(
            text if isinstance(text, Case) else F(text) if text in columns else Value(text),
            CharField(),
        )
        for name, text in zip(("k1", "k2", "k3"), texts, strict=True)
    }
    grouped = rows.order_by().annotate(**keys).values(*keys).annotate(n=Count("*"))
    counted: QuerySet[Any, tuple[Any, ...]] = grouped.values_list(*keys, "n")
    return counted

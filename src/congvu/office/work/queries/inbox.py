"""What waits on a desk: lists that chain, and all their counts in one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
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
    today = local_date(at)
    bucket = Case(
        When(due_on__lt=today, then=Value("overdue")),
        When(due_on__lte=near_until, then=Value("near_due")),
        default=Value(""),
    )
    parts = _counted(Assignment.objects.active().filter(_my_desk(actor)), "part", "state", bucket)
    opinions = _counted(Consultation.objects.waiting().filter(_my_desk(actor)), "opinions", "", "")
    follows = _counted(Watch.objects.filter(post_id=actor.post_id or 0), "watched", "", "")
    total = dict.fromkeys(COUNTED, 0)
    for part, state, late, number in parts.union(opinions, follows, all=True):
        for key in (part, STATE_KEYS.get(state, ""), late):
            if key in total:
                total[key] += number
    return total


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
    leads = Assignment.objects.active().of_part(Part.LEAD)
    rows = leads.filter(subject_kind=subject_kind, subject_id__in=ids)
    return {row.subject_id: row for row in rows}


def own_remarks(actor: Actor, *, limit: int = 8) -> list[str]:
    """What the actor's post wrote in giving work lately, each once, the newest first."""
    if actor.post_id is None:
        return []
    given = Assignment.objects.filter(from_post_id=actor.post_id).exclude(instruction="")
    recent = given.order_by("-id").values_list("instruction", flat=True)[: limit * 6]
    return list(dict.fromkeys(text for text in recent if len(text) <= 200))[:limit]


def watches(actor: Actor, subject: Subject) -> bool:
    """Whether the actor follows the subject."""
    mine = Watch.objects.filter(post_id=actor.post_id or 0)
    return mine.filter(subject_kind=subject.kind, subject_id=subject.id).exists()


def _my_desk(actor: Actor) -> Q:
    """What lies on the actor's own desk: their post, and as a head their unit as a whole."""
    if actor.post_id is None:
        return Q(pk__in=[])
    mine = Q(to_post_id=actor.post_id)
    if is_head(actor):
        mine |= Q(to_unit_id=actor.unit_id, to_post_id__isnull=True)
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

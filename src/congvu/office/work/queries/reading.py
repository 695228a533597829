"""Who reads a subject through the work on it: its holders, their heads, and who was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.office.work.choices import Holding
from congvu.office.work.models import Assignment, Consultation
from congvu.office.work.policies import is_head


def reads(actor: Actor, subject_kind: str) -> Q:
    """The condition on a subject's ``pk`` that the actor reads it through work.

    Holders read by their post, heads what their unit and the units below it hold; who was
    recalled before opening reads no more. Roles that read a whole agency are decided by the
    subject's own room, which adds them with ``|``.
    """
    desks = _desks(actor)
    if desks is None:
        return Q(pk__in=[])
    parts = Assignment.objects.filter(~Q(state=Holding.RECALLED), desks, subject_kind=subject_kind)
    asked = Consultation.objects.filter(desks, subject_kind=subject_kind, withdrawn_at__isnull=True)
    return Q(pk__in=parts.values("subject_id")) | Q(pk__in=asked.values("subject_id"))


def may_read(actor: Actor, subject_kind: str, ids: Collection[int]) -> set[int]:
    """Which of the subjects the actor reads through work, in one query."""
    desks = _desks(actor)
    if desks is None or not ids:
        return set()
    parts = Assignment.objects.filter(~Q(state=Holding.RECALLED), desks, subject_kind=subject_kind)
    asked = Consultation.objects.filter(desks, subject_kind=subject_kind, withdrawn_at__isnull=True)
    rows = parts.filter(subject_id__in=ids).order_by().values_list("subject_id")
    return {
        pk
        for (pk,) in rows.union(
            asked.filter(subject_id__in=ids).order_by().values_list("subject_id")
        )
    }


def marks_for(subject: Subject) -> frozenset[str]:
    """Access marks of a subject for the search index: ``u{unit}`` and ``p{post}`` of its readers."""
    return _marks_at(subject, _PART_DESKS(kind=subject.kind, subject_id=subject.id))


_PART_DESKS = Prepared(
    lambda kind, subject_id: (
        Assignment.objects.filter(
            ~Q(state=Holding.RECALLED), subject_kind=kind, subject_id=subject_id
        )
        .order_by()
        .values_list("to_unit_id", "to_post_id")
    ),
    kind=str,
    subject_id=int,
)
_ASKED_DESKS = Prepared(
    lambda kind, subject_id: (
        Consultation.objects.filter(
            subject_kind=kind, subject_id=subject_id, withdrawn_at__isnull=True
        )
        .order_by()
        .values_list("to_unit_id", "to_post_id")
    ),
    kind=str,
    subject_id=int,
)


def _marks_at(subject: Subject, desks: Iterable[tuple[int, int | None]]) -> frozenset[str]:
    asked = _ASKED_DESKS(kind=subject.kind, subject_id=subject.id)
    return frozenset(mark for desk in {*desks, *asked} for mark in _marks(*desk))


def marks_of(subject: Subject, parts: Sequence[Assignment]) -> frozenset[str]:
    """Marks of the desks that may read: every part not recalled, every question not withdrawn."""
    live = (part for part in parts if part.state != Holding.RECALLED)
    return _marks_at(subject, [(part.to_unit_id, part.to_post_id) for part in live])


def marks_of_many(subject_kind: str, ids: Collection[int]) -> dict[int, frozenset[str]]:
    """:func:`marks_for` of many subjects in two queries; those without work are missing."""
    parts = Assignment.objects.filter(
        ~Q(state=Holding.RECALLED), subject_kind=subject_kind, subject_id__in=ids
    )
    asked = Consultation.objects.filter(
        subject_kind=subject_kind, subject_id__in=ids, withdrawn_at__isnull=True
    )
    desks = ("subject_id", "to_unit_id", "to_post_id")
    found: dict[int, set[str]] = {}
    for rows in (parts, asked):
        for pk, unit, post in rows.order_by().values_list(*desks):
            found.setdefault(pk, set()).update(_marks(unit, post))
    return {pk: frozenset(marks) for pk, marks in found.items()}


def _marks(unit_id: int, post_id: int | None) -> set[str]:
    return {f"u{unit_id}"} | ({f"p{post_id}"} if post_id is not None else set())


def actor_marks(actor: Actor) -> frozenset[str]:
    """The marks by which the actor finds what :func:`reads` lets them read."""
    marks = {f"p{actor.post_id}"} if actor.post_id is not None else set()
    if is_head(actor):
        marks |= {f"u{unit}" for unit in actor.unit_ids}
    return frozenset(marks)


def _desks(actor: Actor) -> Q | None:
    if actor.post_id is None:
        return None
    mine = Q(to_post_id=actor.post_id)
    return mine | Q(to_unit_id__in=sorted(actor.unit_ids)) if is_head(actor) else mine

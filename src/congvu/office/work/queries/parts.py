"""Parts and matters by their subject, for the rooms above."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.office.work.choices import Holding, Part
from congvu.office.work.models import Assignment, ExtensionRequest, Matter
from congvu.office.work.queries.inbox import inbox


def matter_of(subject: Subject) -> Matter | None:
    """The handling of a subject, None when nobody opened one."""
    return Matter.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()


def parts_of(subject: Subject) -> list[Assignment]:
    """Every part of a subject's matter in order, with the posts, in one query."""
    rows = Assignment.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return list(rows.select_related("to_post").order_by("id"))


def led_in_unit(subject_kind: str, unit_id: int) -> QuerySet[Any]:
    """Ids of the subjects that somebody of a unit leads now, as a subquery."""
    leads = Assignment.objects.active().of_part(Part.LEAD).on_kind(subject_kind)
    return leads.filter(to_unit_id=unit_id).values("subject_id")


def on_desk(actor: Actor, subject_kind: str) -> QuerySet[Any]:
    """Ids of the subjects that wait on the actor's own desk, as a subquery."""
    return inbox(actor).on_kind(subject_kind).order_by().values("subject_id")


def receivers_of(subject_kind: str, ids: Collection[int]) -> dict[int, list[Assignment]]:
    """Who first received each subject: given lead or support by the root, or the root itself
    while it has given nothing; one query."""
    rows = (
        Assignment.objects.filter(Q(parent__isnull=True) | Q(parent__parent__isnull=True))
        .filter(subject_kind=subject_kind, subject_id__in=ids)
        .exclude(part=Part.INFORM)
        .exclude(state=Holding.RECALLED)
        .order_by("id")
    )
    found: dict[int, list[Assignment]] = {}
    for part in rows:
        found.setdefault(part.subject_id, []).append(part)
    return {
        pk: [part for part in parts if part.parent_id is not None] or parts
        for pk, parts in found.items()
    }


def subject_of_request(request_id: int) -> Subject | None:
    """What an extension request is about."""
    rows = ExtensionRequest.objects.filter(pk=request_id).values_list(
        "assignment__subject_kind", "assignment__subject_id"
    )
    row = rows.first()
    return Subject(*row) if row else None

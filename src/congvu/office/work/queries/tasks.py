"""Tasks as the actor may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Card, Subject
from congvu.office.work.choices import TASK_KIND, MatterState
from congvu.office.work.models import Matter, Task
from congvu.office.work.queries.reading import reads


def tasks_for_actor(actor: Actor) -> QuerySet[Task]:
    """Tasks the actor gave or has a part in, newest first."""
    mine = reads(actor, TASK_KIND)
    if actor.post_id is not None:
        mine |= Q(given_by_post_id=actor.post_id)
    return Task.objects.filter(mine, agency_id=actor.agency_id or 0).order_by("-id")


def task_for_actor(actor: Actor, task_id: int) -> Task:
    """:raises NotFound: absent or not for this actor"""
    task = tasks_for_actor(actor).filter(pk=task_id).first()
    if task is None:
        raise NotFound
    return task


def readable_tasks(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(tasks_for_actor(actor).filter(pk__in=ids).values_list("pk", flat=True))


def task_cards(ids: Collection[int]) -> Mapping[int, Card]:
    states = dict(
        Matter.objects.filter(subject_kind=TASK_KIND, subject_id__in=ids).values_list(
            "subject_id", "state"
        )
    )
    return {
        task.pk: Card(
            subject=Subject(TASK_KIND, task.pk),
            title=task.title,
            url=f"/cong-viec/{task.pk}/",
            state=MatterState(states.get(task.pk, MatterState.OPEN)).label,
        )
        for task in Task.objects.filter(pk__in=ids)
    }

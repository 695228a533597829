"""The question that every verb asks: has the subject's own room stopped the work?"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.office.work import policies
from congvu.office.work.errors import Paused
from congvu.office.work.models import Pause


def demand_running(actor: Actor, subject: Subject) -> None:
    """:raises Paused: with the room's reason; :raises NotFound: to who may not read the subject"""
    for (reason,) in _PAUSES(kind=subject.kind, subject_id=subject.id):
        if not actor.is_system and not policies.readable(actor, subject):
            raise NotFound
        raise Paused(reason)


_PAUSES = Prepared(
    lambda kind, subject_id: Pause.objects.filter(
        subject_kind=kind, subject_id=subject_id
    ).values_list("reason"),
    kind=str, subject_id=int,
)  # fmt: skip

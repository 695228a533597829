"""The question that every verb asks: has the subject's own room stopped the work?"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.work import policies
from congvu.office.work.errors import Paused
from congvu.office.work.models import Pause


def demand_running(actor: Actor, subject: Subject) -> None:
    """:raises Paused: with the room's reason; :raises NotFound: to who may not read the subject"""
    pause = Pause.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()
    if pause is None:
        return
    if not actor.is_system and not policies.readable(actor, subject):
        raise NotFound
    raise Paused(pause.reason)

"""Who may take a move of a step; the coarse gate is the table of permissions."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Q

from congvu.core.kernel.actor import Actor
from congvu.counter.dossiers.models import Consultation, DossierStep
from congvu.counter.dossiers.roles import DESK, HEADS, LEADERS
from congvu.counter.procedures.choices import MoveBy, StepHolder


def _desk(actor: Actor, step: DossierStep) -> bool:
    return actor.has(*DESK)


def _heads(actor: Actor, step: DossierStep) -> bool:
    return actor.has(*HEADS) and step.unit_id in actor.unit_ids


def _seat(actor: Actor, step: DossierStep) -> bool:
    """The post; the heads of the unit; while nobody is named, anybody of the unit."""
    if step.post_id is not None and step.post_id == actor.post_id:
        return True
    if _heads(actor, step):
        return True
    return step.post_id is None and step.unit_id is not None and step.unit_id in actor.unit_ids


def _leaders(actor: Actor, step: DossierStep) -> bool:
    return actor.has(*LEADERS)


HOLDERS: dict[str, Callable[[Actor, DossierStep], bool]] = {
    StepHolder.DESK: _desk,
    StepHolder.UNIT: _seat,
    StepHolder.HEAD: _heads,
    StepHolder.OFFICER: _seat,
    StepHolder.LEADER: _leaders,
    StepHolder.NAMED_UNIT: _seat,
    StepHolder.NAMED_POST: _seat,
}
MOVERS: dict[str, Callable[[Actor, DossierStep], bool]] = {
    MoveBy.HOLDER: lambda actor, step: True,
    MoveBy.HEAD: _heads,
    MoveBy.LEADER: _leaders,
    MoveBy.DESK: _desk,
}


def holds_step(actor: Actor, step: DossierStep) -> bool:
    """Whether the actor works on the open step; leaders of the agency work on every one."""
    if actor.is_system:
        return True
    if actor.agency_id != step.agency_id:
        return False
    return actor.has(*LEADERS) or HOLDERS[step.holder](actor, step)


def may_take(actor: Actor, step: DossierStep, who: str) -> bool:
    """Whether the actor may take a move of the step that only ``who`` may take."""
    return holds_step(actor, step) and (actor.is_system or MOVERS[who](actor, step))


def taking_part(actor: Actor, ids: Collection[int]) -> set[int]:
    """Which of the dossiers the actor reads although they lie elsewhere: a step of them is or was
    in the actor's units, or the actor's agency was asked for its opinion. Two queries at most."""
    if actor.agency_id is None or not ids:
        return set()
    mine = Q(unit__in=sorted(actor.unit_ids)) | Q(post=actor.post_id or 0)
    rows = DossierStep.objects.filter(mine, dossier__in=ids, agency=actor.agency_id)
    found = set(rows.order_by().values_list("dossier_id", flat=True))
    if actor.has(*DESK, *LEADERS):
        asked = Consultation.objects.filter(dossier__in=ids, agency=actor.agency_id)
        found |= set(asked.order_by().values_list("dossier_id", flat=True))
    return found

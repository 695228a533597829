"""Open steps for an actor, the ways on from them, what waits for an agency's answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.counter.dossiers.choices import JointState
from congvu.counter.dossiers.models import Consultation, Dossier, DossierStep, Joint
from congvu.counter.dossiers.policies import (
    DESK,
    HEADS,
    LEADERS,
    READ,
    reads_whole_agency,
)
from congvu.counter.dossiers.steprights import may_take
from congvu.counter.procedures.choices import StepHolder
from congvu.counter.procedures.process import Process
from congvu.counter.procedures.process.shape import END

SEATED = (StepHolder.UNIT, StepHolder.HEAD, StepHolder.OFFICER)


@dataclass(frozen=True, slots=True)
class Way:
    """A move that the actor may take: ``key`` is ``step:move``, ``free`` the steps it opens whose
    place the process leaves open."""

    key: str
    label: str
    back: bool
    ends: bool
    free: tuple[tuple[str, str], ...]


def steps_of(dossier: Dossier) -> list[DossierStep]:
    """Every step that was opened, in order."""
    return list(DossierStep.objects.filter(dossier=dossier))


def ways_on(actor: Actor, rows: list[DossierStep], process: Process) -> list[Way]:
    """In the order of the table; nothing is asked of the database."""
    found = []
    for row in rows:
        step = process.by_code.get(row.code)
        for move in step.moves if step else ():
            if step is None or not may_take(actor, row, move.who):
                continue
            opens = process.opened_by(move.target) if move.target != END and step.leads else ()
            to = ", ".join(one.name for one in opens) or ("Kết thúc" if step.leads else "Xong")
            back = process.is_back(step, move)
            found.append(
                Way(
                    f"{row.code}:{move.code}", f"{step.name}: {move.name} → {to}", back,
                    step.leads and move.target == END,
                    tuple((one.code, one.name) for one in opens if one.holder in SEATED),
                )
            )  # fmt: skip
    return found


def my_steps(actor: Actor) -> QuerySet[DossierStep]:
    """Việc một cửa của tôi: open steps that wait for the actor, by their dates."""
    rows = DossierStep.objects.filter(closed_at__isnull=True)
    if actor.agency_id is None or not permits(actor, READ):
        return rows.none()
    units = sorted(actor.unit_ids)
    mine = Q(post=actor.post_id or 0) | Q(unit__in=units, post__isnull=True)
    if actor.has(*HEADS):
        mine |= Q(unit__in=units)
    if actor.has(*DESK):
        mine |= Q(holder=StepHolder.DESK)
    if actor.has(*LEADERS):
        mine |= Q(holder=StepHolder.LEADER)
    return rows.filter(mine, agency=actor.agency_id).order_by("due_at", "id")


def asked_of(actor: Actor) -> QuerySet[Consultation]:
    """Questions of others that the actor's agency has not answered, the first due first."""
    rows = Consultation.objects.filter(answered_at__isnull=True)
    if actor.agency_id is None or not actor.has(*DESK, *LEADERS):
        return rows.none()
    rows = rows.filter(agency=actor.agency_id)
    return rows.select_related("dossier__agency").order_by("due_at", "id")


def joints_of(actor: Actor, *, agency_id: int | None = None) -> QuerySet[Joint]:
    """Joint work of the actor's agency that is not back yet; what failed stands first."""
    ended = [JointState.RETURNED, JointState.DROPPED]
    rows = Joint.objects.exclude(state__in=ended)
    own = agency_id if actor.is_system else actor.agency_id
    if own is None or not reads_whole_agency(actor):
        return rows.none()
    rows = rows.filter(dossier__agency=own)
    return rows.select_related("dossier", "agency", "child").order_by("state", "asked_at", "id")

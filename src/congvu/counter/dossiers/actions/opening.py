"""Opening and closing steps of a process, and what opening one brings with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import calendar_for, posts_of, units_of
from congvu.counter.dossiers.choices import JointState
from congvu.counter.dossiers.clock import Interval, Term, Why, step_due
from congvu.counter.dossiers.errors import NeedsSeat
from congvu.counter.dossiers.models import Consultation, Dossier, DossierStep, Joint
from congvu.counter.procedures.choices import StepHolder, StepKind
from congvu.counter.procedures.process import Process, Step

SEATED = (StepHolder.UNIT, StepHolder.HEAD, StepHolder.OFFICER)
"""Holders whose unit the process leaves open."""
NAMES = {StepHolder.DESK: "Bộ phận Một cửa", StepHolder.LEADER: "Lãnh đạo cơ quan"}
SEND_JOINT = "dossiers.send_joint"
DROP_JOINT = "dossiers.drop_joint"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who shall do a step that opens: a unit, or a post of one."""

    unit_id: int | None = None
    post_id: int | None = None


Seats = Mapping[str, Seat]
"""By the code of the step."""


def open_step(
    dossier: Dossier, step: Step, *, actor: Actor, at: datetime, seat: Seat | None = None
) -> DossierStep:
    """A row for the step, with its date; consultations and joint work are asked for at once.

    :raises NeedsSeat: the process does not say who, and neither did the actor
    """
    unit_id, post_id, name = seated(dossier, step, at, seat)
    row = DossierStep(
        dossier=dossier, agency_id=dossier.agency_id, code=step.code, name=step.name,
        kind=step.kind, holder=step.holder, leads=step.leads, hours=step.hours, unit_id=unit_id,
        post_id=post_id, holder_name=name[:200], opened_at=at,
    )  # fmt: skip
    row.due_at = _due(row, [])
    row.save(force_insert=True)
    if step.kind == StepKind.CONSULT and step.agency_id is not None:
        Consultation.objects.create(
            dossier=dossier, agency_id=step.agency_id, step_code=step.code, question=step.name,
            asked_at=at, asked_by=actor.name[:150], due_at=row.due_at or at,
        )  # fmt: skip
    if step.kind == StepKind.LINK and step.agency_id is not None:
        joint = Joint.objects.create(
            dossier=dossier, step=row, agency_id=step.agency_id,
            procedure_code=step.procedure_code, asked_at=at, owner_name=actor.name[:150],
        )  # fmt: skip
        enqueue(SEND_JOINT, key=f"{joint.pk}", args={"joint_id": joint.pk}, owner=actor.username)
    return row


def seated(
    dossier: Dossier, step: Step, at: datetime, seat: Seat | None
) -> tuple[int | None, int | None, str]:
    """Unit, post and name of who has the step."""
    if step.holder in NAMES:
        return None, None, NAMES[StepHolder(step.holder)]
    if step.holder == StepHolder.NAMED_POST:
        return _post(dossier, step.post_id, at, step)
    if step.holder == StepHolder.NAMED_UNIT:
        return _unit(dossier, step.unit_id, at, step)
    if seat is not None and seat.post_id is not None and step.holder != StepHolder.HEAD:
        return _post(dossier, seat.post_id, at, step)
    if seat is not None and seat.unit_id is not None:
        return _unit(dossier, seat.unit_id, at, step)
    before = _before(dossier, step)
    if before is not None:
        return before.unit_id, before.post_id, before.holder_name
    unit_id = (None if step.group and not step.leads else dossier.unit_id) or _only(
        dossier, step, at
    )
    return _unit(dossier, unit_id, at, step)


def _before(dossier: Dossier, step: Step) -> DossierStep | None:
    """Who had this step, or for officers any officer's step, the last time."""
    rows = DossierStep.objects.filter(dossier=dossier, unit__isnull=False).order_by("-id")
    same = rows.filter(code=step.code).first()
    if same is None and step.holder == StepHolder.OFFICER and step.leads:
        same = rows.filter(holder=StepHolder.OFFICER, leads=True).first()
    return same


def _only(dossier: Dossier, step: Step, at: datetime) -> int | None:
    """The unit of the kind that the step asks for, when the agency has just one."""
    if not step.unit_kind:
        return None
    rows = units_of(dossier.agency_id, on=local_date(at)).filter(kind=step.unit_kind)
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _unit(
    dossier: Dossier, unit_id: int | None, at: datetime, step: Step
) -> tuple[int | None, int | None, str]:
    rows = units_of(dossier.agency_id, on=local_date(at)).filter(pk=unit_id or 0)
    name = rows.values_list("name", flat=True).first()
    if name is None:
        raise NeedsSeat(
            f"Chưa rõ ai thực hiện bước “{step.name}”. Hãy chọn đơn vị hoặc người thực hiện.",
            fields={f"to_{step.code}": [f"Chọn ai làm bước “{step.name}”."]},
        )
    return unit_id, None, name


def _post(
    dossier: Dossier, post_id: int | None, at: datetime, step: Step
) -> tuple[int | None, int | None, str]:
    rows = posts_of(dossier.agency_id, on=local_date(at)).filter(pk=post_id or 0)
    post = rows.first()
    if post is None:
        raise NeedsSeat(
            f"Người được chọn cho bước “{step.name}” không thuộc cơ quan. Hãy chọn lại.",
            fields={f"to_{step.code}": [f"Chọn ai làm bước “{step.name}”."]},
        )
    return post.unit_id, post.pk, f"{post.title}, {post.unit.name}"


def close_step(
    row: DossierStep, *, actor: Actor, at: datetime, move: str, name: str, remark: str
) -> None:
    row.closed_at, row.closed_by = max(at, row.opened_at), actor.name[:150]
    row.move, row.move_name, row.remark = move, name[:200], remark
    row.save(update_fields=["closed_at", "closed_by", "move", "move_name", "remark"])


def close_all(dossier: Dossier, *, actor: Actor, at: datetime, name: str) -> None:
    """The dossier is stopped or taken back: nobody has a step of it any more."""
    for row in DossierStep.objects.filter(dossier=dossier, closed_at__isnull=True):
        close_step(row, actor=actor, at=at, move="", name=name, remark="")
    open_joints = Joint.objects.filter(dossier=dossier).exclude(
        state__in=[JointState.RETURNED, JointState.DROPPED]
    )
    there = list(open_joints.filter(state=JointState.SENT).values_list("pk", flat=True))
    open_joints.update(state=JointState.DROPPED)
    for pk in there:
        enqueue(DROP_JOINT, key=f"{pk}", args={"joint_id": pk}, owner=actor.username)


def redue_steps(dossier: Dossier) -> None:
    """Reckon the dates of open steps anew: waiting for others is not the holder's time."""
    rows = list(DossierStep.objects.filter(dossier=dossier, closed_at__isnull=True))
    if not rows:
        return
    waits = dossier.waits.values_list("why", "started_at", "ended_at")
    intervals = [Interval(Why(why), start, end) for why, start, end in waits]
    for row in rows:
        row.due_at = _due(row, intervals)
    DossierStep.objects.bulk_update(rows, ["due_at"])


def _due(row: DossierStep, intervals: list[Interval]) -> datetime | None:
    if row.hours == 0:
        return None
    term = Term(row.hours, "working_hour")
    during = [one for one in intervals if one.end is None or one.end > row.opened_at]
    return step_due(row.opened_at, term, calendar_for(row.agency_id), intervals=during).at


def begun_with(process: Process) -> tuple[Step, ...]:
    return process.opened_by(process.steps[0].code)

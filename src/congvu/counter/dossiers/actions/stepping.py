"""Moves of a dossier that follows an internal process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.counter.dossiers import indexes
from congvu.counter.dossiers.actions.needs import demand_needs, demand_person_signed
from congvu.counter.dossiers.actions.notices import step_given
from congvu.counter.dossiers.actions.opening import (
    Seat,
    Seats,
    close_step,
    open_step,
    seated,
)
from congvu.counter.dossiers.actions.steps import (
    DUE_FIELDS,
    move,
    redue,
    said,
    write_event,
)
from congvu.counter.dossiers.actions.waiting import start_wait
from congvu.counter.dossiers.choices import State, WaitKind, Way
from congvu.counter.dossiers.errors import NoSteps, NothingBefore, NotYet
from congvu.counter.dossiers.models import Dossier, DossierStep, Result
from congvu.counter.dossiers.policies import ROOM, demand_read
from congvu.counter.dossiers.steprights import holds_step, may_take
from congvu.counter.procedures.choices import StepKind
from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.process.engine import (
    Marking,
    StepNotOpen,
    act,
    send_back,
)
from congvu.counter.procedures.queries import shape_of

IMPLIED = {
    StepKind.PAY: ("fee_paid",),
    StepKind.CONSULT: ("consultation_answered",),
    StepKind.LINK: ("links_returned",),
    StepKind.SIGN: ("result_proposed",),
}
"""What leaving a step of a kind forward needs by itself."""
WAITS = {
    State.SUPPLEMENT: "Hồ sơ đang chờ bổ sung nên chưa chuyển bước được. Hãy ghi nhận bổ sung trước.",
    State.PAYMENT: "Hồ sơ chưa nộp đủ phí, lệ phí. Hãy ghi nhận khoản đã nộp trước.",
}
MOVING = (State.ACCEPTED, State.PROCESSING, State.FINISHED)


@dataclass
class _Taken:
    """A dossier under its lock with its process and what is open of it."""

    dossier: Dossier
    process: Process
    rows: dict[str, DossierStep]

    @property
    def marking(self) -> Marking:
        return Marking(frozenset(self.rows))


@action(f"{ROOM}.step")
def take_step(
    *, actor: Actor, at: datetime, dossier_id: int, step: str, move: str, remark: str = "",
    seats: Seats | None = None, way: str = "", to_name: str = "", version: int | None = None,
) -> Dossier:  # fmt: skip
    """Chuyển bước: take a move of an open step; what it leads to opens, with its dates.

    Moves into the step of return settle the dossier, moves out of it give the result; moves into
    the step of payment stop the clock.

    :param seats: who shall do the steps that open, by their codes, where the process leaves it open
    :param way, to_name: how and to whom the result was given, when the move ends the process
    :raises StepNotOpen, NoSuchMove, HelpersOpen: the engine refuses, with its reason
    :raises NotYet: a condition of the move does not hold
    :raises NeedsSeat: nobody can be told for a step that opens
    :raises Invalid: a move back without a reason
    """
    taken = _take(actor, dossier_id, version, "step")
    dossier = taken.dossier
    marking = act(taken.process, taken.marking, step, move)
    row, shape = taken.rows[step], taken.process.by_code[step]
    way_on = shape.move(move)
    assert way_on is not None
    _demand_mover(actor, row, way_on)
    back = taken.process.is_back(shape, way_on)
    words = said(remark, "Lý do trả lại" if back else "Ý kiến", field="remark", required=back)
    _demand_state(dossier, shape)
    demand_needs(
        dossier,
        [
            *(() if back else _implied(taken.process, shape, way_on)), *way_on.needs,
            *(("result_signed",) if marking.ended else ()),
        ],
        at,
    )  # fmt: skip
    if shape.kind == StepKind.SIGN and not back:
        demand_person_signed(dossier)
        _approve(dossier, actor, at)
    close_step(row, actor=actor, at=at, move=move, name=way_on.name, remark=words)
    opened = [
        taken.process.by_code[code] for code in sorted(marking.open - set(taken.rows))
    ]  # fmt: skip
    new = _opened(dossier, opened, seats or {}, actor, at)
    text = "\n".join(filter(None, (f"{shape.name}: {way_on.name}", words)))
    if marking.ended:
        _give(dossier, actor, at, way, to_name)
    else:
        _moved(dossier, opened, new, text, actor, at)
    step_given(dossier, new, actor=actor, at=at)
    return dossier


@action(f"{ROOM}.send_back")
def return_step(
    *, actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None = None
) -> Dossier:
    """Trả lại bước trước with a reason: the step that stood open before opens again, with whom it
    was.

    :raises NothingBefore: it is the first, or the result is settled
    :raises HelpersOpen: others work beside the open step
    """
    taken = _take(actor, dossier_id, version, "send_back")
    dossier = taken.dossier
    row = next((one for one in taken.rows.values() if one.leads), None)
    if row is None or dossier.state != State.PROCESSING:
        raise NothingBefore
    _demand_holder(actor, row)
    why = said(reason, "Lý do trả lại", field="reason")
    earlier = _earlier(dossier, row)
    if earlier is None or earlier.code not in taken.process.by_code:
        raise NothingBefore
    send_back(taken.process, taken.marking, earlier.code)
    close_step(row, actor=actor, at=at, move="", name="Trả lại bước trước", remark=why)
    step = taken.process.by_code[earlier.code]
    new = open_step(dossier, step, actor=actor, at=at, seat=Seat(earlier.unit_id, earlier.post_id))
    _hold(dossier, new)
    move(
        dossier, "send_back", actor=actor, at=at, text=f"{row.name} → {new.name}\n{why}",
        to_name=new.holder_name, changed=HELD,
    )  # fmt: skip
    step_given(dossier, [new], actor=actor, at=at)
    return dossier


@action(f"{ROOM}.assign")
def assign_step(
    *, actor: Actor, at: datetime, dossier_id: int, step: str, seat: Seat,
    version: int | None = None,
) -> Dossier:  # fmt: skip
    """Giao người thực hiện bước: the heads and the holder name who does an open step.

    :raises StepNotOpen: it is not open
    """
    taken = _take(actor, dossier_id, version, "assign")
    row = taken.rows.get(step)
    if row is None:
        raise StepNotOpen
    _demand_holder(actor, row)
    before = row.holder_name
    row.unit_id, row.post_id, name = seated(taken.dossier, taken.process.by_code[step], at, seat)
    row.holder_name = name[:200]
    row.save(update_fields=["unit", "post", "holder_name"])
    if row.leads:
        _hold(taken.dossier, row)
    move(
        taken.dossier, "assign", actor=actor, at=at, text=row.name, to_name=row.holder_name,
        changed=HELD, changes={"holder": [before, row.holder_name]},
    )  # fmt: skip
    step_given(taken.dossier, [row], actor=actor, at=at)
    return taken.dossier


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one dossier of a batch; ``refusal`` is empty when it was moved."""

    dossier_id: int
    refusal: str = ""


def take_steps(
    *, actor: Actor, at: datetime, items: Sequence[tuple[int, str]], move: str, remark: str = ""
) -> list[Done]:
    """One move of many dossiers, each in a transaction of its own.

    :param items: dossier and code of its open step
    """
    done = []
    for dossier_id, step in items:
        try:
            take_step(
                actor=actor, at=at, dossier_id=dossier_id, step=step, move=move, remark=remark
            )
            done.append(Done(dossier_id))
        except DomainError as refusal:
            done.append(Done(dossier_id, refusal.message))
    return done


def _take(actor: Actor, dossier_id: int, version: int | None, verb: str) -> _Taken:
    dossier = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFound
    demand_read(actor, dossier)
    demand(actor, f"{ROOM}.{verb}")
    if version is not None and version != dossier.version:
        raise Stale(version=dossier.version)
    process = dossier.process
    if process is None:
        raise NoSteps
    rows = DossierStep.objects.filter(dossier=dossier, closed_at__isnull=True)
    return _Taken(dossier, shape_of(process), {row.code: row for row in rows})


def _demand_holder(actor: Actor, row: DossierStep) -> None:
    if not holds_step(actor, row):
        raise NotAllowed(
            f"Bước “{row.name}” do {row.holder_name} thực hiện. Hãy liên hệ nơi giữ bước.",
            step=row.code,
        )


def _demand_mover(actor: Actor, row: DossierStep, way_on: Move) -> None:
    _demand_holder(actor, row)
    if not may_take(actor, row, way_on.who):
        raise NotAllowed(
            f"Thao tác “{way_on.name}” dành cho người khác trong bước này. Hãy trình lãnh đạo.",
            step=row.code, move=way_on.code,
        )  # fmt: skip


def _demand_state(dossier: Dossier, shape: Step) -> None:
    state = State(dossier.state)
    if state in WAITS:
        raise NotYet(WAITS[state], state=state)
    if state not in MOVING:
        raise WrongState(
            f"Hồ sơ đang ở trạng thái “{state.label}” nên không chuyển bước được. Hãy tải lại trang.",
            state=state,
        )


def _implied(process: Process, shape: Step, way_on: Move) -> tuple[str, ...]:
    target = process.by_code.get(way_on.target)
    signed = () if target is None or target.kind != StepKind.RETURN else ("result_signed",)
    return (
        *IMPLIED.get(StepKind(shape.kind), ()),
        *(signed if shape.kind != StepKind.SIGN else ()),
    )


def _approve(dossier: Dossier, actor: Actor, at: datetime) -> None:
    Result.objects.filter(dossier=dossier).update(
        approved_at=at, approved_by=actor.name[:150], approver_title=actor.label[:200]
    )


def _opened(
    dossier: Dossier, steps: Sequence[Step], seats: Seats, actor: Actor, at: datetime
) -> list[DossierStep]:
    made = [
        open_step(dossier, step, actor=actor, at=at, seat=seats.get(step.code)) for step in steps
    ]
    for row in made:
        if row.leads:
            _hold(dossier, row)
    return made


HELD = ("unit", "officer_post", "officer_name")


def _hold(dossier: Dossier, row: DossierStep) -> None:
    """The dossier lies where its leading step is; the desk and the leaders take no unit's place."""
    if row.unit_id is not None:
        moved = dossier.unit_id != row.unit_id
        dossier.unit_id, dossier.officer_post_id = row.unit_id, row.post_id
        if moved:
            indexes.moved(dossier)
    dossier.officer_name = row.holder_name[:150]


def _moved(
    dossier: Dossier, steps: Sequence[Step], rows: Sequence[DossierStep], text: str, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    to = "; ".join(f"{row.name} ({row.holder_name})" for row in rows)
    verb = "start" if dossier.state == State.ACCEPTED else "step"
    move(dossier, verb, actor=actor, at=at, text=text, to_name=to, changed=HELD)
    kinds = {step.kind for step in steps}
    if StepKind.PAY in kinds:
        start_wait(dossier, WaitKind.PAYMENT, at)
        redue(dossier)
        name = next(step.name for step in steps if step.kind == StepKind.PAY)
        move(dossier, "ask_payment", actor=actor, at=at, text=name, changed=DUE_FIELDS)
    if StepKind.RETURN in kinds:
        dossier.settled_at = at
        move(dossier, "finish", actor=actor, at=at, changed=("settled_at",))
    if StepKind.LINK in kinds:
        names = "; ".join(row.name for row in rows if row.kind == StepKind.LINK)
        write_event(dossier, "joint", actor=actor, at=at, source=dossier.state, text=names)


def _give(dossier: Dossier, actor: Actor, at: datetime, way: str, to_name: str) -> None:
    result = dossier.result
    result.returned_way = Way(way or dossier.result_way)
    named = clean_line(to_name, 200, label="Người nhận")
    result.returned_to = named or dossier.applicant.name
    result.save(update_fields=["returned_way", "returned_to"])
    dossier.returned_at = at
    move(
        dossier, "return", actor=actor, at=at, text=Way(result.returned_way).label,
        to_name=result.returned_to, changed=("returned_at",),
    )  # fmt: skip


def _earlier(dossier: Dossier, row: DossierStep) -> DossierStep | None:
    """The leading step that somebody worked on before; waiting steps are passed over."""
    rows = DossierStep.objects.filter(
        dossier=dossier, leads=True, closed_at__isnull=False, kind=StepKind.WORK
    )
    found: DossierStep | None = rows.exclude(code=row.code).order_by("-id").first()
    return found


__all__ = ["Done", "Seat", "assign_step", "return_step", "take_step", "take_steps"]

"""Jobs of dossiers: figures of the day that ended, dates after the calendar was edited, silence of
asked agencies, joint work on its way there and back."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import DomainError, WrongState
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions.consulting import watch
from congvu.counter.dossiers.actions.hearing import GO_ON, REFUSED_JOB, joint_refused
from congvu.counter.dossiers.actions.joining import (
    RESEND,
    drop_joint,
    fail_joint,
    joint_back,
    joint_of,
    pass_on,
    send_joint,
    tell_parent,
    waiting_step,
)
from congvu.counter.dossiers.actions.opening import DROP_JOINT, SEND_JOINT
from congvu.counter.dossiers.actions.stepping import take_step
from congvu.counter.dossiers.actions.steps import CHILD_MOVED, JOINT_BACK
from congvu.counter.dossiers.actions.supplements import ONWARD
from congvu.counter.dossiers.errors import in_words
from congvu.counter.dossiers.models import Joint
from congvu.counter.procedures.queries import shape_of
from congvu.office.exchange.actions import resend


@periodic("dossiers.silence", every=timedelta(minutes=30), offset=timedelta(minutes=5))
def note_silence(*, at: datetime) -> None:
    """Whose deadline passed without an answer."""
    watch(at)


@job(SEND_JOINT)
def send(*, at: datetime, joint_id: int) -> None:
    """A refusal by the other agency's catalogue is for people; anything else is tried again."""
    actor = system_actor()
    try:
        send_joint(actor=actor, at=at, joint_id=joint_id)
    except DomainError as refusal:
        fail_joint(actor=actor, at=at, joint_id=joint_id, error=in_words(refusal))


@job(JOINT_BACK)
def back(*, at: datetime, child_id: int) -> None:
    """The result is in; a step with one way on goes it by itself."""
    actor = system_actor()
    joint = joint_back(actor=actor, at=at, child_id=child_id)
    if joint is not None:
        _go_on(joint, at)


@job(GO_ON)
def go_on(*, at: datetime, joint_id: int) -> None:
    """The result came from another installation."""
    _go_on(joint_of(joint_id), at)


@job(CHILD_MOVED)
def child_moved(*, at: datetime, dossier_id: int) -> None:
    """Whoever asked for the dossier hears how it stands."""
    tell_parent(actor=system_actor(), at=at, dossier_id=dossier_id)


@job(ONWARD)
def supplied(*, at: datetime, joint_id: int, remark: str) -> None:
    """What was asked for through the parent has come."""
    pass_on(actor=system_actor(), at=at, joint_id=joint_id, remark=remark)


@job(DROP_JOINT)
def dropped(*, at: datetime, joint_id: int) -> None:
    """The parent has ended before its joint work."""
    drop_joint(actor=system_actor(), at=at, joint_id=joint_id)


@job(REFUSED_JOB)
def refused(*, at: datetime, message_id: int, words: str) -> None:
    """The other installation would not take a message."""
    joint_refused(actor=system_actor(), at=at, message_id=message_id, words=words)


@job(RESEND)
def send_again(*, at: datetime, delivery_id: int) -> None:
    """What the exchange gave up, or waits to try; one that has got through meanwhile stays."""
    try:
        resend(actor=system_actor(), at=at, delivery_id=delivery_id)
    except WrongState:
        return


def _go_on(joint: Joint, at: datetime) -> None:
    row, process = waiting_step(joint), joint.dossier.process
    if row is None or process is None:
        return
    moves = shape_of(process).by_code[row.code].moves
    if len(moves) != 1:
        return
    try:
        take_step(
            actor=system_actor(), at=at, dossier_id=joint.dossier_id, step=row.code,
            move=moves[0].code,
        )  # fmt: skip
    except DomainError:
        return  # something else is still waited for: people take the move


@periodic("dossiers.count_days", every=timedelta(days=1), offset=timedelta(minutes=25))
def count_days(*, at: datetime) -> None:
    """Day figures for the reports; misses nothing when it did not run for some days."""
    actions.count_days(at=at)


@periodic("dossiers.look_at_dates", every=timedelta(hours=1), offset=timedelta(minutes=5))
def look_at_dates(*, at: datetime) -> None:
    """One question where the calendar was not edited since the last time."""
    actions.look_at_dates(actor=system_actor(), at=at)

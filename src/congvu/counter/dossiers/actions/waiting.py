"""Intervals in which a dossier waits, and the verbs of payment; one is open at most."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.money import format_dong
from congvu.counter.dossiers.actions.charging import demand_settled, raise_for
from congvu.counter.dossiers.actions.opening import redue_steps
from congvu.counter.dossiers.actions.steps import DUE_FIELDS, move, redue, said, take
from congvu.counter.dossiers.choices import WaitKind
from congvu.counter.dossiers.models import Dossier, Wait
from congvu.counter.dossiers.policies import ROOM


def start_wait(dossier: Dossier, why: str, at: datetime) -> Wait:
    return Wait.objects.create(dossier=dossier, why=why, started_at=at)


def end_wait(dossier: Dossier, at: datetime) -> None:
    """A clock that went backwards ends a wait where it began."""
    for wait in dossier.waits.filter(ended_at__isnull=True):
        wait.ended_at = max(at, wait.started_at)
        wait.save(update_fields=["ended_at"])
    if dossier.process_id is not None:
        redue_steps(dossier)


@action(f"{ROOM}.ask_payment")
def ask_payment(
    *, actor: Actor, at: datetime, dossier_id: int, text: str, version: int | None = None
) -> Dossier:
    """Yêu cầu thực hiện nghĩa vụ tài chính: the clock stops until it is paid.

    A charge is raised where rules say what it costs and none was raised before; when it is paid
    or waived the dossier goes on by itself.

    :param text: what is to be paid and where
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="ask_payment")
    words = said(text, "Khoản phải nộp")
    charge = raise_for(dossier, actor=actor, at=at)
    if charge is not None:
        words += f"\nMã nộp tiền {charge.code}: {format_dong(charge.amount)}."
    start_wait(dossier, WaitKind.PAYMENT, at)
    redue(dossier)
    move(dossier, "ask_payment", actor=actor, at=at, text=words, changed=DUE_FIELDS)
    return dossier


@action(f"{ROOM}.confirm_payment")
def confirm_payment(
    *, actor: Actor, at: datetime, dossier_id: int, text: str = "", version: int | None = None
) -> Dossier:
    """Ghi nhận đã nộp: the clock goes on where it stood.

    :param text: number of the receipt
    :raises StillOwed: a charge of the dossier waits for money
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="confirm_payment")
    demand_settled(dossier)
    words = said(text, "Số biên lai", required=False)
    end_wait(dossier, at)
    redue(dossier)
    move(
        dossier, "confirm_payment", actor=actor, at=at, text=words, changed=DUE_FIELDS,
        changes={"due_at": dossier.due_at},
    )  # fmt: skip
    return dossier

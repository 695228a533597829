"""What the room of fees tells of a dossier's charge moves the dossier."""

from __future__ import annotations

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.actions import confirm_payment
from congvu.counter.dossiers.choices import DOSSIER_KIND, State
from congvu.counter.dossiers.models import Dossier
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.queries import charges_of, nothing_due
from congvu.counter.fees.registry import Settled

WORDS = {
    ChargeState.PAID: "Đã nộp, khoản thu {}",
    ChargeState.WAIVED: "Được miễn, khoản thu {}",
    ChargeState.CANCELLED: "Không phải nộp, khoản thu {} đã hủy",
}


def settled(told: Settled) -> None:
    """Paid, waived or cancelled: the dossier goes on by itself. May be told twice."""
    subject, state = Subject(DOSSIER_KIND, told.subject_id), ChargeState(told.state)
    dossier = Dossier.objects.filter(pk=told.subject_id, state=State.PAYMENT).first()
    if dossier is None or state not in WORDS or not nothing_due(subject):
        return
    codes = {charge.pk: charge.code for charge in charges_of(subject)}
    confirm_payment(
        actor=system_actor(), at=told.at, dossier_id=dossier.pk,
        text=WORDS[state].format(codes[told.charge_id]),
    )  # fmt: skip

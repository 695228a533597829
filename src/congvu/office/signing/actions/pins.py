"""Opening a key with its PIN, and counting the wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.office.signing import certificates
from congvu.office.signing.actions.rows import (
    demand_outside,
    demand_ready,
    lock_key,
    move_key,
    note_key,
)
from congvu.office.signing.choices import WRONG_PINS, KeyState, Purpose
from congvu.office.signing.errors import KeyLocked, WrongPin
from congvu.office.signing.models import SigningKey
from congvu.office.signing.signers import OpenKey, open_key

SHORTEST, LONGEST = 6, 64


def check_pin(pin: str, purpose: str) -> None:
    """:raises Invalid: a PIN of another length than 6 to 64; only envelope keys go without"""
    if not pin and purpose == Purpose.ENVELOPE:
        return
    if not SHORTEST <= len(pin) <= LONGEST:
        raise Invalid(
            f"Mã PIN phải có từ {SHORTEST} đến {LONGEST} ký tự. Hãy nhập lại.",
            fields={"pin": [f"Mã PIN phải có từ {SHORTEST} đến {LONGEST} ký tự."]},
        )


@contextmanager
def opened(*, actor: Actor, at: datetime, key: SigningKey, pin: str) -> Iterator[OpenKey]:
    """The key, open for the time of the ``with``; also a PIN refused inside it is counted.

    :raises WrongPin: says how many tries are left
    :raises KeyLocked: that was the last one, or it was locked before
    :raises CertificateRefused: the certificate does not hold now
    """
    demand_outside()
    demand_ready(key)
    certificates.check(key.certificate, at=at)
    try:
        with open_key(key, pin) as found:
            yield found
    except WrongPin:
        left = _count(actor=actor, at=at, key_id=key.pk)
        if not left:
            raise KeyLocked from None
        raise WrongPin(f"Mã PIN không đúng, còn {left} lần thử. Hãy nhập lại.", left=left) from None


@action("signing.key.wrong_pin")
def _count(*, actor: Actor, at: datetime, key_id: int) -> int:
    """Count one wrong PIN; returns how many tries are left."""
    key = lock_key(key_id)
    key.wrong_pins += 1
    key.save(update_fields=["wrong_pins"])
    note_key(key, {"wrong_pins": key.wrong_pins})
    if key.wrong_pins >= WRONG_PINS and key.state == KeyState.ACTIVE:
        move_key(key, "lock")
    return max(WRONG_PINS - key.wrong_pins, 0)

"""What digital signatures a letter carries, and taking them off when it goes back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.files import queries as stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.office.documents.actions.outgoing.steps import subject_of
from congvu.office.documents.models import Outgoing
from congvu.office.signing import actions as signing
from congvu.office.signing import queries as signatures
from congvu.office.signing.choices import FieldKind

if TYPE_CHECKING:
    from congvu.core.files.models import File


def main_of(letter: Outgoing) -> File | None:
    """The standing main file of a letter."""
    subject = subject_of(letter)
    return next((f for f in stored.files_of([subject])[subject] if f.use == Use.MAIN), None)


def signed_by_person(letter: Outgoing) -> File | None:
    """The main file when the person with authority has signed these very bytes; else None."""
    file = main_of(letter)
    if file is None:
        return None
    subject = subject_of(letter)
    return file if any(
        record.field_kind == FieldKind.PERSON and record.sha256_after == file.blob.sha256
        for record in signatures.records_of([subject])[subject]
    ) else None  # fmt: skip


def take_off(letter: Outgoing, reason: str, *, actor: Actor, at: datetime) -> None:
    """A letter that goes back is not to be signed any more."""
    signing.withdraw(actor=actor, at=at, subject=subject_of(letter), reason=reason)

"""What higher rooms register here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject
from congvu.office.signing.models import SignatureRecord

if TYPE_CHECKING:
    from congvu.core.files.models import File


@dataclass(frozen=True, slots=True)
class Done:
    """One letter of a batch was signed: ``file`` is the new version that holds the signature."""

    actor: Actor
    at: datetime
    subject: Subject
    file: File
    record: SignatureRecord


SignedHook = Callable[[Done], None]
"""Runs in the transaction that keeps the signed file: what it raises undoes the signature."""

signed_hooks: Registry[SignedHook] = Registry("signed hooks")


def on_signed(kind: str, hook: SignedHook) -> None:
    """Have ``hook`` told of every signed letter of this subject kind; from ``AppConfig.ready``."""
    signed_hooks.add(kind, hook)

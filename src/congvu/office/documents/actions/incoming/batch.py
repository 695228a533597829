"""Many letters at once: each in its own transaction, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError
from congvu.office.documents.actions.incoming.arrival import register
from congvu.office.documents.actions.incoming.giving import direct
from congvu.office.documents.models import Incoming

MOST = 200
"""Letters in one batch."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter: ``letter`` when it went through, else code and sentence."""

    incoming_id: int | None
    letter: Incoming | None = None
    code: str = ""
    message: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.letter is not None


def batch_register(*, actor: Actor, at: datetime, items: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Vào sổ hàng loạt: each item holds the arguments of :func:`register`."""
    return _each(register, actor, at, items)


def batch_direct(*, actor: Actor, at: datetime, items: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Bút phê hàng loạt: each item holds the arguments of :func:`direct`."""
    return _each(direct, actor, at, items)


def _each(
    verb: Callable[..., Incoming], actor: Actor, at: datetime, items: Sequence[dict[str, Any]]
) -> list[Outcome]:
    if len(items) > MOST:
        raise DomainError(f"Mỗi lần chỉ làm được {MOST} văn bản. Hãy chọn ít hơn.")
    outcomes = []
    for item in items:
        key = item.get("incoming_id")
        try:
            letter = verb(actor=actor, at=at, **item)
        except DomainError as refused:
            outcomes.append(
                Outcome(key, code=refused.code, message=refused.message, data=refused.data)
            )
        else:
            outcomes.append(Outcome(letter.pk, letter))
    return outcomes

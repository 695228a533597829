"""What higher rooms ask to be told: that the circle of readers of a subject has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject
from congvu.office.work.models import Assignment
from congvu.office.work.queries.reading import marks_of

ReadingHook = Callable[[int, frozenset[str]], None]

_hooks: Registry[ReadingHook] = Registry("reading hooks")


def on_reading(kind: str, hook: ReadingHook) -> None:
    """Have ``hook(subject_id, marks)`` called in the same transaction when readers change.

    ``marks`` are those of ``queries.marks_for``. The hook writes no row that other verbs lock
    before the matter, else two verbs could wait for each other. Register from
    ``AppConfig.ready``.
    """
    _hooks.add(kind, hook)


def reading_changed(subject: Subject, parts: Sequence[Assignment]) -> None:
    hook = _hooks.get(subject.kind)
    if hook is not None:
        hook(subject.id, marks_of(subject, parts))

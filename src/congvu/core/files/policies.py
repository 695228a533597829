"""Who may read a file: whoever may read what it is attached to, asked of that room each time."""

from __future__ import annotations

from collections.abc import Collection

from congvu.core.files.models import File
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import kinds


def readable(*, actor: Actor, files: Collection[File]) -> set[int]:
    """Ids of the files that the actor may read; one question per subject kind.

    A kind that no room registered is read by nobody.
    """
    subjects: dict[str, set[int]] = {}
    for file in files:
        subjects.setdefault(file.subject_kind, set()).add(file.subject_id)
    allowed = {
        name: kind.readable(actor, ids)
        for name, ids in subjects.items()
        if (kind := kinds.get(name)) is not None
    }
    return {f.pk for f in files if f.subject_id in allowed.get(f.subject_kind, ())}

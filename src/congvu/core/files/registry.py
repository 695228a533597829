"""What higher rooms register here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Model, OuterRef, QuerySet

from congvu.core.kernel.registry import Registry

TextHook = Callable[[Collection[int]], None]
"""Called with ids of subjects of one kind whose files have new words; may be called twice."""

text_hooks: Registry[TextHook] = Registry("text hooks")


def on_text(kind: str, hook: TextHook) -> None:
    """Have ``hook`` called, from a job, when words of files of this subject kind were read.

    A letter refreshes its entry in the search index this way. Register from ``AppConfig.ready``.
    """
    text_hooks.add(kind, hook)


Holder = Callable[["OuterRef | int"], "QuerySet[Model]"]
"""Rows of a room that hold a content without a file of their own; asked by the content's id."""

holders: Registry[Holder] = Registry("holders of contents")


def on_sweep(name: str, holder: Holder) -> None:
    """Have contents that ``holder`` finds rows for kept. Register from ``AppConfig.ready``."""
    holders.add(name, holder)

"""What higher rooms register here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from congvu.core.kernel.registry import Registry

TextHook = Callable[[Collection[int]], None]
"""Called with ids of subjects of one kind whose files have new words; may be called twice."""

text_hooks: Registry[TextHook] = Registry("text hooks")


def on_text(kind: str, hook: TextHook) -> None:
    """Have ``hook`` called, from a job, when words of files of this subject kind were read.

    A letter refreshes its entry in the search index this way. Register from ``AppConfig.ready``.
    """
    text_hooks.add(kind, hook)

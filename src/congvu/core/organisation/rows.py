"""Fetching a row for change, and telling what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from congvu.core.kernel.errors import NotFound, Stale

M = TypeVar("M", bound=Model)


def locked(row: M, version: int | None = None) -> M:
    """The row read again under a lock; ``version`` is the one the form showed.

    :raises NotFound: gone since
    :raises Stale: changed since
    """
    model = type(row)
    fresh = model._default_manager.select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        raise NotFound()
    shown = getattr(row, "version", None) if version is None else version
    if shown is not None and shown != getattr(fresh, "version", shown):
        raise Stale(version=getattr(fresh, "version", None))
    return fresh


def changed(row: Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set ``values`` on the row; what differed, as ``{field: [before, after]}``."""
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = [before, value]
            setattr(row, name, value)
    return changes

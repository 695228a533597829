"""Rows of a prepared question as instances of their models.

What ``Model.from_db`` does, with everything that is the same for every row looked up once. A model
that adds something of its own to that is left to it. Nobody is told of the making: no room of
this house listens to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute

Build = Callable[[Sequence[Any]], Any]
STORED_AS_THEY_ARE = (DeferredAttribute, ForeignKeyDeferredAttribute)


def builder(info: dict[str, Any], select: Sequence[Any], alias: str) -> Build:
    """Makes the instance of a row, its related ones with it; None where an outer join found none.

    :param info: Django's ``klass_info`` of a compiled query
    :param select: its columns
    :param alias: the database's
    """
    model: type[Model] = info["model"]
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _, _ in select[first:end]]
    key = names.index(model._meta.pk.attname)
    make = _stored(model, names, alias) if _is_plain(model, names) else _loaded(model, names, alias)
    related = [
        (builder(one, select, alias), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    ]

    def build(row: Sequence[Any]) -> Any:
        values = row[first:end]
        if values[key] is None:
            return None
        one = make(values)
        for other, keep, keep_back in related:
            found = other(row)
            keep(one, found)
            if found is not None:
                keep_back(found, one)
        return one

    return build


def _is_plain(model: type[Model], names: Sequence[str]) -> bool:
    """Whether reading a row of the model is nothing but storing its values."""
    return (
        model.__init__ is Model.__init__
        and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
        and all(type(getattr(model, name)) in STORED_AS_THEY_ARE for name in names)
    )


def _stored(model: type[Model], names: Sequence[str], alias: str) -> Build:
    new = model.__new__

    def make(values: Sequence[Any]) -> Model:
        one = new(model)
        state = ModelState()
        state.adding, state.db = False, alias
        held = one.__dict__
        held["_state"] = state
        held.update(zip(names, values, strict=True))
        return one

    return make


def _loaded(model: type[Model], names: Sequence[str], alias: str) -> Build:
    return lambda values: model.from_db(alias, names, values)

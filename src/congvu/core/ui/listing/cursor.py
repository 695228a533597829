"""Where a page of a long list begins: the sort values of the row before it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, OrderBy, Q

from congvu.core.kernel.errors import Invalid

MAX_CURSOR = 600


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: a field path, its direction, whether it may be NULL (NULLs come last)."""

    field: str
    descending: bool
    nulls: bool

    def order(self) -> OrderBy:
        term = F(self.field)
        last = True if self.nulls else None
        return term.desc(nulls_last=last) if self.descending else term.asc(nulls_last=last)

    def reverse(self) -> OrderBy:
        term = F(self.field)
        first = True if self.nulls else None
        return term.asc(nulls_first=first) if self.descending else term.desc(nulls_first=first)


def value_of(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name) if value is not None else None
    return value


def encode(row: Model, keys: Sequence[Key]) -> str:
    values = [_plain(value_of(row, key.field)) for key in keys]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str) else str(value)


def decode(text: str, model: type[Model], keys: Sequence[Key]) -> list[Any]:
    """
    :raises Invalid: the cursor was cut or made by hand
    """
    try:
        if len(text) > MAX_CURSOR:
            raise ValueError("too long")
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        values = json.loads(raw)
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError("wrong shape")
        return [_typed(value, model, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, FieldDoesNotExist):
        raise Invalid(
            "Liên kết sang trang không còn đúng. Hãy quay về trang đầu của danh sách."
        ) from None


def _typed(value: Any, model: type[Model], key: Key) -> Any:
    if value is None:
        if not key.nulls:
            raise ValueError("unexpected null")
        return None
    if isinstance(value, bool | list | dict) or (isinstance(value, str) and "\x00" in value):
        raise ValueError("wrong type")
    typed = _field(model, key.field).to_python(value)
    if isinstance(typed, int) and abs(typed) >= 2**63:
        raise ValueError("too large")
    return typed


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    names = path.split("__")
    for name in names[:-1]:
        related = model._meta.get_field(name).related_model
        if not isinstance(related, type):
            raise FieldDoesNotExist(path)
        model = related
    field = model._meta.pk if names[-1] == "pk" else model._meta.get_field(names[-1])
    if not isinstance(field, Field):
        raise FieldDoesNotExist(path)
    return field


def beyond(keys: Sequence[Key], values: Sequence[Any], *, forward: bool) -> Q:
    """Rows strictly after (or before) the given sort values, in the order of ``keys``."""
    found = Q()
    same = Q()
    for key, value in zip(keys, values, strict=True):
        found |= same & _past(key, value, forward)
        same &= Q(**{f"{key.field}__isnull": True}) if value is None else Q(**{key.field: value})
    return _bound(keys[0], values[0], forward) & found


def _past(key: Key, value: Any, forward: bool) -> Q:
    isnull = f"{key.field}__isnull"
    if value is None:
        return Q(pk__in=()) if forward else Q(**{isnull: False})
    side = "lt" if key.descending == forward else "gt"
    past = Q(**{f"{key.field}__{side}": value})
    return past | Q(**{isnull: True}) if key.nulls and forward else past


def _bound(key: Key, value: Any, forward: bool) -> Q:
    """A plain range on the first key, so that an index on it is used."""
    if value is None or (key.nulls and forward):
        return Q()
    side = "lte" if key.descending == forward else "gte"
    return Q(**{f"{key.field}__{side}": value})

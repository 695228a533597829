"""What every room's ``api.py`` needs: the actor of a call, and pages by cursor.

Rooms write a ninja ``Router``; the roof mounts it, authenticates, keeps idempotency keys and
answers refusals in one shape. The first argument of every operation must be named ``request``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

import orjson
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Schema

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)

DEFAULT_LIMIT, MAX_LIMIT = 50, 200


class Problem(Schema):
    """The one shape of every refusal."""

    code: str
    message: str
    data: dict[str, Any]
    status: int


class PageOut(Schema, Generic[T]):
    """One page; ``next_cursor`` is empty on the last one."""

    items: list[T]
    next_cursor: str = ""


def actor_of(request: HttpRequest) -> Actor:
    """The actor whom the roof authenticated for this call."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def page_of(
    rows: QuerySet[M],
    *,
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
    order: Sequence[str] = ("-id",),
    show: Callable[[M], Any] | None = None,
) -> dict[str, Any]:
    """One page of a queryset by key, never by offset: costs the same at the first and last row.

    ``order`` names non-null columns, each with ``-`` for descending, the last one unique. All of
    them run in one direction. ``show`` turns a row into what the response schema takes. The
    cursor is opaque to callers and only good for the same ``order``.

    :raises Invalid: not a cursor of this list
    """
    limit = max(1, min(limit, MAX_LIMIT))
    names = [name.lstrip("-") for name in order]
    backwards = order[0].startswith("-")
    rows = rows.order_by(*order)
    if cursor:
        rows = rows.filter(_after(names, _decode(cursor, names), backwards))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {
        "items": [show(row) for row in found] if show else found,
        "next_cursor": _encode(found[-1], names) if more else "",
    }


def _after(names: Sequence[str], values: Sequence[Any], backwards: bool) -> Q:
    """``(a, b) > (x, y)`` written so that both databases use the index."""
    beyond = "lt" if backwards else "gt"
    condition = Q(pk__in=[])
    for place, name in enumerate(names):
        equal = dict(zip(names[:place], values[:place], strict=True))
        condition |= Q(**equal, **{f"{name}__{beyond}": values[place]})
    if len(names) > 1:  # the first column alone bounds the index range
        condition &= Q(**{f"{names[0]}__{beyond}e": values[0]})
    return condition


def _encode(row: Model, names: Sequence[str]) -> str:
    body = orjson.dumps([getattr(row, name) for name in names])
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def _decode(cursor: str, names: Sequence[str]) -> list[Any]:
    try:
        body = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        values = orjson.loads(body)
    except (ValueError, binascii.Error):
        values = None
    plain = isinstance(values, list) and all(isinstance(v, str | int) for v in values)
    if not plain or len(values) != len(names):
        raise Invalid("Con trỏ trang không đúng. Hãy gọi lại từ trang đầu, không kèm cursor.")
    return cast(list[Any], values)

"""What every room's ``api.py`` needs: the actor of a call, and pages by cursor.

Rooms write a ninja ``Router``; the roof mounts it, authenticates, keeps idempotency keys and
answers refusals in one shape. The first argument of every operation must be named ``request``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, cast

import orjson
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
LARGEST = 2**63 - 1

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Số dòng mỗi trang.")]
Cursor = Annotated[
    str, Query(max_length=1000, description="`next_cursor` của trang trước; bỏ trống là trang đầu.")
]
Key = Annotated[int, Path(ge=1, le=LARGEST)]
"""An id in an address."""
AnyId = Annotated[int, Field(ge=1, le=LARGEST)]
"""An id in a body."""
QueryId = Annotated[int, Query(ge=1, le=LARGEST)]
Version = Annotated[
    int, Field(ge=0, lt=2**31, description="Phiên bản đã đọc; khác bản hiện tại thì trả 409.")
]


class In(Schema):
    """Base of what callers send: a field that nobody reads is refused, not swallowed."""

    model_config = ConfigDict(extra="forbid")

    def arguments(self) -> dict[str, Any]:
        """The fields as keyword arguments of a door; nested ones that know how become its types."""
        return {name: as_domain(value) for name, value in self}


def as_domain(value: Any) -> Any:
    """A value of a body as a door takes it: see ``to_domain`` of the nested schemas."""
    if isinstance(value, list):
        return [as_domain(item) for item in value]
    convert = getattr(value, "to_domain", None)
    return convert() if convert else value


Words = Annotated[str, Field(max_length=10_000)]
"""A text of a body; the verb's own limit is lower and speaks in words."""
Many = 200
"""Things in one list of a body, at most."""


class Refused(Schema):
    """Why one of many was refused; the others went through."""

    code: str
    message: str
    data: dict[str, Any]


def picked(schema: type[Schema], row: Any) -> dict[str, Any]:
    """The attributes of a row that a schema names, as they are."""
    return {name: getattr(row, name) for name in schema.model_fields}


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


def quick(data: Any, *, status: int = 200) -> HttpResponse:
    """An answer that is not checked row by row against the schema that documents it.

    For lists: their columns are named in one place, and the contract tests hold them to it.
    """
    return HttpResponse(orjson.dumps(data), content_type="application/json", status=status)


def rows_page(
    rows: QuerySet[Any],
    columns: Sequence[str],
    *,
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
    order: Sequence[str] = ("-id",),
) -> dict[str, Any]:
    """:func:`page_of` without model instances: ``columns`` of each row, as dicts.

    ``columns`` hold those of ``order``.

    :raises Invalid: not a cursor of this list
    """
    return page_of(
        rows.values_list(*columns), cursor=cursor, limit=limit, order=order,
        show=lambda row: dict(zip(columns, row, strict=True)), read=_reader(columns),
    )  # fmt: skip


def _reader(columns: Sequence[str]) -> Callable[[Any, str], Any]:
    places = {name: place for place, name in enumerate(columns)}
    return lambda row, name: row[places[name]]


def prepare(step: Callable[..., Any]) -> Callable[[T], T]:
    """Have ``step(request, **values)`` run before the transaction of a POST.

    For what takes its time and must hold no lock, such as taking a file in. What it gives back
    is ``prepared(request)``; a repeated call is answered without it.
    """

    def mark(view: T) -> T:
        view.prepare = step  # type: ignore[attr-defined]
        return view

    return mark


def follow(step: Callable[..., Any]) -> Callable[[T], T]:
    """Have ``step(request, **values)`` run after the transaction of a POST; it gives the answer.

    For what must hold no lock and may be tried again, such as signing. When it never comes to
    an end (a crash), a repeated call gets the answer of the transaction. A refusal frees the key.
    """

    def mark(view: T) -> T:
        view.follow = step  # type: ignore[attr-defined]
        return view

    return mark


def prepared(request: HttpRequest) -> Any:
    """What the operation's :func:`prepare` step gave back."""
    return request.prepared  # type: ignore[attr-defined]


def page_of(
    rows: QuerySet[M],
    *,
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
    order: Sequence[str] = ("-id",),
    show: Callable[[Any], Any] | None = None,
    read: Callable[[Any, str], Any] = getattr,
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
        "next_cursor": _encode([read(found[-1], name) for name in names]) if more else "",
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


def _encode(values: Sequence[Any]) -> str:
    body = orjson.dumps(values)
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

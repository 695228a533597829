"""Operations made from the verbs: one row each, told in the words of the permission table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import In, Key, actor_of, follow, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Stale
from congvu.core.kernel.permissions import permissions

Current = Callable[[Actor, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Verb:
    """``POST …/{id}/{path}`` with ``body`` calls ``act``; the body's fields are its arguments.

    ``name`` is the verb of the permission table, taken from ``act`` when it is an action.
    ``after`` is what follows when the verb's transaction has ended, on the same thing.
    """

    path: str
    act: Callable[..., Any]
    body: type[In]
    name: str = ""
    after: Callable[[Actor, int], Any] | None = None


def told(name: str) -> tuple[str, str]:
    """Summary and description of a verb's operation, from its permission row."""
    row = permissions[name]
    condition = f"Điều kiện: {row.condition.rstrip('.')}. " if row.condition else ""
    return row.label, f"{condition}Phạm vi mã truy cập: `{name}`."


def mount(
    router: Router,
    noun: str,
    verbs: tuple[Verb, ...],
    *,
    response: Any,
    show: Callable[[Any], dict[str, Any]],
    current: Current,
) -> None:
    """Add an operation for every row.

    :param noun: first part of the address and stem of the id's name: ``incoming``
    :param current: what a late caller gets as ``data.current`` of the 409
    """
    for verb in verbs:
        summary, description = told(verb.name or verb.act.verb)  # type: ignore[attr-defined]
        router.post(
            f"/{noun}/{{int:key}}/{verb.path}", response=response, summary=summary,
            description=description, operation_id=f"documents_{noun}_{verb.path}".replace("-", "_"),
        )(_operation(verb, f"{noun}_id", show, current))  # fmt: skip


def _operation(
    verb: Verb, key_name: str, show: Callable[[Any], dict[str, Any]], current: Current
) -> Callable[..., HttpResponse]:
    def operation(request: HttpRequest, key: int, payload: In) -> HttpResponse:
        actor = actor_of(request)
        arguments = {key_name: key, **payload.arguments()}
        return quick(show(act_now(verb.act, actor, key, current, arguments)))

    def afterwards(request: HttpRequest, key: int, payload: In) -> HttpResponse:
        assert verb.after is not None
        return quick(show(verb.after(actor_of(request), key)))

    if verb.after is not None:
        operation = follow(afterwards)(operation)
    operation.__name__ = verb.path.replace("-", "_")
    operation.__annotations__ = {"request": HttpRequest, "key": Key, "payload": verb.body}
    return operation


def act_now(
    act: Callable[..., Any], actor: Actor, key: int, current: Current, arguments: dict[str, Any]
) -> Any:
    """Do the verb at this moment; who saw an older version is shown the present one.

    :raises Stale: with ``data["current"]``
    """
    try:
        return act(actor=actor, at=now(), **arguments)
    except Stale as late:
        late.data["current"] = current(actor, key)
        raise

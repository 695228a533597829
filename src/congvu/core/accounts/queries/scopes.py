"""The scopes that can be picked on a form: the permission table, room by room and noun by noun."""

from __future__ import annotations

from django.apps import apps

from congvu.core.kernel.permissions import permissions
from congvu.core.ui.speech import said


def room_label(room: str) -> str:
    """The Vietnamese name of a room, as its app is called."""
    return str(apps.get_app_config(room).verbose_name) if room in apps.app_configs else room


def scope_choices() -> list[tuple[str, str]]:
    """``(scope, label)``: a whole room, then each of its verbs."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for row in permissions:
        if not row.verb.endswith(".import"):
            rooms.setdefault(row.room, []).append((row.verb, row.label))
    return [
        choice
        for room, verbs in rooms.items()
        for choice in [(f"{room}.", f"{said(room_label(room))}: {said('tất cả')}"), *verbs]
    ]


def scope_label(scope: str) -> str:
    """A scope in words: the verb's name, the room's, or the prefix itself."""
    if scope == "*":
        return "Mọi việc của vị trí"
    row = permissions.get(scope)
    if row is not None:
        return row.label
    room, _, rest = scope.partition(".")
    name = room_label(room)
    return f"{name}: tất cả" if not rest else f"{name}: các việc {rest.rstrip('.')}"

"""Permission rows: for every verb, who may, in data that the policies, pages and tests read.

A row is the **coarse** gate (default deny): it answers "may this kind of actor ever do this".
The room's policy then looks at the row concerned (own agency, own unit, own assignment).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the permission table (bảng phân quyền).

    ``roles`` are values of ``organisation.choices.Role`` held in the agency acted in.
    ``admin``: the system administrator may. ``anyone``: every signed-in actor may (the room's
    policy still looks at the row). ``personal``: about the actor's own account, so a delegation
    does not narrow it. ``condition`` says in Vietnamese what the room's policy adds.
    """

    verb: str
    label: str
    room: str
    roles: frozenset[str] = frozenset()
    admin: bool = False
    anyone: bool = False
    personal: bool = False
    condition: str = ""


permissions: Registry[Permission] = Registry("permissions")
"""Every verb's row; rooms register theirs from ``AppConfig.ready`` with :func:`register`."""


def register(rows: Iterable[Permission]) -> None:
    """Add a room's rows; a verb registered twice is a programming error."""
    for row in rows:
        permissions.add(row.verb, row)


def covers(scopes: frozenset[str], verb: str) -> bool:
    """Whether one of the scopes is a prefix of the verb, by whole words.

    ``documents.incoming.direct`` covers itself, ``documents.`` and ``documents`` cover every
    verb of the room, ``*`` covers all; ``documents.in`` covers nothing.
    """
    return any(
        scope == "*" or verb == scope or verb.startswith(scope.rstrip(".") + ".")
        for scope in scopes
        if scope.rstrip(".")
    )


def delegation_covers(actor: Actor, verb: str) -> bool:
    """Whether an actor who acts for another stays within the delegation (phạm vi ủy quyền).

    True when nobody is acted for. Verbs about one's own account are never narrowed.
    """
    if actor.delegated is None:
        return True
    row = permissions.get(verb)
    return (row is not None and row.personal) or covers(actor.delegated.scopes, verb)


def token_covers(actor: Actor, verb: str) -> bool:
    """Whether the API token used, if any, was issued for this verb."""
    return actor.scopes is None or covers(actor.scopes, verb)


def permits(actor: Actor, verb: str) -> bool:
    """The coarse gate: token scope, delegation scope and the verb's row. Unknown verbs: no."""
    row = permissions.get(verb)
    if row is None or not token_covers(actor, verb) or not delegation_covers(actor, verb):
        return False
    if actor.is_system or row.anyone:
        return True
    return (row.admin and actor.is_admin) or not actor.roles.isdisjoint(row.roles)


def demand(actor: Actor, verb: str) -> None:
    """Refuse what :func:`permits` does not allow, with the sentence that fits.

    :raises NotAllowed: 403
    """
    if permits(actor, verb):
        return
    demand_scopes(actor, verb)
    raise NotAllowed(verb=verb)


def demand_scopes(actor: Actor, verb: str) -> None:
    """The part of the gate that every verb passes through in ``audit.actions.action``.

    :raises NotAllowed: outside the token's or the delegation's scope
    """
    if not token_covers(actor, verb):
        raise NotAllowed(
            "Mã truy cập này không được cấp cho việc đang gọi. Hãy xin quản trị cấp mã có phạm vi "
            "phù hợp.",
            verb=verb,
        )
    if not delegation_covers(actor, verb):
        name = actor.delegated.name if actor.delegated else ""
        raise NotAllowed(
            f"Việc này nằm ngoài phạm vi ủy quyền của {name}. Hãy chuyển về vai trò của mình hoặc "
            "đề nghị người ủy quyền bổ sung phạm vi.",
            verb=verb,
        )

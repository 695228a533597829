"""Who may do what with registers and their numbers."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.office.documents.models import Register

_KEEPERS = frozenset({Role.CLERK.value, Role.OFFICE_HEAD.value})
_READERS = frozenset(
    {Role.CLERK.value, Role.OFFICE_HEAD.value, Role.LEADER.value, Role.DEPUTY_LEADER.value}
)
_OWN = "Sổ của cơ quan mình."

READ = "documents.register.read"

PERMISSIONS = (
    Permission(READ, "Xem và in sổ", "documents", _READERS, condition=_OWN),
    Permission("documents.register.open", "Mở sổ giữa năm", "documents", _KEEPERS, condition=_OWN),
    Permission("documents.register.hold", "Giữ số", "documents", _KEEPERS, condition=_OWN),
    Permission("documents.register.unhold", "Bỏ giữ số", "documents", _KEEPERS, condition=_OWN),
    Permission(
        "documents.register.annul", "Hủy số có biên bản", "documents", _KEEPERS, condition=_OWN
    ),
    Permission("documents.register.close", "Khóa sổ", "documents", _KEEPERS, condition=_OWN),
)


def demand_register(actor: Actor, verb: str, agency_id: int) -> None:
    """Refuse a stranger with 404 and a member without the right with 403.

    :raises NotFound: the register is another agency's
    :raises NotAllowed: the role may not
    """
    if not actor.is_system and actor.agency_id != agency_id:
        raise NotFound
    demand(actor, verb)


def may_read(actor: Actor, register: Register) -> bool:
    """Whether the actor may see and print the register."""
    own = actor.is_system or actor.agency_id == register.agency_id
    return own and permits(actor, READ)

"""Who may read the journal."""

from __future__ import annotations

from congvu.core.audit.models import Entry, EntryQuerySet
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import Permission, demand, permits

READ = "audit.journal.read"
EXPORT = "audit.journal.export"
AGENCY_ADMIN = "agency_admin"
"""``organisation.choices.Role.AGENCY_ADMIN``; the room of roles stands above this one."""

_OWN = "Quản trị cơ quan: chỉ nhật ký của cơ quan mình"
PERMISSIONS = (
    Permission(READ, "Xem nhật ký", "audit", frozenset({AGENCY_ADMIN}), admin=True, condition=_OWN),
    Permission(
        EXPORT, "Xuất nhật ký", "audit", frozenset({AGENCY_ADMIN}), admin=True, condition=_OWN
    ),
)


def may_read(actor: Actor) -> bool:
    """Whether the reading page is shown to the actor at all."""
    return permits(actor, READ)


def visible(actor: Actor, verb: str = READ) -> EntryQuerySet:
    """The entries that the actor may read: all for the system administrator, else the agency's.

    :raises NotAllowed: neither administrator
    """
    demand(actor, verb)
    if actor.is_admin:
        return Entry.objects.all()
    return Entry.objects.filter(agency_id=actor.agency_id, agency_id__isnull=False)

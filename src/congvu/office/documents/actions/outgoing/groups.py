"""Named lists of places (danh sách nơi nhận) of an agency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.core.organisation import queries as organisation
from congvu.office.documents.models import RecipientGroup


@action("documents.outgoing.group")
def save_group(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    agency_ids: Collection[int],
    group_id: int | None = None,
) -> RecipientGroup:
    """Make or change a list of places of the actor's agency.

    :raises Invalid: no name, a name taken, an agency that does not exist
    :raises NotFound: another agency's list
    """
    demand(actor, "documents.outgoing.group")
    if actor.agency_id is None:
        raise NotAllowed
    name = clean_line(name, 100, label="Tên danh sách")
    own = RecipientGroup.objects.filter(agency_id=actor.agency_id)
    known = set(
        organisation.agencies_on(local_date(at))
        .filter(pk__in=agency_ids)
        .values_list("pk", flat=True)
    )
    if not name or not known or known != set(agency_ids):
        raise Invalid("Danh sách nơi nhận cần có tên và ít nhất một cơ quan đang hoạt động.")
    if own.filter(name=name).exclude(pk=group_id or 0).exists():
        raise Invalid(
            "Cơ quan đã có danh sách mang tên này. Hãy đặt tên khác.",
            fields={"name": ["Tên đã có."]},
        )
    group = RecipientGroup(agency_id=actor.agency_id)
    if group_id is not None:
        found = own.filter(pk=group_id).first()
        if found is None:
            raise NotFound
        group = found
    group.name = name
    group.save()
    group.members.set(known)
    note(None, label=name, changes={"agencies": len(known)})
    return group


@action("documents.outgoing.drop_group")
def drop_group(*, actor: Actor, at: datetime, group_id: int) -> None:
    """Remove a list of places; letters already written keep theirs.

    :raises NotFound: no such list in the actor's agency
    """
    demand(actor, "documents.outgoing.drop_group")
    group = RecipientGroup.objects.filter(pk=group_id, agency_id=actor.agency_id or 0).first()
    if group is None:
        raise NotFound
    note(None, label=group.name)
    group.delete()

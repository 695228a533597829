"""Who acts: the one value that every door receives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Channel = Literal["page", "api", "cli", "job", "demo"]


@dataclass(frozen=True, slots=True)
class Delegated:
    """For whom the actor acts (ủy quyền): the giver and the delegation that allows it."""

    delegation_id: int
    user_id: int
    name: str
    appointment_id: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, service account or the system itself, acting in one agency.

    Built once per request by ``organisation.queries.actor_for``; domain code never looks at
    the request. ``user_id is None`` means the system (a job, a migration of data).
    """

    user_id: int | None
    username: str
    name: str
    agency_id: int | None = None
    unit_id: int | None = None
    post_id: int | None = None
    appointment_id: int | None = None
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    """The actor's unit and, for heads, every unit below it."""
    delegated: Delegated | None = None
    is_admin: bool = False
    """System administrator (quản trị hệ thống): no right to read letters by itself."""
    scopes: frozenset[str] | None = None
    """Token scopes of an API call; ``None`` means a signed-in session, unrestricted."""
    channel: Channel = "page"
    ip: str = ""
    request_id: str = ""
    label: str = field(default="")
    """Post and unit as shown in chains, e.g. ``Trưởng phòng CNTT``."""

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of the roles in the agency acted in."""
        return not self.roles.isdisjoint(roles)

    def via(self, channel: Channel) -> Actor:
        return replace(self, channel=channel)

    @property
    def is_system(self) -> bool:
        return self.user_id is None


def system_actor(channel: Channel = "job") -> Actor:
    """The system acting on its own: jobs, imports, the demo."""
    return Actor(user_id=None, username="hệ thống", name="Hệ thống", is_admin=True, channel=channel)

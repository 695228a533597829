"""Every verb has a row in the permission table, and the gate obeys tokens and delegations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from congvu.core.audit.actions import verbs
from congvu.core.kernel.actor import Actor, Delegated, system_actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import covers, permissions
from congvu.core.organisation.choices import Role
from congvu.core.organisation.policies import delegation_covers, demand, permits


def actor(*roles: str, **fields: object) -> Actor:
    return Actor(1, "a", "A", agency_id=1, appointment_id=1, roles=frozenset(roles), **fields)


def delegated(*scopes: str) -> Delegated:
    return Delegated(7, 2, "Trần Thị Giám", 2, frozenset(scopes))


def test_every_verb_of_this_installation_has_a_permission_row() -> None:
    own = {name for name in verbs.names() if not {"tests", "factories"} & set(_home(verbs[name]))}
    assert len(own) > 50
    assert not own - set(permissions.names())


def _home(verb: Callable[..., object]) -> list[str]:
    return verb.__module__.split(".")


def test_every_permission_row_has_a_label_a_room_and_known_roles() -> None:
    for row in permissions:
        assert row.label and row.verb.startswith(f"{row.room}."), row
        assert row.roles <= set(Role), row
        by_system = "hệ thống" in row.condition.lower()
        assert row.roles or row.admin or row.anyone or by_system, f"{row.verb}: nobody may"


@pytest.mark.parametrize(
    ("scopes", "verb", "covered"),
    [
        ({"documents.incoming.direct"}, "documents.incoming.direct", True),
        ({"documents.incoming."}, "documents.incoming.direct", True),
        ({"documents"}, "documents.incoming.direct", True),
        ({"*"}, "documents.incoming.direct", True),
        ({"documents.in"}, "documents.incoming.direct", False),
        ({"documents.incoming.direct"}, "documents.incoming.direct_all", False),
        ({"", "."}, "documents.incoming.direct", False),
        (set(), "documents.incoming.direct", False),
    ],
)
def test_a_scope_is_a_prefix_by_whole_words(scopes: set[str], verb: str, covered: bool) -> None:
    assert covers(frozenset(scopes), verb) is covered


def test_an_unknown_verb_is_refused_even_to_the_administrator() -> None:
    assert not permits(actor(is_admin=True), "organisation.agency.explode")


def test_a_role_without_the_row_is_refused() -> None:
    with pytest.raises(NotAllowed):
        demand(actor(Role.CLERK), "organisation.unit.create")
    demand(actor(Role.AGENCY_ADMIN), "organisation.unit.create")
    demand(system_actor(), "organisation.unit.create")


def test_a_token_narrows_what_its_owner_may() -> None:
    owner = actor(Role.AGENCY_ADMIN, scopes=frozenset({"organisation.post."}))
    with pytest.raises(NotAllowed, match="Mã truy cập"):
        demand(owner, "organisation.unit.create")
    demand(owner, "organisation.post.create")


def test_a_delegation_narrows_what_the_receiver_may() -> None:
    deputy = actor(Role.LEADER, delegated=delegated("documents.outgoing."))
    assert delegation_covers(deputy, "documents.outgoing.approve")
    assert not delegation_covers(deputy, "documents.incoming.direct")
    assert delegation_covers(replace(deputy, delegated=None), "documents.incoming.direct")

"""Finding, locking and noting rows: what every verb of this room does first and last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from congvu.core.audit.actions import note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.queries import manages_person
from congvu.office.signing import policies
from congvu.office.signing.choices import KEY, KEY_KIND, KeyState
from congvu.office.signing.errors import KeyDisabled, KeyLocked
from congvu.office.signing.models import SigningKey


def find_key(key_id: int) -> SigningKey:
    """
    :raises NotFound: no such key
    """
    key = SigningKey.objects.select_related("certificate").filter(pk=key_id).first()
    if key is None:
        raise NotFound
    return key


def lock_key(key_id: int) -> SigningKey:
    """The same, locked for the transaction.

    :raises NotFound: no such key
    """
    rows = SigningKey.objects.select_for_update(of=("self",)).select_related("certificate")
    key = rows.filter(pk=key_id).first()
    if key is None:
        raise NotFound
    return key


def move_key(key: SigningKey, verb: str, **fields: Any) -> SigningKey:
    """:raises WrongState: the key's life has no such step"""
    before, key.state = key.state, KEY.target(verb, key.state)
    key.version += 1
    for name, value in fields.items():
        setattr(key, name, value)
    key.save(update_fields=["state", "version", *fields])
    note_key(key, {"state": [before, key.state]})
    return key


def note_key(key: SigningKey, changes: Mapping[str, Any]) -> None:
    note(Subject(KEY_KIND, key.pk), label=key.label, agency_id=key.agency_id, changes=changes)


def demand_ready(key: SigningKey) -> None:
    """
    :raises KeyLocked: after wrong PINs
    :raises KeyDisabled: no longer in use
    """
    if key.state == KeyState.LOCKED:
        raise KeyLocked
    if key.state == KeyState.DISABLED:
        raise KeyDisabled


def demand_keeper(actor: Actor, key: SigningKey, verb: str) -> None:
    """Who looks after the agency's keys, or after the person whose key it is.

    :raises NotAllowed: the actor looks after no keys
    :raises NotFound: the key is another agency's
    """
    demand(actor, verb)
    if key.agency_id is not None:
        mine = policies.keeps_agency(actor, key.agency_id)
    else:
        mine = actor.is_system or actor.is_admin or manages_person(actor, key.user_id or 0)
    if not mine:
        raise NotFound


def owner_of(actor: Actor, purpose: str, owner_id: int | None) -> dict[str, int | None]:
    """Whose the new key or picture is; ``owner_id`` is a user or an agency by purpose.

    :raises NotAllowed: another person's, or an agency the actor does not look after
    """
    if purpose in {"person", "signature"}:
        user_id = owner_id or actor.user_id
        if not actor.is_system and user_id != actor.user_id:
            raise NotAllowed
        return {"user_id": user_id, "agency_id": None}
    agency_id = owner_id or actor.agency_id
    policies.demand_agency(actor, agency_id)
    return {"user_id": None, "agency_id": agency_id}


def demand_outside() -> None:
    """Signing may take seconds: no lock of the database may be held meanwhile.

    :raises RuntimeError: called inside a transaction
    """
    blocks = [b for b in connection.atomic_blocks if not getattr(b, "_from_testcase", False)]
    if blocks:
        raise RuntimeError("signing belongs outside transactions")

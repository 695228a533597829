"""Citizens who come by their national identity: recognised by the proved personal number alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from congvu.core.accounts.actions.users import KIND, register_citizen
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.errors import IdentityOfAnother
from congvu.core.accounts.models import ProvedIdentity, User
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.personalid import parse_personal_id
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Proof:
    """What a national identity says of whoever has just signed in there."""

    number: str
    name: str
    provider: str
    level: str = ""


listeners: Registry[Callable[[int, Proof, datetime], None]] = Registry("listeners to proofs")
"""Higher rooms that keep what was proved: called with the account's id, in the transaction."""


@action("accounts.identity.prove")
def prove_identity(*, actor: Actor, at: datetime, proof: Proof, user_id: int | None = None) -> User:
    """Ghi nhận định danh: the citizen's account of this number, made when there is none.

    Nothing but the proved number finds an account: neither a mailbox, nor a name, nor a number
    that somebody typed in.

    :param user_id: a citizen who is signed in and links the identity to this account
    :raises Invalid: no personal number
    :raises IdentityOfAnother: the number is another account's, or this account's is another number
    """
    demand(actor, "accounts.identity.prove")
    number = str(parse_personal_id(proof.number))
    digest = salted_hmac("congvu.identity", number, algorithm="sha256").hexdigest()
    known = ProvedIdentity.objects.select_for_update().filter(number_digest=digest).first()
    if known is not None and user_id not in (None, known.user_id):
        raise IdentityOfAnother
    if known is None and user_id is not None:
        if ProvedIdentity.objects.filter(user=user_id).exists():
            raise IdentityOfAnother
        user = User.objects.get(pk=user_id, kind=Kind.CITIZEN)
    elif known is None:
        user = register_citizen(
            actor=actor, at=at, username=f"dan-{secrets.token_hex(8)}", full_name=proof.name
        )
    else:
        user = User.objects.get(pk=known.user_id)
    ProvedIdentity.objects.update_or_create(
        user=user,
        defaults={
            "number_digest": digest, "provider": proof.provider[:60], "level": proof.level[:60],
            "proved_at": at,
        },
    )  # fmt: skip
    for listener in listeners:
        listener(user.pk, proof, at)
    note(
        Subject(KIND, user.pk), label=user.full_name,
        changes={"provider": proof.provider[:60], "level": proof.level[:60], "new": known is None},
    )  # fmt: skip
    return user

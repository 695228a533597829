"""Bearer tokens: whose is it, and which are there."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db.models import QuerySet

from congvu.core.accounts.bearer import digest, parse
from congvu.core.accounts.models import AccessToken
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.prepared import Prepared


def token_holder(text: str, *, at: datetime) -> AccessToken | None:
    """The token with its user, when the secret is right, in force, and the account active."""
    parts = parse(text)
    if parts is None:
        return None
    token = next(iter(_BY_PREFIX(prefix=parts[0])), None)
    if token is None or not hmac.compare_digest(bytes(token.digest), digest(parts[1])):
        return None
    over = token.revoked_at is not None or token.expires_at <= at
    return None if over or not token.user.is_active else token


_BY_PREFIX = Prepared(
    lambda prefix: AccessToken.objects.select_related("user").filter(prefix=prefix)[:1],
    prefix=str,
)
"""Asked by every call of the API."""


def tokens_of(actor: Actor, user_id: int) -> QuerySet[AccessToken]:
    """A person's tokens, for themselves and the system administrator; empty for others."""
    if not (actor.is_admin or actor.user_id == user_id):
        return AccessToken.objects.none()
    return AccessToken.objects.filter(user_id=user_id).select_related("created_by")

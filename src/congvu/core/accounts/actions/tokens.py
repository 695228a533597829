"""Bearer tokens: issue, revoke, and note their use."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from congvu.core.accounts.bearer import digest, spell
from congvu.core.accounts.errors import TokenOver
from congvu.core.accounts.models import AccessToken, User
from congvu.core.accounts.policies import demand_own_or_admin
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line

KIND = "accounts.user"
MAX_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=5)


@action("accounts.token.create")
def create_token(
    *, actor: Actor, user: User, name: str, scopes: Sequence[str], expires_at: datetime,
    at: datetime,
) -> tuple[AccessToken, str]:  # fmt: skip
    """Cấp mã truy cập API. The second value is the secret: shown once, kept nowhere.

    ``scopes`` are verb prefixes (``documents.``); reading a room needs any scope of that room.

    :raises NotAllowed: for somebody else, by other than the system administrator
    :raises Invalid: no name, no scope, or a life beyond a year
    """
    demand_own_or_admin(actor, "accounts.token.create", user.pk)
    title = clean_line(name, 100, label="Tên gọi")
    wanted = sorted({scope.strip() for scope in scopes if scope.strip().rstrip(".")})
    fields: dict[str, list[str]] = {}
    if not title:
        fields["name"] = ["Hãy nhập tên gọi để nhận ra mã này về sau."]
    if not wanted or len(wanted) > 50:
        fields["scopes"] = ["Hãy chọn ít nhất một phạm vi."]
    if not at < expires_at <= at + MAX_LIFE:
        fields["expires_at"] = ["Hạn dùng phải sau hiện tại và không quá một năm."]
    if fields:
        raise Invalid(fields=fields)
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user, name=title, prefix=prefix, digest=digest(secret), scopes=wanted, created_at=at,
        created_by_id=actor.user_id, expires_at=expires_at,
    )  # fmt: skip
    note(
        Subject(KIND, user.pk), label=user.full_name,
        changes={"token": prefix, "name": title, "scopes": wanted, "expires_at": expires_at},
    )  # fmt: skip
    return token, spell(prefix, secret)


@action("accounts.token.revoke")
def revoke_token(*, actor: Actor, token: AccessToken, at: datetime) -> AccessToken:
    """Thu hồi mã truy cập, có hiệu lực ngay.

    :raises TokenOver: expired or revoked before
    """
    demand_own_or_admin(actor, "accounts.token.revoke", token.user_id)
    row = AccessToken.objects.select_for_update().select_related(None).filter(pk=token.pk).first()
    if row is None:
        raise NotFound()
    if row.revoked_at is not None or row.expires_at <= at:
        raise TokenOver()
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    note(Subject(KIND, row.user_id), label=token.user.full_name, changes={"token": row.prefix})
    return row


def note_use(token: AccessToken, *, ip: str, at: datetime) -> None:
    """Remember the last use, at most once in five minutes: not a write per request."""
    if token.last_used_at is not None and at - token.last_used_at < USE_NOTED_EVERY:
        return
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=at, last_used_ip=ip[:45])

"""Tokens of the second generation: signed by us, kept nowhere, gone with the secret."""

from __future__ import annotations

import hashlib
import hmac

from django.core import signing

from congvu.office.exchange.hub.codes import HubRefused, Reason

SALT = "congvu.hub.token"
SECONDS = 30 * 60


def issue(system_pk: int, secret: str) -> str:
    return signing.dumps([system_pk, _mark(secret)], salt=SALT)


def system_of(token: str) -> int:
    """The system that a token was issued to; its secret is compared by :func:`demand_current`.

    :raises HubRefused: not ours, or older than half an hour
    """
    try:
        return int(signing.loads(token, salt=SALT, max_age=SECONDS)[0])
    except (signing.BadSignature, ValueError, TypeError, IndexError, KeyError):
        raise HubRefused(
            Reason.CREDENTIALS, "Mã truy cập không đúng hoặc đã hết hạn. Hãy đăng nhập lại."
        ) from None


def demand_current(token: str, secret: str) -> None:
    """:raises HubRefused: issued under an earlier secret"""
    mark = str(signing.loads(token, salt=SALT)[1])
    if not hmac.compare_digest(mark, _mark(secret)):
        raise HubRefused(
            Reason.CREDENTIALS, "Mã truy cập không đúng hoặc đã hết hạn. Hãy đăng nhập lại."
        )


def _mark(secret: str) -> str:
    return hashlib.sha256(b"congvu.hub.mark:" + secret.encode()).hexdigest()[:16]

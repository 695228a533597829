"""A code of an authenticator app counts once, whichever server process it comes to.

RFC 6238, 5.2: a second attempt with a code that was accepted is refused. django-allauth remembers
used codes for half a minute in the memory of one process; a code counts for longer and everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

STEP = "used_step"
"""In the authenticator's data: the half minute, counted from 1970, of the last accepted code."""


def spend(authenticator: Authenticator, code: str) -> bool:
    """Whether the code may be used; afterwards neither it nor an older one may.

    :param authenticator: whose code was found right; other kinds than apps keep count themselves
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    with transaction.atomic():
        locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(decrypt(locked.data["secret"]), code)
        if step <= locked.data.get(STEP, 0):
            return False
        locked.data[STEP] = step
        locked.save(update_fields=["data"])
    return True


def _step_of(secret: str, code: str) -> int:
    """The half minute to which the code belongs; 0 when it has just gone by."""
    steps: Iterator[int] = yield_hotp_counters_from_time()
    for step in steps:
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return 0

"""Signing in: the password check with its brakes, and what the journal says of it.

Not ``@action`` verbs: a refused sign-in must leave its count and its entry behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from congvu.core.accounts.errors import (
    AccountDisabled,
    AccountLocked,
    SignInRefused,
    TooManyFailures,
)
from congvu.core.accounts.models import FailureCount, User
from congvu.core.audit.actions import log
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject

KIND = "accounts.user"
MAX_FAILURES = 5
LOCKED_FOR = timedelta(hours=12)
SOURCE_SPAN = timedelta(minutes=10)
SOURCE_FAILURES = 200
"""Failures from one address in ten minutes: a whole agency may stand behind one address."""


def check_sign_in(
    *, username: str, password: str, ip: str = "", request_id: str = "", at: datetime
) -> User:
    """The person with this name and password.

    Five failures lock the account for 12 hours or until an administrator unlocks it
    (QCVN 12:2026/BCA). An unknown name costs as much time as a known one.

    :raises AccountLocked: locked, also when the password is right
    :raises AccountDisabled: right password, but the account does not work any more
    :raises TooManyFailures: the address has failed too often
    :raises SignInRefused: wrong name or password
    """
    _demand_calm(ip, at)
    user = User.objects.filter(username=username).first()
    if user is None:
        make_password(password)  # takes the time that a check takes
        _fail_source(ip, at)
        _log("fail", _nobody(username, ip, request_id), None, at, {"reason": "unknown"})
        raise SignInRefused()
    actor = person(user, ip=ip, request_id=request_id)
    if _locked(user, at):
        _log("fail", actor, user, at, {"reason": "locked"})
        raise AccountLocked()
    if not user.has_usable_password() or not user.check_password(password):
        _fail_source(ip, at)
        raise _failed(user, actor, at)
    if not user.is_active:
        _log("fail", actor, user, at, {"reason": "disabled"})
        raise AccountDisabled()
    _demand_still_open(user, at)
    return user


def count_failure(user: User, *, ip: str, request_id: str, at: datetime) -> SignInRefused:
    """One failed second factor: counts like a failed password. Returns what to tell."""
    return _failed(user, person(user, ip=ip, request_id=request_id), at, reason="second_factor")


def note_sign_in(user: User, *, ip: str, request_id: str, at: datetime, method: str) -> None:
    """After the last step: the count starts again, the journal says who came and how."""
    User.objects.filter(pk=user.pk).update(
        failed_sign_ins=0, locked_until=None, last_seen_at=at, last_login=at
    )
    _log("succeed", person(user, ip=ip, request_id=request_id), user, at, {"method": method})


def note_sign_out(user: User, *, ip: str, request_id: str, at: datetime, reason: str = "") -> None:
    actor = person(user, ip=ip, request_id=request_id)
    log(
        verb="accounts.sign_out", actor=actor, at=at, subject=Subject(KIND, user.pk),
        label=user.full_name, changes={"reason": reason} if reason else None,
    )  # fmt: skip


def person(user: User, *, ip: str = "", request_id: str = "") -> Actor:
    """The person as an actor without a post: for entries about the account itself."""
    return Actor(
        user_id=user.pk, username=user.username, name=user.full_name, ip=ip,
        request_id=request_id, is_admin=user.is_superuser,
    )  # fmt: skip


def demand_unlocked(user: User, *, at: datetime) -> None:
    """:raises AccountLocked: for whoever comes in by another door than the password"""
    if _locked(user, at):
        raise AccountLocked()


def note_identity_refused(*, ip: str, request_id: str, at: datetime, reason: str) -> None:
    """A sign-in by the national identity that opened nothing."""
    _log("fail", _nobody("", ip, request_id), None, at, {"reason": reason})


def _nobody(username: str, ip: str, request_id: str) -> Actor:
    return Actor(
        user_id=None, username=username[:60], name=username[:60], ip=ip, request_id=request_id
    )


def _locked(user: User, at: datetime) -> bool:
    return user.locked_until is not None and user.locked_until > at


def _failed(user: User, actor: Actor, at: datetime, reason: str = "password") -> SignInRefused:
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.locked_until is not None and row.locked_until <= at:
            row.failed_sign_ins = 0
        row.failed_sign_ins = min(row.failed_sign_ins + 1, MAX_FAILURES)
        locks = row.failed_sign_ins >= MAX_FAILURES
        row.locked_until = at + LOCKED_FOR if locks else None
        row.save(update_fields=["failed_sign_ins", "locked_until"])
        _log("fail", actor, user, at, {"reason": reason, "count": row.failed_sign_ins})
        if locks:
            until = row.locked_until
            _log("lock", actor, user, at, {"until": until.astimezone(VIETNAM) if until else None})
    return AccountLocked() if locks else SignInRefused()


def _demand_still_open(user: User, at: datetime) -> None:
    """Looked at again under the lock: many guesses at once end at the fifth."""
    with transaction.atomic():
        row = User.objects.select_for_update().only("locked_until").get(pk=user.pk)
    if _locked(row, at):
        raise AccountLocked()


def _demand_calm(ip: str, at: datetime) -> None:
    row = FailureCount.objects.filter(source=ip).first() if ip else None
    if row and row.count >= SOURCE_FAILURES and at - row.since < SOURCE_SPAN:
        raise TooManyFailures()


def _fail_source(ip: str, at: datetime) -> None:
    if not ip:
        return
    row, _ = FailureCount.objects.get_or_create(source=ip, defaults={"since": at})
    if at - row.since >= SOURCE_SPAN:
        FailureCount.objects.filter(pk=row.pk).update(since=at, count=1)
    else:
        FailureCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _log(
    what: str, actor: Actor, user: User | None, at: datetime, changes: dict[str, object]
) -> None:
    log(
        verb=f"accounts.sign_in.{what}", actor=actor, at=at,
        subject=Subject(KIND, user.pk) if user else None,
        label=user.full_name if user else actor.username, changes=changes,
    )  # fmt: skip

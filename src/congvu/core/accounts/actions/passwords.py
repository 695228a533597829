"""Passwords: change one's own, reset somebody's."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession

from congvu.core.accounts.choices import Kind
from congvu.core.accounts.errors import SignInRefused
from congvu.core.accounts.models import FormerPassword, User
from congvu.core.accounts.open_sessions import end
from congvu.core.accounts.passwords import REMEMBERED, demand_good, temporary
from congvu.core.accounts.policies import demand_managed, demand_own_or_admin
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.subject import Subject

KIND = "accounts.user"


@action("accounts.password.change")
def change_password(
    *, actor: Actor, user: User, old_password: str, new_password: str, at: datetime
) -> User:
    """Đổi mật khẩu của mình; every other session ends.

    :raises Invalid: the present password is wrong
    :raises WeakPassword: breaks a rule of ``passwords``
    """
    demand_own_or_admin(actor, "accounts.password.change", user.pk)
    row = _locked(user)
    if not row.check_password(old_password):
        raise Invalid(
            SignInRefused.default, fields={"old_password": ["Mật khẩu hiện tại không đúng."]}
        )
    demand_good(row, new_password)
    _set(row, new_password, at, must_change=False)
    note(Subject(KIND, row.pk), label=row.full_name)
    return row


@action("accounts.password.reset")
def reset_password(*, actor: Actor, user: User, at: datetime) -> str:
    """Đặt lại mật khẩu: the temporary one is returned once, and must be changed at sign-in.

    :raises WrongState: a service has no password
    """
    demand_managed(actor, "accounts.password.reset", user.pk)
    row = _locked(user)
    if row.kind == Kind.SERVICE:
        raise WrongState("Tài khoản dịch vụ không có mật khẩu. Hãy cấp mã truy cập API.")
    password = temporary()
    row.failed_sign_ins, row.locked_until = 0, None
    _set(row, password, at, must_change=True)
    note(Subject(KIND, row.pk), label=row.full_name)
    return password


def _set(row: User, password: str, at: datetime, *, must_change: bool) -> None:
    if row.password:
        FormerPassword.objects.create(user=row, password=row.password, set_at=at)
    kept = FormerPassword.objects.filter(user=row).values_list("pk", flat=True)[:REMEMBERED]
    FormerPassword.objects.filter(user=row).exclude(pk__in=list(kept)).delete()
    row.set_password(password)
    row.password_changed_at, row.must_change_password = at, must_change
    row.save()
    end(UserSession.objects.filter(user=row))


def _locked(user: User) -> User:
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None:
        raise NotFound()
    return row

"""People and services: create, update, disable, enable, unlock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Coalesce, Greatest

from congvu.core.accounts.choices import DisabledReason, Kind
from congvu.core.accounts.errors import NameTaken, WeakPassword
from congvu.core.accounts.keys import fill_user
from congvu.core.accounts.models import User
from congvu.core.accounts.passwords import faults, temporary
from congvu.core.accounts.policies import demand_managed, demand_own_or_admin
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line

KIND = "accounts.user"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
IDLE_DAYS = 45


@action("accounts.user.create")
def create_user(
    *, actor: Actor, username: str, full_name: str, kind: Kind = Kind.PERSON, email: str = "",
    phone: str = "", is_superuser: bool = False, at: datetime,
) -> tuple[User, str]:  # fmt: skip
    """Thêm tài khoản. The second value is the temporary password, shown once.

    A service gets no password: it works with tokens only.

    :raises NameTaken: the name belongs to somebody
    :raises NotAllowed: not an administrator; a system administrator only by one
    """
    demand(actor, "accounts.user.create")
    if is_superuser or kind is Kind.SERVICE:
        demand(actor, "accounts.user.create_special")
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise Invalid(fields={"username": [
            "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch."
        ]})  # fmt: skip
    if User.objects.filter(username=name).exists():
        raise NameTaken()
    password = "" if kind is Kind.SERVICE else temporary()
    user = User(
        username=name, kind=kind, is_superuser=is_superuser, is_staff=is_superuser,
        must_change_password=bool(password), password=make_password(password or None),
        password_changed_at=at, **_details(full_name, email, phone),
    )  # fmt: skip
    fill_user(user).save(force_insert=True)
    note(
        Subject(KIND, user.pk), label=user.full_name,
        changes={"username": name, "kind": str(kind), "is_superuser": is_superuser},
    )  # fmt: skip
    return user, password


def prepared_password(*, username: str, password: str) -> str:
    """The hash of a password that somebody chose for an account that is not there yet.

    :raises WeakPassword: breaks a rule of ``passwords``
    """
    found = faults(password, username=username.partition("@")[0])
    if found:
        raise WeakPassword(found[0], fields={"password": found})
    return make_password(password)


@action("accounts.citizen.register")
def register_citizen(
    *, actor: Actor, username: str, full_name: str, email: str = "", password_hash: str = "",
    at: datetime,
) -> User:  # fmt: skip
    """Lập tài khoản công dân, after the caller has proved mailbox or identity.

    :param username: the mailbox; an account without a password comes in by the identity only
    :raises NameTaken: the mailbox has an account
    """
    demand(actor, "accounts.citizen.register")
    name = username.strip().lower()
    if User.objects.filter(username=name).exists():
        raise NameTaken()
    user = User(
        username=name, kind=Kind.CITIZEN, password=password_hash or make_password(None),
        password_changed_at=at, **_details(full_name, email, ""),
    )  # fmt: skip
    fill_user(user).save(force_insert=True)
    note(Subject(KIND, user.pk), label=user.full_name, changes={"kind": str(Kind.CITIZEN)})
    return user


@action("accounts.user.import")
def import_users(*, actor: Actor, users: Sequence[User], at: datetime) -> list[User]:
    """Nạp nhiều tài khoản; the caller has set the password hashes."""
    demand(actor, "accounts.user.import")
    created = User.objects.bulk_create([fill_user(user) for user in users], batch_size=500)
    note(None, label="Danh sách tài khoản", changes={"added": len(created)})
    return created


@action("accounts.profile.update")
def update_profile(
    *, actor: Actor, user: User, full_name: str, email: str = "", phone: str = "", at: datetime
) -> User:
    """Sửa họ tên, thư điện tử, điện thoại của mình."""
    demand_own_or_admin(actor, "accounts.profile.update", user.pk)
    return _change(user, full_name, email, phone)


@action("accounts.user.update")
def update_user(
    *, actor: Actor, user: User, full_name: str, email: str = "", phone: str = "", at: datetime
) -> User:
    """Sửa thông tin người thuộc quyền quản trị."""
    demand_managed(actor, "accounts.user.update", user.pk)
    return _change(user, full_name, email, phone)


@action("accounts.user.disable")
def disable_user(*, actor: Actor, user: User, at: datetime) -> User:
    """Ngừng hoạt động tài khoản, có hiệu lực ngay; every session and token stops working.

    :raises WrongState: disabled already, or one's own account
    """
    demand_managed(actor, "accounts.user.disable", user.pk)
    row = _locked(user)
    if row.pk == actor.user_id:
        raise WrongState("Không tự ngừng tài khoản của mình. Hãy nhờ quản trị khác.")
    if not row.is_active:
        raise WrongState("Tài khoản này đã ngừng hoạt động.")
    row.is_active, row.disabled_reason = False, DisabledReason.ADMINISTRATOR
    row.save(update_fields=["is_active", "disabled_reason"])
    note(Subject(KIND, row.pk), label=row.full_name, changes={"is_active": [True, False]})
    return row


@action("accounts.user.enable")
def enable_user(*, actor: Actor, user: User, at: datetime) -> User:
    """Cho tài khoản hoạt động lại; the 45 idle days start again."""
    demand_managed(actor, "accounts.user.enable", user.pk)
    row = _locked(user)
    if row.is_active:
        raise WrongState("Tài khoản này đang hoạt động.")
    row.is_active, row.disabled_reason, row.enabled_at = True, "", at
    row.failed_sign_ins, row.locked_until = 0, None
    row.save()
    note(Subject(KIND, row.pk), label=row.full_name, changes={"is_active": [False, True]})
    return row


@action("accounts.user.unlock")
def unlock_user(*, actor: Actor, user: User, at: datetime) -> User:
    """Mở khóa tài khoản bị khóa do nhập sai nhiều lần."""
    demand_managed(actor, "accounts.user.unlock", user.pk)
    row = _locked(user)
    if row.locked_until is None or row.locked_until <= at:
        raise WrongState("Tài khoản này không bị khóa.")
    before, row.locked_until, row.failed_sign_ins = row.locked_until, None, 0
    row.save(update_fields=["locked_until", "failed_sign_ins"])
    note(Subject(KIND, row.pk), label=row.full_name, changes={"locked_until": [before, None]})
    return row


@action("accounts.user.disable_idle")
def disable_idle(*, actor: Actor, at: datetime) -> int:
    """Ngừng các tài khoản không dùng 45 ngày (QCVN 12:2026/BCA); services and citizens stay."""
    demand(actor, "accounts.user.disable_idle")
    last = Greatest(
        Coalesce("last_seen_at", "created_at"), Coalesce("enabled_at", "created_at"), "created_at"
    )
    idle = list(
        User.objects.select_for_update()
        .filter(is_active=True, kind=Kind.PERSON)
        .alias(last=last)
        .filter(last__lt=at - timedelta(days=IDLE_DAYS))
    )
    User.objects.filter(pk__in=[user.pk for user in idle]).update(
        is_active=False, disabled_reason=DisabledReason.IDLE
    )
    for user in idle:
        note(Subject(KIND, user.pk), label=user.full_name, changes={"is_active": [True, False]})
    note(None, label="Rà soát tài khoản không sử dụng", changes={"disabled": len(idle)})
    return len(idle)


def _details(full_name: str, email: str, phone: str) -> dict[str, str]:
    name = clean_line(full_name, 100, label="Họ và tên")
    fields = {}
    if not name:
        fields["full_name"] = ["Hãy nhập họ và tên."]
    if email:
        try:
            validate_email(email)
        except ValidationError:
            fields["email"] = ["Thư điện tử chưa đúng dạng, ví dụ lan.nt@bacgiang.gov.vn."]
    if fields:
        raise Invalid(fields=fields)
    return {"full_name": name, "email": email, "phone": clean_line(phone, 20, label="Điện thoại")}


def _change(user: User, full_name: str, email: str, phone: str) -> User:
    row = _locked(user)
    changes = {}
    for name, value in _details(full_name, email, phone).items():
        if getattr(row, name) != value:
            changes[name] = [getattr(row, name), value]
            setattr(row, name, value)
    fill_user(row).save()
    note(Subject(KIND, row.pk), label=row.full_name, changes=changes)
    return row


def _locked(user: User) -> User:
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None:
        raise NotFound()
    return row

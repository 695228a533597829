"""What a password must be (QCVN 12:2026/BCA): length, four kinds of characters, not a former one."""

from __future__ import annotations

import secrets
import string

from django.contrib.auth.hashers import check_password

from congvu.core.accounts.errors import WeakPassword
from congvu.core.accounts.models import FormerPassword, User
from congvu.core.kernel.text import fold

MIN_LENGTH, MAX_LENGTH = 8, 128
REMEMBERED = 10
_KINDS = (
    ("chữ thường", str.islower),
    ("chữ hoa", str.isupper),
    ("chữ số", str.isdigit),
    ("ký tự đặc biệt", lambda c: not c.isalnum() and not c.isspace()),
)
GUIDE = (
    f"Ít nhất {MIN_LENGTH} ký tự, có chữ thường, chữ hoa, chữ số và ký tự đặc biệt; không chứa tên "
    f"đăng nhập; không trùng {REMEMBERED} mật khẩu gần nhất."
)


def faults(password: str, *, username: str = "") -> list[str]:
    """What is wrong with a password by itself, as Vietnamese sentences; empty when nothing."""
    found = []
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        found.append(f"Mật khẩu phải dài từ {MIN_LENGTH} đến {MAX_LENGTH} ký tự.")
    missing = [label for label, test in _KINDS if not any(test(c) for c in password)]
    if missing:
        found.append(f"Mật khẩu còn thiếu {', '.join(missing)}.")
    if username and len(username) > 3 and fold(username) in fold(password):
        found.append("Mật khẩu không được chứa tên đăng nhập.")
    return found


def demand_good(user: User, password: str, *, field: str = "new_password") -> None:
    """:raises WeakPassword: breaks a rule, or is the present one or one of the last ten"""
    found = faults(password, username=user.username)
    if not found and _used_before(user, password):
        found = [f"Mật khẩu này đã dùng trong {REMEMBERED} lần gần nhất. Hãy đặt mật khẩu khác."]
    if found:
        raise WeakPassword(found[0], fields={field: found})


def _used_before(user: User, password: str) -> bool:
    former = FormerPassword.objects.filter(user_id=user.pk)[:REMEMBERED]
    hashes = [user.password, *(row.password for row in former)]
    return any(check_password(password, used) for used in dict.fromkeys(hashes) if used)


def temporary() -> str:
    """A random password to be handed over and changed at the first sign-in."""
    letters = [secrets.choice(kind) for kind in (string.ascii_lowercase, string.ascii_uppercase)]
    rest = [secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(8)]
    return "".join([*letters, *rest, secrets.choice("23456789"), secrets.choice("-+*=#@")])

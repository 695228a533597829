"""Accounts for tests and the demo."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from congvu.core.accounts.keys import fill_user
from congvu.core.accounts.models import User

PASSWORD = "Mat-khau-2016"  # noqa: S105
_serial = count(1)


def user(
    username: str = "", full_name: str = "", *, password: str | None = None, **fields: Any
) -> User:
    """A saved person; without ``password`` nobody can sign in as them by password."""
    n = next(_serial)
    account = User(
        username=username or f"canbo{n}", full_name=full_name or f"Nguyễn Văn Thử {n}", **fields
    )
    account.password = make_password(password)
    fill_user(account).save(force_insert=True)
    return account

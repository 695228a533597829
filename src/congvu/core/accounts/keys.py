"""Derived columns of a person."""

from __future__ import annotations

from congvu.core.accounts.models import User
from congvu.core.kernel.collation import name_sort_key
from congvu.core.kernel.text import fold, nfc


def fill_user(user: User) -> User:
    """Normal form, order by given name, and search words."""
    user.full_name = " ".join(nfc(user.full_name).split())
    user.sort_key = name_sort_key(user.full_name)[:400]
    user.search_key = fold(f"{user.full_name} {user.username}")[:200]
    return user

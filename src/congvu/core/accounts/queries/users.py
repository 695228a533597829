"""Accounts by name, and all of them for the rooms that know who may see whom."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.accounts.models import User


def users() -> QuerySet[User]:
    """Every account; the caller limits it to what its actor may see."""
    return User.objects.all()


def active_user_named(username: str) -> User | None:
    """The working account of that name, if any."""
    return User.objects.filter(username=username.strip().lower(), is_active=True).first()

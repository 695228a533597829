"""Loads the demo province step by step, saying what it does."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction

from congvu.core.organisation.models import Agency
from congvu.project.demo import accounts, organisation, territories


def organise(*, small: bool, say: Callable[[str], object]) -> bool:
    """Load maps, agencies, units, posts and people; False when they were there already."""
    if Agency.objects.exists():
        return False
    password = make_password(accounts.PASSWORD)
    with transaction.atomic():
        say("Nạp bản đồ hành chính ba cấp và hai cấp …")
        territories.load()
        say("Nạp cơ quan, đơn vị, vị trí và người …")
        organisation.load(small=small, password=password)
        accounts.load(password=password)
    return True


def load(*, small: bool, say: Callable[[str], object]) -> bool:
    """Load what is not there yet; False when the province was there already."""
    return organise(small=small, say=say)

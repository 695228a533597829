"""Loads the demo province step by step, saying what it does."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from congvu.core.kernel.clock import now
from congvu.core.organisation.models import Agency
from congvu.project.demo import accounts, letters, organisation, territories


def load(*, small: bool, say: Callable[[str], object]) -> bool:
    """Load what is not there yet; False when the province was there already.

    The organisation comes in one transaction; the letters are made by the same actions that
    people use, so they can be told apart only by their channel in the journal.
    """
    if Agency.objects.exists():
        return False
    password = make_password(accounts.PASSWORD)
    with transaction.atomic():
        say("Nạp bản đồ hành chính ba cấp và hai cấp …")
        territories.load()
        say("Nạp cơ quan, đơn vị, vị trí và người …")
        organisation.load(small=small, password=password)
        accounts.load(password=password)
    say("Nạp lịch nghỉ, làm bù …")
    year = now().year
    call_command("calendar", "seed", "--years", f"{year - 1}-{year + 1}", verbosity=0)
    say("Viết một năm văn bản …")
    letters.load(at=now(), small=small, say=say)
    return True

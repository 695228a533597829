"""Loads the demo province step by step, saying what it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from congvu.core.organisation.models import Agency
from congvu.project.demo import (
    accounts,
    dossiers,
    fees,
    figures,
    hall,
    joint,
    letters,
    organisation,
    portal,
    procedures,
    processes,
    signatures,
    territories,
)
from congvu.project.demo.plan import Part


def organise(*, small: bool, say: Callable[[str], object], part: Part = Part.WHOLE) -> bool:
    """Load maps, agencies, units, posts and people; False when they were there already."""
    if Agency.objects.exists():
        return False
    password = make_password(accounts.PASSWORD)
    with transaction.atomic():
        say("Nạp bản đồ hành chính ba cấp và hai cấp …")
        territories.load()
        say("Nạp cơ quan, đơn vị, vị trí và người …")
        organisation.load(small=small, password=password, part=part)
        accounts.load(password=password)
    return True


def load(
    *, at: datetime, small: bool, say: Callable[[str], object], part: Part = Part.WHOLE
) -> bool:
    """Load the whole province and the year of letters that ends at ``at``; False when it was there already.

    The letters are made by the same actions that people use; the journal's channel tells them
    apart.
    """
    if not organise(small=small, say=say, part=part):
        return False
    say("Nạp lịch nghỉ, làm bù …")
    call_command("calendar", "seed", "--years", f"{at.year - 1}-{at.year + 1}", verbosity=0)
    say("Nạp danh mục thủ tục và dịch vụ công …")
    procedures.load(at=at)
    say("Cấp chứng thư số thử nghiệm …")
    signatures.load(at=at)
    say("Nhận một năm hồ sơ một cửa …")
    dossiers.load(at=at, small=small, say=say)
    say("Tổng hợp số liệu một cửa …")
    figures.load(at=at)
    say("Nạp mức thu, tài khoản thu, một ngày thu phí …")
    fees.load(at=at)
    portal.load(at=at)
    processes.load(at=at)
    joint.load(at=at)
    say("Mở sảnh một cửa, cấp số một buổi sáng …")
    hall.load(at=at)
    say("Viết một năm văn bản …")
    letters.load(at=at, small=small, say=say, part=part)
    return True

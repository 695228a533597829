"""A dossier of the first commune that asks a department: joint work on its way.

Where the demo is two installations, the commune lies in one and the department in the other.
"""

from __future__ import annotations

from datetime import datetime

from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Filing, Seat, Who
from congvu.project.demo.procedures import FIRST_COMMUNE
from congvu.project.demo.seats import house

PROCEDURE = "BG-7010"
"""Đăng ký lại khai sinh, whose process asks the archives for a copy (``packs/processes/birth``)."""
PARENTS = (
    Who("Nguyễn Thị Hòa", phone="0912345601", address="Thôn Dinh Hương, xã Đức Thắng"),
    Who("Trần Văn Mạnh", phone="0912345602", address="Thôn Việt Hùng, xã Đức Thắng"),
)


def load(*, at: datetime) -> int:
    """How many were handed on; the worker brings them to the department's desk."""
    if not Agency.objects.filter(slug=FIRST_COMMUNE, is_member=True).exists():
        return 0
    office = house(FIRST_COMMUNE, at=at)
    clerk, officer = office.one(Role.CLERK), office.one(Role.OFFICER)
    for who in PARENTS:
        dossier = actions.receive(actor=clerk.actor, at=at, filing=Filing(PROCEDURE, who))
        actions.take_step(
            actor=clerk.actor, at=at, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
            seats={"xac_minh": Seat(post_id=officer.post_id)},
        )  # fmt: skip
        actions.take_step(
            actor=officer.actor, at=at, dossier_id=dossier.pk, step="xac_minh", move="xin",
            remark="Cần bản sao sổ đăng ký khai sinh lưu tại lưu trữ lịch sử.",
        )  # fmt: skip
    return len(PARENTS)

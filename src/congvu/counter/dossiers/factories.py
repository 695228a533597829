"""An agency with a service, its people, and dossiers on their way, for tests and measuring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency, Unit
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Filing, Who
from congvu.counter.dossiers.choices import Channel
from congvu.counter.dossiers.models import Dossier
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.actions import publish_version

AT = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM)
"""A Monday morning."""
_serial = count(1)


@dataclass(frozen=True)
class Desk:
    """One agency at work: who sits where, and the code of the procedure it serves."""

    agency: Agency
    unit: Unit
    clerk: Actor
    leader: Actor
    head: Actor
    officer: Actor
    other: Actor
    """An officer of another unit of the same agency."""
    code: str

    def filing(self, **parts: Any) -> Filing:
        n = next(_serial)
        who = Who(
            "Nguyễn Thị Mẫu", identifier="024185000123", phone=f"09120{n:05}",
            address="Thôn Mẫu, xã Thử Nghiệm",
        )  # fmt: skip
        return replace(Filing(self.code, who), **parts)

    def received(self, at: datetime = AT, **parts: Any) -> Dossier:
        return actions.receive(actor=self.clerk, at=at, filing=self.filing(**parts))

    def filed(self, at: datetime = AT, **parts: Any) -> Dossier:
        """Online, waiting for the desk."""
        return actions.file_dossier(
            actor=self.clerk, at=at, agency_id=self.agency.pk, filing=self.filing(**parts),
            channel=Channel.ONLINE,
        )  # fmt: skip

    def started(self, at: datetime = AT, **parts: Any) -> Dossier:
        """With the officer."""
        return actions.start(
            actor=self.clerk, at=at, dossier_id=self.received(at, **parts).pk,
            post_id=self.officer.post_id,
        )  # fmt: skip


def desk(**record: Any) -> Desk:
    """A department that serves one procedure of 15 working days, online and at the counter."""
    place = organisation.agency(code=f"H02.{next(_serial) + 100}")
    version = publish_version(
        actor=system_actor(), at=procedures.AT, valid_from=procedures.SINCE, even_incomplete=True,
        version_id=procedures.draft(of=procedures.record(**record)).pk,
    )  # fmt: skip
    procedures.offering(version, place)
    unit = organisation.unit(place, "Phòng Quản lý")
    return Desk(
        agency=place,
        unit=unit,
        clerk=organisation.seat(Role.CLERK, agency=place),
        leader=organisation.seat(Role.LEADER, agency=place),
        head=organisation.seat(Role.UNIT_HEAD, unit=unit),
        officer=organisation.seat(Role.OFFICER, unit=unit),
        other=organisation.seat(Role.OFFICER, unit=organisation.unit(place, "Phòng khác")),
        code=version.procedure.code,
    )

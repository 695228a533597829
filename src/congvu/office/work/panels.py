"""What the room adds to the frame: lines of the menu and their counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.menu import Item, Section, register_counts, register_item, register_section
from congvu.office.work.queries import counts as work_counts
from congvu.office.work.views.tasks import HEADS, SEES_LATE

NEAR = timedelta(days=3)


def counts(actor: Actor) -> Mapping[str, int]:
    """One query a page."""
    if actor.post_id is None:
        return {}
    at = now()
    found = work_counts(actor, at, near_until=local_date(at) + NEAR)
    return {f"viec.{key}": number for key, number in found.items()}


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _sees_late(actor: Actor) -> bool:
    return _staff(actor) and actor.has(*SEES_LATE, *HEADS)


def fill_frame() -> None:
    """Called once at start-up."""
    register_section(Section("viec", "Công việc", icon="task", order=25))
    for item in (
        Item("tat-ca", "Công việc", "work:tasks", order=10, visible=_staff),
        Item("giao", "Giao việc", "work:task_new", order=20, visible=_staff, keywords="tạo việc"),
        Item("cho-toi", "Chờ tôi làm", "work:tasks", "tt=cho-toi", order=30, visible=_staff),
        Item(
            "opinions",
            "Xin ý kiến",
            "work:opinions",
            order=35,
            visible=_staff,
            keywords="cho ý kiến phối hợp",
            count="viec.opinions",
            hot=True,
        ),
        Item("qua-han", "Quá hạn trong cơ quan", "work:late", order=40, visible=_sees_late),
    ):
        register_item("viec", item)
    register_counts("work", counts)

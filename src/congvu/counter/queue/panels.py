"""What the room adds to the frame: its lines of the menu."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.ui.menu import Item, Section, register_item, register_section
from congvu.counter.queue import policies


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _manager(actor: Actor) -> bool:
    return policies.manages(actor, actor.agency_id)


def fill_frame() -> None:
    """Called once at start-up."""
    register_section(Section("quay", "Lấy số, gọi số", icon="user", order=45, folded=True))
    for item in (
        Item("quay", "Quầy của tôi", "queue:desks", order=10, visible=_staff, keywords="gọi số"),
        Item(
            "sanh", "Sảnh và quầy", "queue:halls", order=20, visible=_manager, keywords="thiết lập"
        ),
    ):
        register_item("quay", item)

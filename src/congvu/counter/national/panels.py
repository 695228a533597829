"""What the room adds to the frame: its lines of the menu."""

from __future__ import annotations

from congvu.core.ui.menu import Item, register_item
from congvu.counter.national import policies


def fill_frame() -> None:
    """Called once at start-up."""
    register_item(
        "mot-cua",
        Item("cong-quoc-gia", "Cổng quốc gia", "national:board", order=80,
             visible=policies.may_see, keywords="dịch vụ công quốc gia đồng bộ liên thông"),
    )  # fmt: skip

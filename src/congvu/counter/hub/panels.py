"""What the room adds to the frame: its lines of the menu."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.ui.menu import Item, register_item
from congvu.counter.hub import policies


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None or actor.is_admin


def fill_frame() -> None:
    """Called once at start-up."""
    for item in (
        Item("so-lieu", "Số liệu một cửa", "onestop:report", order=70, visible=_staff,
             keywords="báo cáo tháng quý"),
        Item("chi-so", "Chỉ số phục vụ", "onestop:indices", order=72, visible=_staff,
             keywords="766 xếp loại điểm"),
        Item("bieu-ii06", "Biểu II.06", "onestop:sheet", order=71, visible=_staff,
             keywords="thống kê quý năm vpcp kstt"),
        Item("doi-chieu", "Đối chiếu số liệu", "onestop:breaks", order=74, visible=_staff),
        Item("nhan-so-lieu", "Nạp số liệu", "onestop:import", order=76, visible=policies.may_report),
    ):  # fmt: skip
        register_item("mot-cua", item)

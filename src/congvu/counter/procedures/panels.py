"""What the room adds to the frame."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.ui.menu import Item, Section, register_item, register_section
from congvu.counter.procedures import policies


def _staff(actor: Actor) -> bool:
    return actor.is_admin or actor.agency_id is not None


def _keeper(actor: Actor) -> bool:
    return policies.keeps_offerings(actor, actor.agency_id)


def fill_frame() -> None:
    """Called once at start-up."""
    register_section(Section("thu-tuc", "Thủ tục hành chính", icon="book", order=40, folded=True))
    for item in (
        Item("danh-muc", "Danh mục thủ tục", "procedures:list", order=10, visible=_staff,
             keywords="tthc một cửa dịch vụ công"),
        Item("dich-vu", "Đặt dịch vụ công", "procedures:offer", order=20, visible=_keeper,
             keywords="mức độ toàn trình một phần"),
        Item("ngung-dich-vu", "Ngừng dịch vụ công", "procedures:offer_stop", order=22,
             visible=_keeper, keywords="tạm dừng mở lại tiếp nhận"),
        Item("linh-vuc", "Lĩnh vực", "procedures:fields", order=25, visible=_staff,
             keywords="ngành nhóm thủ tục"),
        Item("nap", "Nạp danh mục", "procedures:import", order=30, visible=policies.is_keeper,
             keywords="excel csv json"),
        Item("bieu-mau", "Biểu mẫu điện tử", "procedures:forms", order=40,
             visible=policies.keeps_forms, keywords="tờ khai mẫu đơn trường điều kiện"),
    ):  # fmt: skip
        register_item("thu-tuc", item)

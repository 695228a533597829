"""What the room adds to the frame: its part of the menu."""

from __future__ import annotations

from congvu.core.ui.menu import Item, Section, register_item, register_section
from congvu.office.exchange import policies


def fill_menu() -> None:
    """Called once at start-up."""
    register_section(Section("lien-thong", "Liên thông", icon="swap", order=40))
    for item in (
        Item("buu-cuc", "Bưu cục liên thông", "exchange:board", order=10,
             visible=policies.reads_board, keywords="trục phong bì trạng thái"),
        Item("khong-gui-duoc", "Không gửi được", "exchange:board", "tt=loi", order=20,
             visible=policies.reads_board),
        Item("so-lieu", "Số liệu liên thông", "exchange:figures", order=30,
             visible=policies.reads_board),
        Item("he-thong", "Hệ thống kết nối", "exchange:peers", order=40, visible=policies.is_it),
        Item("giu-lai", "Gói tin bị giữ lại", "exchange:quarantine", order=50,
             visible=policies.is_it),
        Item("doi-soat", "Đối soát", "exchange:reconcile", order=60, visible=policies.is_it),
    ):  # fmt: skip
        register_item("lien-thong", item)

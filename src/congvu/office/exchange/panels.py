"""What the room adds to the frame: its part of the menu."""

from __future__ import annotations

from collections.abc import Mapping

from congvu.core.kernel.actor import Actor
from congvu.core.ui.menu import Item, Section, register_counts, register_item, register_section
from congvu.office.exchange import policies, queries


def counts(actor: Actor) -> Mapping[str, int]:
    """What waits for whoever looks after the connections; the clerks of a letter get a notice,
    so that their pages need not ask."""
    if not policies.is_it(actor):
        return {}
    return {"lt.dead": queries.dead_count(actor), "lt.held": queries.held_count(actor)}


def fill_menu() -> None:
    """Called once at start-up."""
    register_section(Section("lien-thong", "Liên thông", icon="swap", order=40))
    for item in (
        Item("buu-cuc", "Bưu cục liên thông", "exchange:board", order=10,
             visible=policies.reads_board, keywords="trục phong bì trạng thái"),
        Item("khong-gui-duoc", "Không gửi được", "exchange:board", "tt=loi", order=20,
             visible=policies.reads_board, count="lt.dead", hot=True),
        Item("so-lieu", "Số liệu liên thông", "exchange:figures", order=30,
             visible=policies.reads_board),
        Item("he-thong", "Hệ thống kết nối", "exchange:peers", order=40, visible=policies.is_it),
        Item("giu-lai", "Gói tin bị giữ lại", "exchange:quarantine", order=50,
             visible=policies.is_it, count="lt.held", hot=True),
        Item("doi-soat", "Đối soát", "exchange:reconcile", order=60, visible=policies.is_it),
    ):  # fmt: skip
        register_item("lien-thong", item)
    register_counts("exchange", counts)

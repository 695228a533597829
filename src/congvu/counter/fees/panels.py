"""What the room adds to the frame: its lines of the menu."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.ui.menu import Item, Section, register_item, register_section
from congvu.counter.fees import policies


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _reader(actor: Actor) -> bool:
    return actor.agency_id is not None or actor.is_admin


def _keeper(actor: Actor) -> bool:
    return policies.keeps(actor, "fees.gateway.set", actor.agency_id)


def fill_frame() -> None:
    """Called once at start-up."""
    register_section(Section("thu-phi", "Phí, lệ phí", icon="table", order=42, folded=True))
    for item in (
        Item("khoan", "Khoản thu", "fees:charges", order=10, visible=_staff, keywords="nộp tiền"),
        Item("ca", "Ca thu", "fees:tills", order=20, visible=_staff, keywords="tiền mặt quỹ"),
        Item("hoan", "Hoàn tiền", "fees:refunds", order=30, visible=_staff, keywords="thu thừa"),
        Item("doi-chieu", "Đối chiếu ngân hàng", "fees:reconcile", order=40, visible=_staff,
             keywords="sao kê"),
        Item("muc", "Mức thu", "fees:rules", order=50, visible=_reader, keywords="biểu phí"),
        Item("mien", "Miễn, giảm", "fees:exemptions", order=60, visible=_reader),
        Item("tai-khoan", "Tài khoản thu", "fees:accounts", order=70, visible=_keeper,
             keywords="cổng thanh toán vietqr"),
    ):  # fmt: skip
        register_item("thu-phi", item)

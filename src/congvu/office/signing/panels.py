"""What the room adds to the frame: menu lines with their count, a line of the user menu."""

from __future__ import annotations

from collections.abc import Mapping

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.ui.frame import Link, register_user_link
from congvu.core.ui.menu import Item, Section, register_counts, register_item, register_section
from congvu.office.signing import policies, queries


def counts(actor: Actor) -> Mapping[str, int]:
    """One query a page."""
    if actor.agency_id is None:
        return {}
    return {"ky-so.cho-ky": queries.waiting_number(actor)}


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _keeper(actor: Actor) -> bool:
    return policies.keeps_agency(actor, actor.agency_id)


def _trust(actor: Actor) -> bool:
    return permits(actor, "signing.trust.read")


def fill_frame() -> None:
    """Called once at start-up."""
    register_section(Section("ky-so", "Ký số", icon="signed", order=27))
    for item in (
        Item("cho-ky", "Ký số theo lô", "signing:requests", order=10, visible=_staff,
             keywords="ky hang loat"),
        Item("cua-toi", "Chữ ký số của tôi", "signing:mine", order=20, visible=_staff,
             keywords="pin chung thu so"),
        Item("co-quan", "Khóa ký, con dấu cơ quan", "signing:agency", order=30, visible=_keeper),
        Item("xac-minh", "Xác minh văn bản", "signing:verify", order=40, visible=_staff,
             keywords="kiểm tra chữ ký số PDF"),
    ):  # fmt: skip
        register_item("ky-so", item)
    register_item(
        "quan-tri",
        Item("goc-tin-cay", "Gốc tin cậy", "signing:anchors", icon="shield", order=150,
             visible=_trust, keywords="chứng thư gốc CA"),
    )  # fmt: skip
    register_counts("signing", counts)
    register_user_link(Link("chu-ky-so", "Chữ ký số của tôi", "signing:mine", icon="pen", order=30,
                            visible=_staff))  # fmt: skip

"""How this room fills the frame: menu, switcher, user menu."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import SubjectKind, register_kind
from congvu.core.organisation import queries
from congvu.core.organisation.choices import Role
from congvu.core.organisation.places import places_of
from congvu.core.ui import frame, menu, palette


def member(actor: Actor) -> bool:
    return actor.is_admin or actor.agency_id is not None


def manager(actor: Actor) -> bool:
    return actor.is_admin or actor.has(Role.AGENCY_ADMIN)


ITEMS = (
    ("to-chuc", "co-quan", "Cơ quan", "agencies", "building", member, "danh bạ mã định danh"),
    ("to-chuc", "uy-quyen", "Ủy quyền", "delegations", "hand", member, "ký thay vắng mặt"),
    ("to-chuc", "lich", "Lịch làm việc", "calendar", "calendar", member, "nghỉ lễ Tết làm bù"),
    ("quan-tri", "nguoi", "Người và tài khoản", "people", "users", manager, "mật khẩu mở khóa"),
    ("quan-tri", "phan-quyen", "Bảng phân quyền", "rights", "shield", manager, "vai trò quyền"),
)


def fill_frame() -> None:
    """Called once at start-up."""
    menu.register_section(
        menu.Section("to-chuc", "Tổ chức", icon="building", order=800, folded=True)
    )
    for order, (section, name, label, url, icon, visible, words) in enumerate(ITEMS):
        menu.register_item(
            section,
            menu.Item(
                name, label, f"organisation:{url}", icon=icon, order=100 + order,
                visible=visible, keywords=words,
            ),
        )  # fmt: skip
    palette.register_palette(
        palette.Provider("people", "Người", queries.palette_people, icon="user")
    )
    palette.register_palette(
        palette.Provider("agencies", "Cơ quan", queries.palette_agencies, icon="building")
    )
    register_kind(
        SubjectKind("organisation.agency", "Cơ quan", queries.agency_cards, queries.known_agencies)
    )
    frame.places.fill(frame.Places("organisation:switch", places_of))
    frame.register_user_link(
        frame.Link("vai-tro", "Đổi vai trò", "organisation:places", icon="swap", order=5)
    )

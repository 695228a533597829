"""Who may change accounts.

Accounts stand below the organisation, so "an administrator of the person's own agency" is
answered from above: the organisation fills :data:`managers` at start-up.
"""

from __future__ import annotations

from collections.abc import Callable

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import Permission, demand
from congvu.core.kernel.registry import Registry

_ROOM = "accounts"
_OWN = "Tài khoản của mình; quản trị hệ thống"
_AGENCY = "Quản trị cơ quan: chỉ người thuộc cơ quan mình"
AGENCY_ADMIN = "agency_admin"

managers: Registry[Callable[[Actor, int], bool]] = Registry("account managers")
"""``(actor, user_id) -> bool``: whether the actor administers that person."""


def _managed(verb: str, label: str) -> Permission:
    return Permission(
        f"{_ROOM}.{verb}", label, _ROOM, frozenset([AGENCY_ADMIN]), admin=True, condition=_AGENCY
    )


def _own(verb: str, label: str) -> Permission:
    return Permission(
        f"{_ROOM}.{verb}", label, _ROOM, admin=True, anyone=True, personal=True, condition=_OWN
    )


PERMISSIONS = (
    _managed("user.create", "Thêm tài khoản"),
    Permission(
        f"{_ROOM}.user.create_special", "Thêm quản trị hệ thống, tài khoản dịch vụ", _ROOM,
        admin=True,
    ),
    Permission(
        f"{_ROOM}.citizen.register", "Lập tài khoản công dân", _ROOM, admin=True,
        condition="Hệ thống, sau khi hộp thư hoặc định danh điện tử đã xác nhận",
    ),
    Permission(
        f"{_ROOM}.identity.prove", "Ghi nhận định danh điện tử đã xác thực", _ROOM, admin=True,
        condition="Hệ thống, sau khi nơi cấp định danh xác nhận",
    ),
    Permission(f"{_ROOM}.user.import", "Nạp danh sách tài khoản", _ROOM, admin=True),
    _managed("user.update", "Sửa thông tin tài khoản"),
    _managed("user.disable", "Ngừng hoạt động tài khoản"),
    _managed("user.enable", "Cho tài khoản hoạt động lại"),
    _managed("user.unlock", "Mở khóa tài khoản"),
    Permission(f"{_ROOM}.user.disable_idle", "Rà soát tài khoản không sử dụng", _ROOM, admin=True),
    _own("profile.update", "Sửa thông tin của mình"),
    _own("password.change", "Đổi mật khẩu"),
    _managed("password.reset", "Đặt lại mật khẩu"),
    _own("session.end", "Đăng xuất phiên"),
    _managed("second_factor.reset", "Gỡ xác thực hai lớp"),
    _own("token.create", "Cấp mã truy cập API"),
    _own("token.revoke", "Thu hồi mã truy cập API"),
)  # fmt: skip


def demand_own_or_admin(actor: Actor, verb: str, user_id: int) -> None:
    """:raises NotAllowed: somebody else's account"""
    demand(actor, verb)
    if not (actor.is_system or actor.is_admin or actor.user_id == user_id):
        raise NotAllowed("Ông/bà chỉ được thay đổi tài khoản của mình.", verb=verb)


def manages(actor: Actor, user_id: int) -> bool:
    """Whether the actor administers the person, by the system or by their agency."""
    if actor.is_system or actor.is_admin:
        return True
    return AGENCY_ADMIN in actor.roles and any(rule(actor, user_id) for rule in managers)


def demand_managed(actor: Actor, verb: str, user_id: int) -> None:
    """:raises NotAllowed: not an administrator of that person"""
    demand(actor, verb)
    if not manages(actor, user_id):
        raise NotAllowed(
            "Ông/bà chỉ được quản trị tài khoản của người thuộc cơ quan mình.", verb=verb
        )

"""Who may change the organisation; and the gate that every room's policies share.

``permits``, ``demand``, ``delegation_covers`` and ``token_covers`` come from the kernel's
permission table and are handed on here, so that policies have one place to look.
"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import (
    Permission,
    delegation_covers,
    demand,
    permits,
    register,
    token_covers,
)
from congvu.core.organisation.choices import Role

__all__ = [
    "Permission",
    "can_manage",
    "delegation_covers",
    "demand",
    "demand_delegation",
    "demand_manage",
    "permits",
    "register",
    "token_covers",
]

_ROOM = "organisation"
_OWN = "Quản trị cơ quan: chỉ trong cơ quan mình"


def _row(verb: str, label: str, *roles: str, condition: str = "") -> Permission:
    return Permission(
        f"{_ROOM}.{verb}", label, _ROOM, frozenset(roles), admin=True, condition=condition
    )


_ADMIN = Role.AGENCY_ADMIN
PERMISSIONS = (
    _row("agency.create", "Thêm cơ quan"),
    _row("agency.update", "Sửa thông tin cơ quan", _ADMIN, condition=_OWN),
    _row("agency.close", "Kết thúc hoạt động cơ quan"),
    _row("agency.merge", "Sáp nhập cơ quan"),
    _row("agency.import", "Nạp danh mục cơ quan"),
    _row("code.assign", "Cấp mã định danh cơ quan"),
    _row("code.close", "Đóng mã định danh cơ quan"),
    _row("unit.create", "Thêm đơn vị", _ADMIN, condition=_OWN),
    _row("unit.update", "Sửa đơn vị", _ADMIN, condition=_OWN),
    _row("unit.close", "Kết thúc hoạt động đơn vị", _ADMIN, condition=_OWN),
    _row("unit.import", "Nạp danh sách đơn vị"),
    _row("post.create", "Thêm vị trí công tác", _ADMIN, condition=_OWN),
    _row("post.update", "Sửa vị trí công tác", _ADMIN, condition=_OWN),
    _row("post.close", "Kết thúc vị trí công tác", _ADMIN, condition=_OWN),
    _row("post.import", "Nạp danh sách vị trí"),
    _row("appointment.create", "Phân công người vào vị trí", _ADMIN, condition=_OWN),
    _row("appointment.end", "Kết thúc phân công", _ADMIN, condition=_OWN),
    _row("appointment.import", "Nạp danh sách phân công"),
    _row("person.create", "Thêm người và phân công vị trí", _ADMIN, condition=_OWN),
    Permission(
        f"{_ROOM}.delegation.create", "Ủy quyền", _ROOM, frozenset(Role), admin=True,
        condition="Người giữ vị trí ủy quyền quyền của mình; quản trị cơ quan lập thay",
    ),
    Permission(
        f"{_ROOM}.delegation.revoke", "Thu hồi ủy quyền", _ROOM, frozenset(Role), admin=True,
        condition="Người đã ủy quyền; quản trị cơ quan",
    ),
    _row("calendar.set_day", "Sửa ngày nghỉ, ngày làm bù", _ADMIN, condition=_OWN),
    _row("calendar.remove_day", "Xóa ngày nghỉ, ngày làm bù", _ADMIN, condition=_OWN),
    _row("calendar.set_hours", "Sửa giờ làm việc", _ADMIN, condition=_OWN),
    _row("calendar.remove_hours", "Xóa giờ làm việc", _ADMIN, condition=_OWN),
    _row("calendar.seed", "Nạp lịch nghỉ lễ, Tết"),
    _row("territory.import", "Nạp danh mục đơn vị hành chính"),
)  # fmt: skip


def can_manage(actor: Actor, verb: str, agency_id: int | None) -> bool:
    """Whether the actor may do an organisation verb in an agency; None is the whole province."""
    if not permits(actor, verb):
        return False
    if actor.is_system or actor.is_admin:
        return True
    return agency_id is not None and actor.agency_id == agency_id


def demand_manage(actor: Actor, verb: str, agency_id: int | None) -> None:
    """:raises NotAllowed: not an administrator, or the administrator of another agency"""
    demand(actor, verb)
    if not can_manage(actor, verb, agency_id):
        raise NotAllowed(
            "Ông/bà chỉ được quản trị cơ quan của mình. Hãy liên hệ quản trị hệ thống của tỉnh.",
            verb=verb,
        )


def demand_delegation(actor: Actor, verb: str, *, giver_id: int, agency_id: int) -> None:
    """A post's holder gives and takes back; the agency's administrator may do it for them.

    :raises NotAllowed: somebody else's rights, or acting under a delegation already
    """
    demand(actor, verb)
    if actor.delegated is not None:
        raise NotAllowed(
            "Quyền được ủy quyền không được ủy quyền tiếp. Hãy chuyển về vai trò của mình."
        )
    own_agency = actor.has(Role.AGENCY_ADMIN) and actor.agency_id == agency_id
    if not (actor.appointment_id == giver_id or actor.is_system or actor.is_admin or own_agency):
        raise NotAllowed(
            "Chỉ người giữ vị trí hoặc quản trị cơ quan được ủy quyền thay vị trí này."
        )

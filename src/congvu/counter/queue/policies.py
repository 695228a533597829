"""Who sets a hall up, who works in it, and what a guest may do with a key of their own.

Guests and kiosks come as an actor without a person: the page that lets them in has checked the
device's token, the ticket's key or the code of the appointment.
"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.counter.queue.models import Hall, HallMember

_OWN = "Quản trị cơ quan: chỉ sảnh của cơ quan mình"
_WORKS = "Người của cơ quan có sảnh hoặc nhân sự của sảnh"
_AT = "Người đang trực quầy phục vụ phiếu"


def _admin(verb: str, label: str) -> Permission:
    return Permission(
        f"queue.{verb}", label, "queue", frozenset({Role.AGENCY_ADMIN}), admin=True, condition=_OWN
    )


def _staff(verb: str, label: str, condition: str = _AT) -> Permission:
    return Permission(f"queue.{verb}", label, "queue", frozenset(Role), condition=condition)


PERMISSIONS = (
    _admin("hall.save", "Thêm, sửa sảnh"),
    _admin("group.save", "Thêm, sửa nhóm dịch vụ"),
    _admin("counter.save", "Thêm, sửa quầy"),
    _admin("member.set", "Thêm, bớt nhân sự của sảnh"),
    _admin("device.add", "Thêm máy lấy số"),
    _admin("device.revoke", "Thu hồi máy lấy số"),
    _staff("counter.open", "Mở quầy", _WORKS),
    _staff("counter.close", "Đóng quầy", "Người đang trực; quản trị cơ quan đóng thay"),
    _staff("ticket.take", "Lấy số", f"{_WORKS}; máy lấy số"),
    _staff("ticket.call", "Gọi số tiếp theo", "Người đang trực quầy"),
    _staff("ticket.recall", "Gọi lại"),
    _staff("ticket.serve", "Bắt đầu phục vụ"),
    _staff("ticket.hold", "Tạm dừng phiếu"),
    _staff("ticket.resume", "Phục vụ tiếp"),
    _staff("ticket.finish", "Kết thúc phục vụ"),
    _staff("ticket.miss", "Ghi không có mặt"),
    _staff("ticket.transfer", "Chuyển phiếu sang nhóm khác"),
    _staff("ticket.attach", "Gắn hồ sơ vào phiếu"),
    _staff("ticket.cancel", "Hủy phiếu", f"{_WORKS}; người giữ phiếu"),
    Permission("queue.ticket.expire", "Kết phiếu cuối ngày", "queue", condition="Hệ thống"),
    _staff("appointment.book", "Đặt lịch hẹn", f"{_WORKS}; người dân đặt trực tuyến"),
    _staff("appointment.cancel", "Hủy lịch hẹn", f"{_WORKS}; người giữ mã hẹn"),
    _staff("appointment.arrive", "Nhận khách đã hẹn", f"{_WORKS}; máy lấy số"),
    Permission("queue.appointment.expire", "Ghi không đến hẹn", "queue", condition="Hệ thống"),
)


def manages(actor: Actor, agency_id: int | None) -> bool:
    """Whether the actor sets up the halls of an agency."""
    if not permits(actor, "queue.hall.save"):
        return False
    return actor.is_system or actor.is_admin or (
        agency_id is not None and actor.agency_id == agency_id
    )  # fmt: skip


def works_in(actor: Actor, hall: Hall) -> bool:
    """Whether the actor may sit at a counter of the hall, or stand at its reception."""
    if actor.is_system or (actor.agency_id is not None and actor.agency_id == hall.agency_id):
        return True
    if actor.user_id is None:
        return False
    return HallMember.objects.filter(hall=hall, user_id=actor.user_id).exists()


def demand_setup(actor: Actor, verb: str, agency_id: int) -> None:
    """:raises NotFound: a hall of another agency
    :raises NotAllowed: not an administrator"""
    known = actor.is_system or actor.is_admin or actor.agency_id == agency_id
    if not known:
        raise NotFound
    demand(actor, verb)


def demand_work(actor: Actor, verb: str, hall: Hall) -> None:
    """:raises NotFound: a stranger to the hall
    :raises NotAllowed: outside the scope of the token or the delegation"""
    if not works_in(actor, hall):
        if actor.is_admin:
            raise NotAllowed(verb=verb)
        raise NotFound
    demand(actor, verb)

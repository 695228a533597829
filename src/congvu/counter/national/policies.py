"""Who sees what goes to the national portal, and who may send it again.

System administrators keep the connection and see everything; the desk and the leaders of an
agency see what their own dossiers tell, and send it again.
"""

from __future__ import annotations

from django.db.models import Q

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, demand_scopes
from congvu.core.organisation.choices import Role
from congvu.counter.dossiers.policies import DESK, LEADERS

READERS = frozenset({*DESK, *LEADERS, Role.AGENCY_ADMIN})
SENDERS = frozenset({*DESK, Role.AGENCY_ADMIN})
_OWN = "Cơ quan: chỉ hồ sơ của mình; quản trị hệ thống: mọi hồ sơ"


def _admin(verb: str, label: str, condition: str = "") -> Permission:
    return Permission(f"national.{verb}", label, "national", admin=True, condition=condition)


def _own(verb: str, label: str, roles: frozenset[Role]) -> Permission:
    names = frozenset(role.value for role in roles)
    return Permission(f"national.{verb}", label, "national", names, admin=True, condition=_OWN)


PERMISSIONS = (
    _admin("portal.save", "Khai báo kết nối cổng quốc gia"),
    _admin("portal.pause", "Tạm dừng, mở lại kết nối cổng quốc gia"),
    _admin("portal.check", "Thử kết nối cổng quốc gia"),
    _own("message.read", "Xem thông điệp lên cổng quốc gia", READERS),
    _own("message.resend", "Gửi lại lên cổng quốc gia", SENDERS),
    _own("message.discard", "Bỏ thông điệp bị cổng quốc gia từ chối", SENDERS),
    _admin("message.refuse", "Ghi nhận cổng quốc gia từ chối", "Hệ thống tự ghi"),
    _own("dossier.resend", "Gửi lại cả hồ sơ lên cổng quốc gia", SENDERS),
    _admin("filing.take", "Nhận hồ sơ nộp tại cổng quốc gia", "Hệ thống tự nhận; quản trị thử lại"),
    _own("reckoning.make", "Đối soát với cổng quốc gia", SENDERS),
    _own("reckoning.ask", "Yêu cầu đối soát với cổng quốc gia", SENDERS),
    _admin("catalogue.fetch", "Lấy danh mục thủ tục từ cổng quốc gia", "Chỉ tải về để xem trước"),
)  # fmt: skip


def sees_all(actor: Actor) -> bool:
    return actor.is_system or actor.is_admin


def demand_reader(actor: Actor) -> None:
    """:raises NotFound: a citizen; :raises NotAllowed: without the right"""
    if not sees_all(actor) and actor.agency_id is None:
        raise NotFound
    demand(actor, "national.message.read")


def demand_admin(actor: Actor, verb: str = "national.portal.save") -> None:
    """:raises NotFound: a citizen; :raises NotAllowed: not a system administrator"""
    if not sees_all(actor) and actor.agency_id is None:
        raise NotFound
    demand(actor, verb)


def own(actor: Actor) -> Q:
    """Rows with ``agency_id_then`` that the actor sees."""
    return Q() if sees_all(actor) else Q(agency_id_then=actor.agency_id or 0)


def demand_own(actor: Actor, verb: str, agency_id: int | None) -> None:
    """:raises NotFound: another agency's; :raises NotAllowed: without the right"""
    demand_scopes(actor, verb)
    if not sees_all(actor) and (actor.agency_id is None or actor.agency_id != agency_id):
        raise NotFound
    demand(actor, verb)


def may_see(actor: Actor) -> bool:
    """Whether the menu shows the room."""
    return actor.is_admin or (actor.agency_id is not None and actor.has(*READERS))


def demand_agency(actor: Actor, agency_id: int) -> None:
    """:raises NotAllowed: reckoning another agency's books"""
    demand(actor, "national.reckoning.make")
    if not sees_all(actor) and actor.agency_id != agency_id:
        raise NotAllowed("Chỉ đối soát được hồ sơ của cơ quan mình. Hãy chọn cơ quan của mình.")

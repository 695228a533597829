"""Who may see and move what is in the post.

A clerk and the leaders of an agency see its envelopes, coming and going. The connections
themselves, what is held back and the reconciliation are the system administrator's.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.office.exchange.models import Delivery, Envelope

ROOM = "exchange"
READERS = frozenset({Role.CLERK, Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD})
_SUBJECT = "Do nghiệp vụ của đối tượng quyết định"
_SYSTEM = "Hệ thống tự thực hiện"


def _row(
    verb: str, label: str, *roles: str, condition: str = "", admin: bool = False
) -> Permission:
    return Permission(
        f"{ROOM}.{verb}", label, ROOM, frozenset(roles), admin=admin, condition=condition
    )


PERMISSIONS = (
    _row("board.read", "Xem bưu cục liên thông", *READERS, admin=True,
         condition="Phong bì của cơ quan mình; quản trị hệ thống: mọi phong bì"),
    _row("envelope.send", "Gửi phong bì", *Role, condition=_SUBJECT),
    _row("envelope.ask_back", "Yêu cầu lấy lại văn bản", *Role, condition=_SUBJECT),
    _row("envelope.accept", "Nhận phong bì từ hệ thống khác", condition=_SYSTEM),
    _row("delivery.arrive", "Trao phong bì cho cơ quan nhận", condition=_SYSTEM),
    _row("delivery.resend", "Gửi lại", Role.CLERK, Role.OFFICE_HEAD, admin=True,
         condition="Cơ quan gửi; quản trị hệ thống"),
    _row("delivery.fetch", "Đánh dấu bên kia đã lấy", condition=_SYSTEM),
    _row("status.report", "Báo trạng thái xử lý", *Role, condition=_SUBJECT),
    _row("status.answer_recall", "Trả lời yêu cầu lấy lại", *Role, condition=_SUBJECT),
    _row("status.hear", "Nhận trạng thái từ hệ thống khác", condition=_SYSTEM),
    _row("peer.save", "Thêm, sửa hệ thống kết nối", admin=True),
    _row("peer.new_secret", "Tạo khóa chung mới với hệ thống kết nối", admin=True),
    _row("peer.pause", "Tạm dừng, mở lại kết nối", admin=True),
    _row("route.save", "Thêm, sửa đường gửi", admin=True),
    _row("route.close", "Đóng đường gửi", admin=True),
    _row("agency.register", "Bên kia đăng ký cơ quan của mình", condition=_SYSTEM),
    _row("agency.remove", "Bên kia gỡ cơ quan của mình", condition=_SYSTEM),
    _row("quarantine.hold", "Giữ lại gói tin không nhận được", condition=_SYSTEM),
    _row("quarantine.release", "Nhận lại gói tin đang giữ", admin=True),
    _row("quarantine.discard", "Bỏ qua gói tin đang giữ", admin=True),
    _row("reconcile", "Đối soát với hệ thống khác", admin=True),
)  # fmt: skip


def visible(actor: Actor) -> QuerySet[Envelope]:
    """Envelopes that the actor may read.

    :raises NotAllowed: neither administrator nor a reader of an agency's post
    """
    demand(actor, f"{ROOM}.board.read")
    if actor.is_admin or actor.is_system:
        return Envelope.objects.all()
    here = Delivery.objects.filter(envelope_id=OuterRef("pk"), agency_id=actor.agency_id or 0)
    return Envelope.objects.filter(Q(sender_agency_id=actor.agency_id or 0) | Q(Exists(here)))


def may_read(actor: Actor, envelope: Envelope) -> bool:
    return permits(actor, f"{ROOM}.board.read") and visible(actor).filter(pk=envelope.pk).exists()


def demand_sender(actor: Actor, verb: str, envelope: Envelope) -> None:
    """:raises NotAllowed: the envelope is another agency's, or the actor keeps no post"""
    demand(actor, verb)
    if actor.is_system or actor.is_admin:
        return
    if envelope.sender_agency_id != actor.agency_id:
        raise NotAllowed(
            "Chỉ cơ quan gửi thực hiện được việc này. Hãy liên hệ văn thư của cơ quan gửi."
        )


def abilities(actor: Actor, envelope: Envelope, delivery: Delivery) -> dict[str, bool]:
    """What the actor may do with one delivery now; the one map for buttons and API."""
    mine = actor.is_admin or actor.is_system or envelope.sender_agency_id == actor.agency_id
    stuck = delivery.state in ("failed", "dead")
    return {"resend": mine and stuck and permits(actor, f"{ROOM}.delivery.resend")}


def reads_board(actor: Actor) -> bool:
    """Whether the post office is shown to the actor at all."""
    return permits(actor, f"{ROOM}.board.read")


def demand_board(actor: Actor) -> None:
    """:raises NotAllowed: reads no post"""
    demand(actor, f"{ROOM}.board.read")


def is_it(actor: Actor) -> bool:
    """Whether connections, quarantine and reconciliation are shown to the actor."""
    return permits(actor, f"{ROOM}.peer.save")


def demand_it(actor: Actor) -> None:
    """:raises NotAllowed: not the system administrator"""
    demand(actor, f"{ROOM}.peer.save")

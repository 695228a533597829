"""Who holds a part, who stands above it, and what each may do.

A part is held by a post; a part of a unit is held by the unit's heads. Acting for another
(ủy quyền) puts the giver's post on the actor, so a deputy holds what the director holds.
"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission
from congvu.core.kernel.subject import Subject, kinds
from congvu.core.organisation.choices import Role
from congvu.office.work.choices import ACTIVE, Holding, MatterState, Part
from congvu.office.work.models import Assignment, Consultation, Matter

HEADS = frozenset({Role.UNIT_HEAD, Role.UNIT_DEPUTY, Role.OFFICE_HEAD, Role.LEADER})
"""Roles that take what is given to their unit as a whole, and read what their unit holds.

The head of the agency reads what the deputies hold, a deputy does not read the head's.
"""

_STAFF = frozenset(Role)


def _row(verb: str, label: str, condition: str) -> Permission:
    return Permission(f"work.{verb}", label, "work", _STAFF, condition=condition)


_HOLDER = "Người đang giữ phần việc"
_GIVER = "Người đã giao phần việc"
PERMISSIONS = (
    _row("matter.open", "Trình xử lý", "Do nghiệp vụ của đối tượng quyết định"),
    _row("matter.readdress", "Trình lại người khác", "Do nghiệp vụ của đối tượng quyết định"),
    _row("matter.close", "Kết thúc xử lý", "Người chủ trì hoặc người đã giao việc"),
    _row("matter.reopen", "Mở lại xử lý", "Người chủ trì cuối hoặc người đã giao việc"),
    _row("matter.pause", "Tạm dừng xử lý", "Do nghiệp vụ của đối tượng quyết định"),
    _row("matter.resume", "Cho xử lý tiếp", "Do nghiệp vụ của đối tượng quyết định"),
    _row("matter.note", "Ghi ý kiến xử lý", "Người có tên trong luồng xử lý"),
    _row("assignment.hand_on", "Chuyển xử lý", _HOLDER),
    _row("assignment.open", "Mở xem phần việc", _HOLDER),
    _row("assignment.return", "Trả lại người giao", _HOLDER),
    _row("assignment.recall", "Thu hồi khi nơi nhận chưa xem", _GIVER),
    _row("assignment.finish", "Báo cáo kết quả phần việc", _HOLDER),
    _row("assignment.remind", "Đôn đốc", "Người đứng trên trong luồng, lãnh đạo, văn thư"),
    _row("opinion.ask", "Xin ý kiến", "Người đọc được nội dung"),
    _row("opinion.answer", "Cho ý kiến", "Nơi được xin ý kiến"),
    _row("opinion.withdraw", "Rút xin ý kiến", "Người đã xin ý kiến"),
    _row("extension.ask", "Xin gia hạn", _HOLDER),
    _row("extension.decide", "Trả lời gia hạn", _GIVER),
    _row("task.create", "Giao việc", "Trong cơ quan mình"),
    _row("task.progress", "Cập nhật tiến độ", _HOLDER),
    _row("watch.add", "Theo dõi", "Người đọc được nội dung"),
    _row("watch.remove", "Thôi theo dõi", "Chính mình"),
)


URGERS = frozenset({Role.CLERK, Role.OFFICE_HEAD, Role.LEADER, Role.DEPUTY_LEADER})
"""Roles that watch over the dates of a whole agency."""


def is_head(actor: Actor) -> bool:
    return not actor.roles.isdisjoint(HEADS)


def sits_at(actor: Actor, *, unit_id: int, post_id: int | None) -> bool:
    """Whether the actor answers for this desk: their own post, or the unit they head."""
    if post_id is not None:
        return post_id == actor.post_id
    return unit_id == actor.unit_id and is_head(actor)


def holds(actor: Actor, part: Assignment) -> bool:
    return sits_at(actor, unit_id=part.to_unit_id, post_id=part.to_post_id)


def asked(actor: Actor, consultation: Consultation) -> bool:
    return sits_at(actor, unit_id=consultation.to_unit_id, post_id=consultation.to_post_id)


def readable(actor: Actor, subject: Subject) -> bool:
    """Whether the subject's room lets the actor read it; a kind nobody registered, nobody reads."""
    kind = kinds.get(subject.kind)
    return kind is not None and subject.id in kind.readable(actor, [subject.id])


def refuse(actor: Actor, subject: Subject, message: str) -> NotAllowed | NotFound:
    """The refusal that fits: a reader hears why not, a stranger hears nothing."""
    return NotAllowed(message) if readable(actor, subject) else NotFound()


def abilities(
    actor: Actor, matter: Matter, part: Assignment, parent: Assignment | None
) -> dict[str, bool]:
    """What the actor may do with one part now; the one map for buttons and API."""
    is_open = matter.state == MatterState.OPEN
    mine = holds(actor, part)
    active = mine and part.state in ACTIVE
    given = parent is not None and holds(actor, parent)
    carried = part.part != Part.INFORM
    return {
        "open": mine and part.state == Holding.WAITING,
        "hand_on": is_open and carried and mine and part.state in (*ACTIVE, Holding.HANDED_ON),
        "inform": is_open and mine and part.state != Holding.RECALLED,
        "return": is_open and carried and active and parent is not None,
        "recall": is_open and given and part.state == Holding.WAITING,
        "finish": is_open and carried and active and parent is not None,
        "ask_extension": is_open and carried and active and part.due_on is not None
        and parent is not None,
        "decide_extension": is_open and given and part.state in (*ACTIVE, Holding.HANDED_ON),
        "remind": is_open and carried and given and part.state in ACTIVE,
    }  # fmt: skip

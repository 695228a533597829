"""Who may do what with incoming letters: the table, who reads a whole agency, the ability map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import Permission, covers, permits, token_covers
from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import INCOMING, IncomingState, Secrecy
from congvu.office.documents.models import Incoming
from congvu.office.work import policies as work_policies
from congvu.office.work.choices import ACTIVE, LIVE, Holding, Part

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

ROOM = "documents.incoming"
READ = f"{ROOM}.read"

KEEPERS = frozenset({Role.CLERK.value, Role.OFFICE_HEAD.value})
LEADERS = frozenset({Role.LEADER.value, Role.DEPUTY_LEADER.value, Role.OFFICE_HEAD.value})
HEADS = frozenset({Role.UNIT_HEAD.value, Role.UNIT_DEPUTY.value, Role.OFFICE_HEAD.value})
AGENCY_WIDE = KEEPERS | LEADERS
"""Roles that read every letter of their agency; the others read what they work on."""
STAFF = frozenset(role.value for role in Role)


def _row(verb: str, label: str, roles: frozenset[str], condition: str) -> Permission:
    return Permission(f"{ROOM}.{verb}", label, "documents", roles, condition=condition)


_OWN = "Văn bản của cơ quan mình"
_HOLDER = "Người đang giữ phần việc"
PERMISSIONS = (
    _row("read", "Xem văn bản đến", STAFF,
         "Văn thư, lãnh đạo, chánh văn phòng: cả cơ quan; người khác: văn bản mình có phần việc, "
         "trưởng đơn vị: văn bản của đơn vị"),
    _row("receive", "Tiếp nhận văn bản đến", KEEPERS, _OWN),
    _row("register", "Vào sổ văn bản đến", KEEPERS, _OWN),
    _row("correct", "Sửa thông tin đăng ký", KEEPERS, _OWN),
    _row("add_file", "Bổ sung tệp văn bản đến", KEEPERS, _OWN),
    _row("remove_file", "Gỡ tệp văn bản đến", KEEPERS, f"{_OWN}; có lý do"),
    _row("refuse", "Từ chối tiếp nhận", KEEPERS, _OWN),
    _row("arrive", "Đặt văn bản trước cơ quan nhận", STAFF, "Do bưu cục liên thông thực hiện"),
    _row("present", "Trình lãnh đạo", KEEPERS, _OWN),
    _row("direct", "Bút phê, chỉ đạo xử lý", LEADERS, "Người được trình hoặc đã bút phê"),
    _row("assign", "Phân công xử lý", HEADS, "Trưởng, phó đơn vị được giao"),
    _row("forward", "Chuyển xử lý", STAFF, _HOLDER),
    _row("open", "Mở xem văn bản được giao", STAFF, _HOLDER),
    _row("return", "Trả lại người giao", STAFF, _HOLDER),
    _row("recall", "Thu hồi khi nơi nhận chưa xem", STAFF, "Người đã giao"),
    _row("report", "Báo cáo kết quả cho người giao", STAFF, _HOLDER),
    _row("finish", "Kết thúc xử lý", STAFF, "Người chủ trì, người đã giao chủ trì, người đứng đầu"),
    _row("keep", "Lưu tham khảo", AGENCY_WIDE, "Văn bản chưa giao xử lý"),
    _row("reopen", "Mở lại văn bản đã kết thúc", STAFF,
         "Người chủ trì cuối, người đã giao chủ trì, văn thư, lãnh đạo"),
    _row("answered", "Kết thúc vì đã có văn bản trả lời", STAFF, "Là một bước của phát hành"),
    _row("decide_extension", "Trả lời gia hạn", STAFF, "Người đã giao"),
    _row("freeze", "Đề nghị cơ quan nhận trả lại văn bản", STAFF, "Là một bước của thu hồi"),
    _row("agree_recall", "Đồng ý cho bên gửi thu hồi", AGENCY_WIDE, _OWN),
    _row("refuse_recall", "Từ chối cho bên gửi thu hồi", AGENCY_WIDE, _OWN),
)  # fmt: skip


def reads_whole_agency(actor: Actor) -> bool:
    """Whether the actor reads every letter of the agency acted in.

    Somebody who acts for another reads with the giver's eyes only where the delegation has to do
    with incoming letters.
    """
    return (
        actor.agency_id is not None and not actor.roles.isdisjoint(AGENCY_WIDE) and may_look(actor)
    )


def may_look(actor: Actor) -> bool:
    """Whether token and delegation have to do with incoming letters at all."""
    if not token_covers(actor, READ):
        return False
    if actor.delegated is None:
        return True
    scopes = actor.delegated.scopes
    return covers(scopes, READ) or any(scope.startswith(f"{ROOM}.") for scope in scopes)


def marks_of_agency(agency_id: int) -> frozenset[str]:
    return frozenset({f"a{agency_id}"})


def own_lead(actor: Actor, parts: Sequence[Assignment]) -> Assignment | None:
    """The part from which the actor directs the lead: an active one, else one handed on."""
    mine = [
        part
        for part in parts
        if part.part == Part.LEAD and part.state in LIVE and work_policies.holds(actor, part)
    ]
    return min(mine, key=lambda part: (part.state not in ACTIVE, part.pk), default=None)


def own_active(actor: Actor, parts: Sequence[Assignment]) -> Assignment | None:
    """The part the actor must act on: the lead before support; "để biết" is only read."""
    order = {Part.LEAD: 0, Part.SUPPORT: 1}
    mine = [
        part
        for part in parts
        if part.state in ACTIVE and part.part in order and work_policies.holds(actor, part)
    ]
    return min(mine, key=lambda part: (order[Part(part.part)], part.pk), default=None)


def recallable(actor: Actor, parts: Sequence[Assignment]) -> list[Assignment]:
    """Unopened parts that the actor gave."""
    held = {part.pk for part in parts if work_policies.holds(actor, part)}
    return [p for p in parts if p.state == Holding.WAITING and p.parent_id in held]


def in_line(actor: Actor, parts: Sequence[Assignment]) -> bool:
    """Whether the actor leads, or gave the lead that is being worked on."""
    live = (p for p in parts if p.part == Part.LEAD and p.state in LIVE)
    return any(work_policies.holds(actor, part) for part in live)


WITH_FILES = frozenset(IncomingState) - {
    IncomingState.ARRIVED,
    IncomingState.REFUSED,
    IncomingState.FROZEN,
    IncomingState.RECALLED,
}
"""States in which files are added and taken off: in the register, and not asked back."""

ABILITIES = (
    "register", "refuse", "correct", "present", "direct", "assign", "forward", "inform", "return",
    "recall", "report", "finish", "keep", "reopen", "ask_opinion", "ask_extension", "remind",
    "answer", "agree_recall", "refuse_recall", "add_file", "remove_file", "watch",
)  # fmt: skip
"""Every key of the map."""


def abilities(actor: Actor, incoming: Incoming, parts: Sequence[Assignment]) -> dict[str, bool]:
    """What the actor may do with a letter they may read: one map for buttons and API.

    :param parts: every assignment of the letter's matter, empty when it has none
    """

    def may(verb: str) -> bool:
        return permits(actor, f"{ROOM}.{verb}")

    def can(verb: str) -> bool:
        return may(verb) and INCOMING.allows(verb, incoming.state)

    if incoming.state == IncomingState.FROZEN:
        answers = {verb: can(verb) for verb in ("agree_recall", "refuse_recall")}
        return dict.fromkeys(ABILITIES, False) | answers | {"watch": actor.post_id is not None}
    wide = reads_whole_agency(actor)
    keeps_files = incoming.secrecy == Secrecy.NORMAL and incoming.state in WITH_FILES
    lead, active = own_lead(actor, parts), own_active(actor, parts)
    movable = active is not None and active.parent_id is not None
    closed_by = [p for p in parts if p.part == Part.LEAD and work_policies.holds(actor, p)]
    return {
        "register": can("register"),
        "refuse": can("refuse"),
        "correct": may("correct") and incoming.number is not None
        and incoming.state != IncomingState.RECALLED,
        "present": can("present"),
        "direct": can("direct") and (lead is not None or not parts),
        "assign": can("assign") and (lead is not None or active is not None),
        "forward": can("forward") and active is not None,
        "inform": can("forward") and any(
            work_policies.holds(actor, p) and p.state != Holding.RECALLED for p in parts
        ),
        "return": can("return") and movable,
        "recall": may("recall") and INCOMING.allows("forward", incoming.state)
        and bool(recallable(actor, parts)),
        "report": can("report") and movable,
        "finish": can("finish") and bool(parts)
        and (in_line(actor, parts) or actor.has(Role.LEADER)),
        "keep": can("keep"),
        "reopen": can("reopen") and (wide or bool(closed_by)),
        "ask_opinion": INCOMING.allows("forward", incoming.state)
        and permits(actor, "work.opinion.ask"),
        "ask_extension": permits(actor, "work.extension.ask") and movable
        and active is not None and active.due_on is not None,
        "remind": permits(actor, "work.assignment.remind") and wide
        and any(p.state in ACTIVE for p in parts),
        "answer": may("answered") and INCOMING.allows("forward", incoming.state)
        and (active is not None or lead is not None),
        "agree_recall": can("agree_recall"),
        "refuse_recall": can("refuse_recall"),
        "add_file": may("add_file") and keeps_files,
        "remove_file": may("remove_file") and keeps_files,
        "watch": actor.post_id is not None,
    }  # fmt: skip

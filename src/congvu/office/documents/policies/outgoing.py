"""Who may do what with outgoing letters, and which letters an actor reads.

A letter belongs to its drafter and the heads of the drafting unit; once it has left the unit, the
agency's management (văn thư, chánh văn phòng, lãnh đạo) reads it too; once issued, the whole
drafting unit and the units it was sent to.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import (
    OUTGOING,
    OUTGOING_KIND,
    OutgoingState,
    RecipientKind,
    Secrecy,
)
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.work.queries import reading

HEADS = frozenset({Role.UNIT_HEAD.value, Role.UNIT_DEPUTY.value, Role.OFFICE_HEAD.value})
LEADERS = frozenset({Role.LEADER.value, Role.DEPUTY_LEADER.value})
OFFICE = frozenset({Role.CLERK.value, Role.OFFICE_HEAD.value})
MANAGEMENT = OFFICE | LEADERS
STAFF = frozenset(Role.values)

OUT_NOW = (OutgoingState.ISSUED, OutgoingState.RECALLED, OutgoingState.REPLACED)

BY_ORDER_KINDS = frozenset(
    {
        "cong_van", "thong_bao", "giay_moi", "giay_gioi_thieu", "giay_nghi_phep", "phieu_gui",
        "phieu_chuyen", "phieu_bao", "bien_ban",
    }
)  # fmt: skip
"""Kinds that a head of office or unit may sign by order (thừa lệnh, TL.)."""


def _row(verb: str, label: str, roles: frozenset[str], condition: str = "") -> Permission:
    return Permission(f"documents.outgoing.{verb}", label, "documents", roles, condition=condition)


_DRAFTER = "Người soạn thảo hoặc lãnh đạo đơn vị soạn thảo"
_OWN = "Văn bản của cơ quan mình"
PERMISSIONS = (
    _row("draft", "Soạn thảo văn bản đi", STAFF, "Cho đơn vị mình"),
    _row("edit", "Sửa dự thảo", STAFF, _DRAFTER),
    _row("submit", "Trình dự thảo", STAFF, _DRAFTER),
    _row("withdraw", "Rút dự thảo đã trình", STAFF, _DRAFTER),
    _row("cancel", "Hủy dự thảo", STAFF, _DRAFTER),
    _row("review", "Duyệt nội dung ở đơn vị", HEADS | LEADERS, "Lãnh đạo đơn vị soạn thảo"),
    _row("check", "Kiểm tra thể thức", OFFICE, _OWN),
    _row(
        "approve", "Ký ban hành", LEADERS | HEADS,
        "Lãnh đạo cơ quan; trưởng đơn vị chỉ ký thừa lệnh loại văn bản được giao",
    ),
    _row("return", "Trả lại dự thảo", MANAGEMENT | HEADS, "Người đang giữ bước xử lý"),
    _row("number", "Cấp số, ngày", OFFICE, _OWN),
    _row(
        "lay_before_signer", "Trình ký số văn bản đã duyệt", LEADERS | HEADS,
        "Là một bước của ký ban hành",
    ),
    _row("seal", "Hoàn tất văn bản đã cấp số", OFFICE, _OWN),
    _row("refuse_number", "Từ chối ban hành, trả số", OFFICE | LEADERS, _OWN),
    _row("attach_final", "Đính kèm, thay bản phát hành", OFFICE, _OWN),
    _row("issue", "Phát hành", OFFICE, _OWN),
    _row("recall", "Thu hồi văn bản đã phát hành", MANAGEMENT, _OWN),
    _row("record_secret", "Vào sổ văn bản mật đi", OFFICE, _OWN),
    _row("copy", "Sao y, sao lục, trích sao", OFFICE, _OWN),
    _row("group", "Lập danh sách nơi nhận", STAFF, "Của cơ quan mình"),
    _row("drop_group", "Xóa danh sách nơi nhận", STAFF, "Của cơ quan mình"),
    _row("remove_attachment", "Gỡ tệp kèm theo dự thảo", STAFF, _DRAFTER),
)  # fmt: skip


def readable(actor: Actor) -> Q:
    """The condition that the actor may read an outgoing letter; the one definition there is."""
    if actor.is_system:
        return Q()
    if actor.agency_id is None or actor.post_id is None:
        return Q(pk__in=[])
    units = sorted(actor.unit_ids)
    own = Q(drafter_post_id=actor.post_id)
    if actor.has(*HEADS, *LEADERS):
        own |= Q(unit_id__in=units)
    if actor.has(*MANAGEMENT):
        own |= Q(reached_office_at__isnull=False)
    own |= Q(state__in=OUT_NOW, secrecy=Secrecy.NORMAL) & (
        Q(unit_id__in=units) | Q(pk__in=_sent_to(units))
    )
    return Q(agency_id=actor.agency_id) & (own | reading.reads(actor, OUTGOING_KIND))


def _sent_to(units: list[int]) -> object:
    return Recipient.objects.filter(kind=RecipientKind.UNIT, unit_id__in=units).values(
        "outgoing_id"
    )


def may_draft_for(actor: Actor, unit_id: int) -> bool:
    """Drafts are written for the actor's own unit, or one below it."""
    return unit_id in actor.unit_ids


def drafts(actor: Actor, letter: Outgoing) -> bool:
    """The drafter, or a head of the drafting unit in their place."""
    return letter.drafter_post_id == actor.post_id or heads(actor, letter)


def heads(actor: Actor, letter: Outgoing) -> bool:
    """Whether the actor heads the drafting unit."""
    return actor.has(*HEADS, *LEADERS) and letter.unit_id in actor.unit_ids


def reviews(actor: Actor, letter: Outgoing) -> bool:
    """A head of the unit, but not on what they drafted themselves."""
    return heads(actor, letter) and letter.drafter_post_id != actor.post_id


def keeps(actor: Actor, letter: Outgoing) -> bool:
    """The clerk or head of office of the agency."""
    return actor.agency_id == letter.agency_id and actor.has(*OFFICE)


def manages(actor: Actor, letter: Outgoing) -> bool:
    return actor.agency_id == letter.agency_id and actor.has(*MANAGEMENT)


def signs(actor: Actor, letter: Outgoing) -> bool:
    """A leader of the agency; a head only by order, when asked, and only the kinds allowed."""
    if actor.agency_id != letter.agency_id:
        return False
    if actor.has(*LEADERS):
        return True
    by_order = letter.kind in BY_ORDER_KINDS and not letter.is_qppl
    return by_order and actor.has(*HEADS) and letter.signer_post_id == actor.post_id


def _returns(actor: Actor, letter: Outgoing) -> bool:
    holder = _HOLDER_OF.get(OutgoingState(letter.state))
    return holder is not None and holder(actor, letter)


Rule = Callable[[Actor, Outgoing], bool]

_HOLDER_OF: dict[OutgoingState, Rule] = {
    OutgoingState.UNIT_REVIEW: reviews,
    OutgoingState.OFFICE_CHECK: keeps,
    OutgoingState.APPROVAL: signs,
    OutgoingState.APPROVED: keeps,
}

RULES: dict[str, tuple[str, Rule]] = {
    "edit": ("edit", drafts),
    "submit": ("submit", drafts),
    "withdraw": ("withdraw", drafts),
    "cancel": ("cancel", drafts),
    "review": ("review", reviews),
    "check": ("check", keeps),
    "approve": ("approve", signs),
    "return": ("return", _returns),
    "number": ("number", keeps),
    "refuse_number": ("refuse_number", manages),
    "attach_final": ("attach_final", keeps),
    "issue": ("issue", keeps),
    "recall": ("recall", manages),
}
"""Verb → (row of the state table it needs, who may on this letter)."""


def abilities(actor: Actor, letter: Outgoing) -> dict[str, bool]:
    """What the actor may do with a letter now; the one map for buttons and API."""
    return {verb: _may(actor, letter, verb) for verb in RULES}


def _may(actor: Actor, letter: Outgoing, verb: str) -> bool:
    row, rule = RULES[verb]
    if not OUTGOING.allows(row, letter.state):
        return False
    if letter.state == OutgoingState.APPROVED and not _fits_approved(letter, verb):
        return False
    return permits(actor, f"documents.outgoing.{verb}") and rule(actor, letter)


def _fits_approved(letter: Outgoing, verb: str) -> bool:
    """Between signing and number: a number that is kept, or a text written here, rules out some."""
    if verb == "return":
        return letter.number is None
    return verb != "attach_final" or (letter.number is None and not letter.body)


def demand_may(actor: Actor, letter: Outgoing, verb: str) -> None:
    """Refuse an actor who reads the letter but may not do this with it.

    :raises NotAllowed: the role or the row forbids it
    """
    demand(actor, f"documents.outgoing.{verb}")
    _, rule = RULES[verb]
    if not actor.is_system and not rule(actor, letter):
        raise NotAllowed(_REFUSALS.get(verb, ""), verb=verb)


_REFUSALS = {
    "edit": "Chỉ người soạn thảo và lãnh đạo đơn vị sửa được dự thảo. Hãy góp ý để họ sửa.",
    "review": "Chỉ lãnh đạo đơn vị soạn thảo duyệt được, và không tự duyệt dự thảo của mình. "
    "Hãy trình lãnh đạo đơn vị.",
    "approve": "Ông/bà không có thẩm quyền ký văn bản này. Hãy trình người có thẩm quyền ký.",
    "return": "Dự thảo đang ở bước của người khác nên ông/bà chưa trả lại được. Hãy liên hệ người "
    "đang giữ bước này.",
}

"""How states and hand-overs look: tone and symbol of a badge, nodes of the drawn chain."""

from __future__ import annotations

from congvu.core.ui.chain import ChainNode, grow
from congvu.office.documents.choices import IncomingState, OutgoingState
from congvu.office.work.choices import ACTIVE, Holding, Part
from congvu.office.work.models import Assignment
from congvu.office.work.queries import Chain

INCOMING_LOOKS: dict[str, tuple[str, str]] = {
    IncomingState.ARRIVED: ("warn", "inbox"),
    IncomingState.REFUSED: ("bad", "close"),
    IncomingState.REGISTERED: ("warn", "forward"),
    IncomingState.PRESENTED: ("warn", "pen"),
    IncomingState.DIRECTED: ("warn", "branch"),
    IncomingState.PROCESSING: ("info", "task"),
    IncomingState.DONE: ("ok", "check"),
    IncomingState.FROZEN: ("bad", "recall"),
    IncomingState.RECALLED: ("", "recall"),
}
"""State to ``(tone, symbol)``."""

OUTGOING_LOOKS: dict[str, tuple[str, str]] = {
    OutgoingState.DRAFT: ("", "pen"),
    OutgoingState.UNIT_REVIEW: ("warn", "user"),
    OutgoingState.OFFICE_CHECK: ("warn", "shield"),
    OutgoingState.APPROVAL: ("warn", "signed"),
    OutgoingState.APPROVED: ("info", "stamp"),
    OutgoingState.NUMBERED: ("info", "outbox"),
    OutgoingState.ISSUED: ("ok", "check"),
    OutgoingState.RECALLED: ("bad", "recall"),
    OutgoingState.REPLACED: ("", "swap"),
    OutgoingState.CANCELLED: ("", "close"),
}

HOLDING_LOOKS: dict[str, tuple[str, str]] = {
    Holding.WAITING: ("warn", "clock"),
    Holding.OPENED: ("info", "task"),
    Holding.HANDED_ON: ("ok", "forward"),
    Holding.DONE: ("ok", "check"),
    Holding.RETURNED: ("bad", "back"),
    Holding.RECALLED: ("", "recall"),
    Holding.SUPERSEDED: ("", "swap"),
}


def chain_nodes(found: Chain | None) -> list[ChainNode]:
    """The parts of a matter as the component draws them."""
    if found is None:
        return []
    parts = [node.part for node in found.nodes.values()]
    return grow([(part.pk, part.parent_id, _node(part)) for part in parts])


def _node(part: Assignment) -> ChainNode:
    tone, symbol = HOLDING_LOOKS[part.state]
    root = part.parent_id is None
    return ChainNode(
        who=part.to_name,
        role="Chỉ đạo" if root else Part(part.part).label,
        verb=f"{part.from_name or 'Văn thư'} {'trình' if root else 'giao'}",
        at=part.created_at,
        due=part.due_on,
        seen_at=part.opened_at,
        done_at=part.closed_at,
        remark="\n".join(
            filter(None, [part.instruction, part.result and f"Kết quả: {part.result}"])
        ),
        state=Holding(part.state).label,
        tone=tone,
        symbol=symbol,
        current=part.part == Part.LEAD and part.state in ACTIVE,
    )

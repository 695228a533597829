"""How states look: tone and symbol of a badge."""

from __future__ import annotations

from congvu.office.documents.choices import IncomingState, OutgoingState

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

"""Skip rules (bỏ qua bước): which step of the way to the signature is left out, for whom.

Data, first match wins. ``vacant`` stands for a drafting unit without any head on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.organisation.choices import Role

VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Skip:
    """When the verb is done by one of ``roles``, the row ``instead`` of the state table applies."""

    verb: str
    roles: frozenset[str]
    instead: str
    reason: str


SKIPS = (
    Skip(
        "submit", frozenset({Role.OFFICE_HEAD.value}), "submit_past_office",
        "Chánh văn phòng soạn thảo và tự kiểm tra thể thức",
    ),
    Skip(
        "submit", frozenset({Role.LEADER.value, Role.DEPUTY_LEADER.value, Role.UNIT_HEAD.value}),
        "submit_past_unit", "Người trình là lãnh đạo đơn vị hoặc cơ quan",
    ),
    Skip("submit", frozenset({VACANT}), "submit_past_unit", "Đơn vị chưa có lãnh đạo"),
    Skip(
        "review", frozenset({Role.OFFICE_HEAD.value}), "review_past_office",
        "Chánh văn phòng duyệt và kiểm tra thể thức cùng lúc",
    ),
)  # fmt: skip


def route(verb: str, marks: frozenset[str]) -> Skip:
    """The row that applies to the verb; without a skip, the verb's own."""
    found = next((s for s in SKIPS if s.verb == verb and not marks.isdisjoint(s.roles)), None)
    return found or Skip(verb, frozenset(), verb, "")

"""What differs between two records: for people who compare, and for dossiers moved to a new law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from congvu.counter.procedures.limits import Reading
from congvu.counter.procedures.records.shape import Record

Change = Literal["added", "removed", "changed"]

LABELS = {
    "name": "Tên thủ tục",
    "field_code": "Lĩnh vực",
    "kind": "Loại thủ tục",
    "decision": "Quyết định công bố",
    "levels": "Cấp thực hiện",
    "steps": "Trình tự thực hiện",
    "ways": "Cách thức thực hiện",
    "papers": "Thành phần hồ sơ",
    "sets": "Số bộ hồ sơ",
    "limit": "Thời hạn giải quyết",
    "objects": "Đối tượng thực hiện",
    "requirements": "Yêu cầu, điều kiện",
    "fee_text": "Phí, lệ phí",
    "results": "Kết quả",
    "legal_bases": "Căn cứ pháp lý",
    "processing_agency": "Cơ quan thực hiện",
    "competent_agency": "Cơ quan có thẩm quyền",
    "authorised_agency": "Cơ quan được ủy quyền",
    "cooperating_agency": "Cơ quan phối hợp",
    "receiving_place": "Nơi tiếp nhận hồ sơ",
    "related": "Thủ tục liên quan",
}
KEYS: dict[str, Callable[[Any], Any]] = {
    "levels": lambda item: item.level,
    "ways": lambda item: item.channel,
    "papers": lambda item: (item.case, item.code or item.name),
    "results": lambda item: item.code or item.name,
    "legal_bases": lambda item: item.number or item.title,
}
"""By what the items of a list are the same item in both records."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: ``before`` and ``after`` are the values, None when absent."""

    part: str
    change: Change
    before: Any
    after: Any

    @property
    def label(self) -> str:
        return LABELS[self.part]


def compare(before: Record, after: Record) -> list[Difference]:
    """Every difference, in the order of the record; lists item by item."""
    found: list[Difference] = []
    for part in LABELS:
        old, new = getattr(before, part), getattr(after, part)
        if old == new:
            continue
        found += _of_items(part, old, new) if part in KEYS else [_of_value(part, old, new)]
    return found


def _of_value(part: str, old: Any, new: Any) -> Difference:
    change: Change = "added" if _empty(old) else "removed" if _empty(new) else "changed"
    return Difference(part, change, None if _empty(old) else old, None if _empty(new) else new)


def _empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, Reading) and value == Reading("none"))


def _of_items(part: str, old: Sequence[Any], new: Sequence[Any]) -> list[Difference]:
    earlier, later = _keyed(part, old), _keyed(part, new)
    found: list[Difference] = []
    for key, item in earlier.items():
        if key not in later:
            found.append(Difference(part, "removed", item, None))
        elif later[key] != item:
            found.append(Difference(part, "changed", item, later[key]))
    found += [
        Difference(part, "added", None, item) for k, item in later.items() if k not in earlier
    ]
    if not found:
        found.append(Difference(part, "changed", tuple(old), tuple(new)))
    return found


def _keyed(part: str, items: Sequence[Any]) -> dict[Any, Any]:
    """Items by their key; the second of the same key is told apart by its place."""
    found: dict[Any, Any] = {}
    for item in items:
        key, again = (KEYS[part](item), 0), 0
        while key in found:
            again += 1
            key = (key[0], again)
        found[key] = item
    return found

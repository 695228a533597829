"""What the counters of a figure are, and the sums that must come out: tables, no code.

The names are those of the province's hub of 2013-2016, in English; :attr:`Counter.label` is what
its monthly report prints. Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from congvu.counter.hub.choices import Kind

Counts = Mapping[str, int]
Nature = Literal["opening", "flow", "closing"]
"""How a counter is summed over months: the first month's, all, or the last month's."""


@dataclass(frozen=True, slots=True)
class Counter:
    name: str
    label: str
    nature: Nature


@dataclass(frozen=True, slots=True)
class Identity:
    """An accounting identity: the sum of ``left`` is (or is at most) the sum of ``right``.

    ``before`` are counters of the month before that stand at the right as well.
    """

    code: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    counters: tuple[Counter, ...]
    identities: tuple[Identity, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(counter.name for counter in self.counters)


OPEN = ("open_in_time", "open_late")
SOLVED = ("early", "on_time", "late")
PAUSED = ("supplement", "payment", "tax")
CANCELLED = ("refused", "withdrawn")
WAITING = ("waiting_now", "waiting_before")

MONTH = Shape(
    counters=(
        Counter("opening", "Kỳ trước chuyển sang", "opening"),
        Counter("received", "Tiếp nhận trong kỳ", "flow"),
        Counter("open_in_time", "Đang giải quyết, chưa đến hạn", "closing"),
        Counter("open_late", "Đang giải quyết, quá hạn", "closing"),
        Counter("early", "Đã giải quyết sớm hạn", "flow"),
        Counter("on_time", "Đã giải quyết đúng hạn", "flow"),
        Counter("late", "Đã giải quyết quá hạn", "flow"),
        Counter("supplement", "Tạm dừng chờ bổ sung", "closing"),
        Counter("payment", "Tạm dừng thực hiện nghĩa vụ tài chính", "closing"),
        Counter("refused", "Từ chối", "flow"),
        Counter("withdrawn", "Dừng, công dân rút", "flow"),
        Counter("waiting_before", "Chờ trả kết quả, kỳ trước", "closing"),
        Counter("waiting_now", "Chờ trả kết quả, trong kỳ", "closing"),
        Counter("tax", "Chờ cơ quan thuế", "closing"),
    ),
    identities=(
        Identity(
            "balance",
            "Kỳ trước + tiếp nhận = đang giải quyết + đã giải quyết + tạm dừng + hủy",
            ("opening", "received"), (*OPEN, *SOLVED, *PAUSED, *CANCELLED),
        ),
        Identity(
            "carried", "Kỳ trước chuyển sang = đang giải quyết + tạm dừng cuối tháng trước",
            ("opening",), before=(*OPEN, *PAUSED),
        ),
        Identity(
            "waiting", "Chờ trả trong kỳ không quá số đã giải quyết trong kỳ",
            ("waiting_now",), SOLVED, at_most=True,
        ),
        Identity(
            "waiting_carried", "Chờ trả kỳ trước không quá số chờ trả cuối tháng trước",
            ("waiting_before",), before=WAITING, at_most=True,
        ),
    ),
)  # fmt: skip
"""A month of one field of one desk. Results that wait to be fetched are solved already, so they
stand outside the balance: read so, the most months of the real hub come out even."""

STANDING = Shape(
    counters=(
        Counter("received", "Tổng tiếp nhận", "closing"),
        Counter("open", "Đang thụ lý", "closing"),
        Counter("open_on_track", "Đang thụ lý đúng tiến độ", "closing"),
        Counter("open_behind", "Đang thụ lý chậm tiến độ", "closing"),
        Counter("open_late", "Đang thụ lý quá hạn", "closing"),
        Counter("waiting", "Đang chờ trả kết quả", "closing"),
        Counter("returned", "Đã trả kết quả", "closing"),
        Counter("returned_early", "Đã trả trước hạn", "closing"),
        Counter("returned_on_time", "Đã trả đúng hạn", "closing"),
        Counter("returned_late", "Đã trả quá hạn", "closing"),
    ),
    identities=(
        Identity("standing", "Tổng tiếp nhận = đang thụ lý + chờ trả + đã trả", ("received",),
                 ("open", "waiting", "returned")),
        Identity("standing_open", "Đang thụ lý = đúng tiến độ + chậm tiến độ", ("open",),
                 ("open_on_track", "open_behind")),
        Identity("standing_late", "Quá hạn không quá số chậm tiến độ", ("open_late",),
                 ("open_behind",), at_most=True),
        Identity("standing_returned", "Đã trả = trước hạn + đúng hạn + quá hạn", ("returned",),
                 ("returned_early", "returned_on_time", "returned_late")),
    ),
)  # fmt: skip
"""A desk's totals since the year began, on one day."""

SHAPES: dict[str, Shape] = {Kind.MONTH: MONTH, Kind.STANDING: STANDING}


@dataclass(frozen=True, slots=True)
class Break:
    """An identity that does not come out; ``difference`` is left less right."""

    identity: Identity
    left: int
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right


def breaks(shape: Shape, counts: Counts, before: Counts | None) -> list[Break]:
    """The identities that do not hold; those over two months are asked only when the month
    before was reported."""
    found = []
    for one in shape.identities:
        if one.before and before is None:
            continue
        left, right = _sum(counts, one.left), _sum(counts, one.right)
        right += _sum(before or {}, one.before)
        if left > right or (left < right and not one.at_most):
            found.append(Break(one, left, right))
    return found


def solved(counts: Counts) -> int:
    return _sum(counts, SOLVED)


def share_on_time(counts: Counts) -> float | None:
    """Tỷ lệ giải quyết đúng hạn: early and on time of all solved, in per cent; None of nothing."""
    whole = solved(counts)
    return 100 * _sum(counts, ("early", "on_time")) / whole if whole else None


def add(months: list[Counts]) -> dict[str, int]:
    """Several months of one row as one span, oldest first."""
    if len(months) == 1:
        return dict(months[0])
    taken = {"opening": months[:1], "flow": months, "closing": months[-1:]}
    return {
        one.name: sum(month.get(one.name, 0) for month in taken[one.nature])
        for one in MONTH.counters
    }


def total(rows: list[Counts]) -> dict[str, int]:
    """Several rows of the same span together."""
    names = rows[0].keys() if rows else MONTH.names
    return {name: _sum_of(rows, name) for name in names}


def _sum_of(rows: list[Counts], name: str) -> int:
    return sum(row.get(name, 0) for row in rows)


def _sum(counts: Counts, names: tuple[str, ...]) -> int:
    return sum(counts.get(name, 0) for name in names)

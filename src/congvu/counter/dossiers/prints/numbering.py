"""Numbers of the forms by day; dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TITLES = {
    1: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    2: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    3: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    4: "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    5: "Thông báo dừng giải quyết hồ sơ",
    6: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    7: "Sổ theo dõi hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Numbering:
    """From ``since`` on forms carry these numbers; ``numbers`` is keyed by today's."""

    since: date
    source: str
    numbers: dict[int, int]


NUMBERINGS = (
    Numbering(date.min, "TT 01/2018/TT-VPCP", {1: 1, 2: 2, 3: 3, 4: 4, 6: 5, 7: 6}),
    Numbering(date(2025, 9, 15), "TT 03/2025/TT-VPCP", {n: n for n in TITLES}),
)
"""In order of time. The second is counted from the day on which it was issued."""


def official_name(number: int, day: date) -> str:
    """``Mẫu số 05 (TT 01/2018/TT-VPCP)`` for a form printed on a day; without a number where the
    law of the day has none."""
    held = next(one for one in reversed(NUMBERINGS) if one.since <= day)
    own = held.numbers.get(number)
    return f"Mẫu số {own:02} ({held.source})" if own else f"({held.source})"


def form_file_name(code: str, number: int) -> str:
    """The name of a form's file, printed or signed."""
    return f"mau-{number:02}-{code}.pdf"

"""The columns of the monthly report, as the province's hub prints them."""

from __future__ import annotations

from congvu.core.ui.words import number
from congvu.counter.hub.queries import Line, Report

HEADS = (
    ("Tiếp nhận", ("Kỳ trước", "Trong kỳ")),
    ("Đang giải quyết", ("Tổng", "Chưa đến hạn", "Quá hạn")),
    ("Đã giải quyết", ("Tổng", "Sớm hạn", "Đúng hạn", "Quá hạn")),
    ("Tạm dừng", ("Bổ sung", "NVTC")),
    ("Hủy", ("Từ chối", "Dừng, rút")),
    ("Chờ trả kết quả", ("Tổng", "Trong kỳ", "Kỳ trước")),
)
"""Groups of columns; the share of the settled that were in time stands last."""
SHARE = "Tỷ lệ đúng hạn (%)"


def cells(line: Line) -> list[int]:
    one = line.counts
    return [
        one["opening"], one["received"], line.open, one["open_in_time"], one["open_late"],
        line.solved, one["early"], one["on_time"], one["late"], one["supplement"],
        one["payment"], one["refused"], one["withdrawn"], line.waiting, one["waiting_now"],
        one["waiting_before"],
    ]  # fmt: skip


def share(line: Line) -> str:
    return "–" if line.share is None else number(line.share, 2)


def rows(report: Report) -> list[tuple[str, Line, bool]]:
    """Number, line, and whether it is a sum; level by level, the province last."""
    found: list[tuple[str, Line, bool]] = []
    for group in report.groups:
        for line in group.lines:
            found.append((str(sum(not one[2] for one in found) + 1), line, False))
        found.append(("", group.sum, True))
    return [*found, ("", report.sum, True)]

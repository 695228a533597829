"""The account of a due date in Vietnamese: one text, kept with the date, for everybody."""

from __future__ import annotations

from congvu.core.kernel.dates import format_weekday
from congvu.core.kernel.worktime import Due
from congvu.counter.dossiers.clock.reckon import ROUNDS_IN_TIME, Readings


def account(readings: Readings) -> list[str]:
    """Line by line why the date is what it is, and what scoring makes of supplements."""
    lines = list(readings.legal.lines)
    if not readings.rounds:
        return lines
    if readings.rounds > ROUNDS_IN_TIME:
        lines.append(
            f"Đã yêu cầu bổ sung {readings.rounds} lần → theo Quyết định 766/QĐ-TTg hồ sơ được "
            "tính là quá hạn khi chấm điểm."
        )
    elif readings.scored.at != readings.legal.at:
        lines.append(
            "Khi chấm điểm theo Quyết định 766/QĐ-TTg chỉ trừ thời gian chờ bổ sung → hạn là "
            f"{readings.scored.at:%H:%M} {format_weekday(readings.scored.day)}."
        )
    return lines


def brief(due: Due) -> str:
    """``17:30 thứ Tư 25/11/2026``, with a word when it is not final."""
    told = f"{due.at:%H:%M} {format_weekday(due.day)}"
    return f"{told} (tạm tính)" if due.paused else told

"""The account of a due moment: steps as data, told in Vietnamese when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import singledispatch
from typing import Literal

from congvu.core.kernel.dates import format_date, format_weekday
from congvu.core.kernel.worktime.calendar import WorkCalendar

Why = Literal["same", "late", "off"]
"""Whether receipt counts on its own day, or on the next working day and for which reason."""

_UNITS = {
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
    "calendar_day": "ngày",
    "month": "tháng",
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Received:
    at: datetime
    zero: date
    why: Why
    cutoff: time | None
    unit: str


@dataclass(frozen=True, slots=True)
class Term:
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Working days were counted after ``after`` up to ``until``."""

    after: date
    until: date


@dataclass(frozen=True, slots=True)
class Rolled:
    """A term in calendar days ended on ``end`` and, that being a day off, moved to ``due``."""

    end: date
    due: date


@dataclass(frozen=True, slots=True)
class Paused:
    start: datetime
    end: datetime
    reason: str
    added: str


@dataclass(frozen=True, slots=True)
class Lifted:
    """A pause ended on a day off after the last day, which moved to the next working one."""

    at: datetime
    due: date


@dataclass(frozen=True, slots=True)
class Restarted:
    at: datetime
    zero: date
    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    start: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TooLate:
    start: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Extended:
    added: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ends:
    at: datetime


Step = (
    Received | Term | Counted | Rolled | Paused | Lifted | Restarted | Open | TooLate | Extended | Ends
)  # fmt: skip


def tell(steps: tuple[Step, ...], calendar: WorkCalendar) -> list[str]:
    """One Vietnamese sentence a line, in the order of the computation."""
    return [line for step in steps for line in _tell(step, calendar)]


@singledispatch
def _tell(step: Step, calendar: WorkCalendar) -> Iterator[str]:
    raise TypeError(f"no words for {step!r}")


@_tell.register
def _(step: Received, calendar: WorkCalendar) -> Iterator[str]:
    received = f"Nhận lúc {_moment(step.at)}"
    following = f"tính như nhận vào ngày làm việc kế tiếp, {format_weekday(step.zero)}"
    if step.why == "late":
        yield f"{received}, sau {step.cutoff:%H:%M} → {following}."
    elif step.why == "off":
        yield f"{received}, ngày nghỉ ({calendar.why_off(step.at.date())}) → {following}."
    elif step.unit == "working_hour":
        yield f"{received} → tính từ lúc nhận, theo giờ làm việc."
    else:
        yield f"{received} → không tính ngày nhận."


@_tell.register
def _(step: Term, calendar: WorkCalendar) -> Iterator[str]:
    yield f"Thời hạn: {step.amount} {_UNITS[step.unit]}."


@_tell.register
def _(step: Counted, calendar: WorkCalendar) -> Iterator[str]:
    weekend_days: list[date] = []
    notes: list[tuple[date, str]] = []
    for run in _runs(step, calendar):
        first, name = run[0]
        if first in calendar.make_up:
            notes += [(day, f"{_day(day)} làm bù: {what} → có tính.") for day, what in run]
        elif first in calendar.holidays:
            notes.append((first, f"{_span(run)} nghỉ: {name} → không tính."))
        else:
            weekend_days += [day for day, _ in run]
    if weekend_days:
        notes.append((weekend_days[0], _weekends(weekend_days)))
    yield from (note for _, note in sorted(notes))


@_tell.register
def _(step: Rolled, calendar: WorkCalendar) -> Iterator[str]:
    if step.end != step.due:
        why = calendar.why_off(step.end)
        yield (
            f"Ngày cuối {format_weekday(step.end)} là ngày nghỉ ({why}) → "
            f"chuyển sang {format_weekday(step.due)}."
        )


@_tell.register
def _(step: Paused, calendar: WorkCalendar) -> Iterator[str]:
    interval = f"từ {_moment(step.start)} đến {_moment(step.end)}"
    yield f"Tạm dừng {interval} ({step.reason}) → cộng thêm {step.added}."


@_tell.register
def _(step: Lifted, calendar: WorkCalendar) -> Iterator[str]:
    yield (
        f"Tiếp tục lúc {_moment(step.at)}, ngày nghỉ ({calendar.why_off(step.at.date())}) → "
        f"ngày cuối là {format_weekday(step.due)}."
    )


@_tell.register
def _(step: Restarted, calendar: WorkCalendar) -> Iterator[str]:
    since = format_weekday(step.zero)
    yield f"Tiếp tục lúc {_moment(step.at)} ({step.reason}) → tính lại từ đầu, như nhận {since}."


@_tell.register
def _(step: Open, calendar: WorkCalendar) -> Iterator[str]:
    yield (
        f"Đang tạm dừng từ {_moment(step.start)} ({step.reason}) → "
        "hạn dưới đây là tạm tính, sẽ tính lại khi tiếp tục."
    )


@_tell.register
def _(step: TooLate, calendar: WorkCalendar) -> Iterator[str]:
    yield f"Tạm dừng từ {_moment(step.start)} ({step.reason}) bắt đầu sau hạn → không cộng."


@_tell.register
def _(step: Extended, calendar: WorkCalendar) -> Iterator[str]:
    yield f"Gia hạn ({step.reason}) → cộng thêm {step.added}."


@_tell.register
def _(step: Ends, calendar: WorkCalendar) -> Iterator[str]:
    yield f"Hạn: {_moment(step.at)}."


def _runs(step: Counted, calendar: WorkCalendar) -> Iterator[list[tuple[date, str]]]:
    """Days off or made up, neighbours of one sort together: ``[(day, name), …]``."""
    run: list[tuple[date, str]] = []
    day = step.after + _DAY
    while day <= step.until:
        name = calendar.make_up.get(day) or calendar.why_off(day)
        if name and run and (day - run[-1][0] != _DAY or name != run[-1][1]):
            yield run
            run = []
        if name:
            run.append((day, name))
        day += _DAY
    if run:
        yield run


def _weekends(days: list[date]) -> str:
    if len(days) <= 2:
        return f"{' và '.join(_day(day) for day in days)} nghỉ cuối tuần → không tính."
    between = f"từ {format_date(days[0])} đến {format_date(days[-1])}"
    return f"{len(days)} ngày nghỉ cuối tuần {between} → không tính."


def _span(run: list[tuple[date, str]]) -> str:
    first, last = run[0][0], run[-1][0]
    return _day(first) if first == last else f"Từ {format_date(first)} đến {format_date(last)}"


def _day(day: date) -> str:
    written = format_weekday(day)
    return written[0].upper() + written[1:]


def _moment(at: datetime) -> str:
    return f"{at:%H:%M} {format_weekday(at.date())}"


def duration(minutes: int) -> str:
    """``3 giờ 20 phút làm việc``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} giờ"] * bool(hours or not rest) + [f"{rest} phút"] * bool(rest)
    return " ".join(parts) + " làm việc"
